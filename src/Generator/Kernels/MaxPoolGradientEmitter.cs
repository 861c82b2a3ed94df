using Unrolled.Generator.Emit;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;

namespace Unrolled.Generator.Kernels;

/// <summary>
/// The gradient of max pooling over lane groups: walks the windows, and hands each window's gradient to the first element that is not
/// smaller than the maximum; what was handed out is gone for the elements after it.
/// </summary>
internal sealed class MaxPoolGradientEmitter(NestKernel kernel, bool partitions, KernelLibrary library)
{
    private readonly TilePlan _plan = new(library.Isa.Widest, new Dictionary<string, int>(), library.Isa.Lanes, kernel.Sums.Count, 1, false);
    private readonly CodeWriter _writer = new();

    private IEnumerable<string> Extras => kernel.Extras.Select(static e => e.Pointer);

    /// <summary>Adds the method. Pointers: x, y (the kernel's output), dy, dx, then the epilogue's extras.</summary>
    public string Emit(int inputLength)
    {
        Vector vector = _plan.Vector;
        if (!partitions)
        {
            using (_writer.Block($"for (int i = 0; i < {inputLength}; i += {vector.Lanes})"))
                _writer.Write(vector.Store(vector.Zero, "dx + i"));
        }

        Walk(0, []);
        string parameters = string.Join(", ", new[] { "x", "y", "dy", "dx" }.Concat(Extras).Distinct().Select(static p => "float* " + p));
        return library.Add(kernel.Name, kernel.Header, parameters, _writer.ToString());
    }

    private void Walk(int depth, IReadOnlyList<Segment> chosen)
    {
        if (depth < kernel.Outs.Count)
        {
            foreach (Segment segment in Segments.OfOut(kernel, _plan, kernel.Outs[depth]))
                Walk(depth + 1, [.. chosen, segment]);
            return;
        }

        IReadOnlyList<Segment> segments = [.. chosen, new Segment("lane", 0, Isa.Group, _plan.Vector.Lanes, false)];
        using (segments.Any(static s => s.IsLoop) ? null : _writer.Braces())
            Loops(segments, 0, new Bindings());
    }

    private void Loops(IReadOnlyList<Segment> segments, int depth, Bindings bound)
    {
        if (depth < segments.Count)
            NestEmitter.For(_writer, segments[depth], false, bound, next => Loops(segments, depth + 1, next));
        else
            Window(bound);
    }

    private void Window(Bindings bound)
    {
        Vector vector = _plan.Vector;
        (int outPlace, string outVariable) = bound.Address(kernel.Output);
        (int inPlace, string inVariable) = bound.Address(kernel.Left);
        _writer.Write($"var largest = {vector.Load(Text.Plus($"y {outVariable}".TrimEnd(), outPlace))};");
        _writer.Write($"var left = {vector.Load(Text.Plus($"dy {outVariable}".TrimEnd(), outPlace))};");
        foreach (string pointer in new[] { "x", "dx" }.Concat(Extras).Distinct())
            _writer.Write($"float* {pointer}t = {pointer} {inVariable};");
        var taps = Taps().Where(t => Exists(bound, t)).ToList();
        foreach (Dictionary<string, int> tap in taps)
        {
            int place = inPlace + tap.Sum(t => kernel.Left.Stride(t.Key) * t.Value);
            string name = string.Concat(tap.Values.Select(static v => "_" + v));
            _writer.Write($"var x{name} = {vector.Load(Text.Plus("xt", place))};");
            _writer.Write($"var smaller{name} = {vector.Call("LessThan", "x" + name, "largest")};");
            _writer.Write($"var d{name} = {vector.Where("smaller" + name, vector.Zero, "left")};");
            if (tap != taps[taps.Count - 1])
                _writer.Write($"left = {vector.Where("smaller" + name, "left", vector.Zero)};");
            Store(name, place);
        }
    }

    private void Store(string name, int place)
    {
        Vector vector = _plan.Vector;
        string value = partitions ? $"d{name}" : $"({vector.Load(Text.Plus("dxt", place))} + d{name})";
        if (kernel.Epilogue is not null)
        {
            string[] operands = [value, .. Extras.Select(e => e == "x" ? "x" + name : vector.Load(Text.Plus(e + "t", place)))];
            value = vector.Render(kernel.Epilogue, operands, library.Functions);
        }

        _writer.Write(vector.Store(value, Text.Plus("dxt", place)));
    }

    private IEnumerable<Dictionary<string, int>> Taps()
    {
        IEnumerable<Dictionary<string, int>> taps = [[]];
        foreach (Loop loop in kernel.Sums)
            taps = taps.SelectMany(t => Enumerable.Range(0, loop.Extent).Select(i => new Dictionary<string, int>(t) { [loop.Name] = i })).ToList();
        return taps;
    }

    private bool Exists(Bindings bound, Dictionary<string, int> tap) =>
        kernel.Bounds.All(b => bound.Known(b.Out) is not { } place || b.Allows(place, tap[b.Sum]));
}
