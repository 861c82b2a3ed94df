using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>
/// The gradient of max pooling over lane groups: walks the windows, and hands each window's gradient to the first element that is not
/// smaller than the maximum; what was handed out is gone for the elements after it.
/// </summary>
internal sealed class MaxPoolGradientEmitter(NestKernel kernel, bool partitions, KernelLibrary library)
{
    private readonly TilePlan _plan = new(
        library.Isa.Widest, new Dictionary<string, int>(), library.Isa.Lanes, TileSearch.UnrolledSums(kernel), 1, Straight: false);

    private readonly CodeWriter _writer = new();

    private IReadOnlyList<Segment> _segments = [];

    private int Looped => kernel.Sums.Count - _plan.UnrolledSums;

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
        _segments = segments;
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
        _writer.Write(TileComments.Tile("windows", _segments, bound));
        _writer.Write($"var largest = {vector.Load(Text.Plus($"y {outVariable}".TrimEnd(), outPlace))};");
        _writer.Write($"var left = {vector.Load(Text.Plus($"dy {outVariable}".TrimEnd(), outPlace))};");
        foreach (string pointer in new[] { "x", "dx" }.Concat(Extras).Distinct())
            _writer.Write($"float* {pointer}t = {pointer} {inVariable};");
        Taps(0, inPlace, bound);
    }

    /// <summary>The window's elements from one loop over them on, in row-major order.</summary>
    private void Taps(int depth, int place, Bindings bound)
    {
        if (depth < Looped)
        {
            Loop loop = kernel.Sums[depth];
            Bound? limit = kernel.Bounds.FirstOrDefault(b => b.Sum == loop.Name);
            (string first, string end) = Ends(loop, limit, bound);
            bool clamped = limit is not null && bound.Known(limit.Out) is null;
            if (clamped)
                _writer.Write($"int {loop.Name}End = {end};");
            using (_writer.Block($"for (int {loop.Name} = {first}; {loop.Name} < {(clamped ? loop.Name + "End" : end)}; {loop.Name}++)"))
                Taps(depth + 1, place, bound);
            return;
        }

        string variable = string.Concat(kernel.Sums.Take(Looped).Select(l => $" + {kernel.Left.Stride(l.Name)} * {l.Name}"));
        var pointers = new[] { "x", "dx" }.Concat(Extras).Distinct().ToDictionary(static p => p, p => Looped == 0 ? p + "t" : p + "s");
        foreach (KeyValuePair<string, string> pointer in pointers.Where(_ => Looped > 0))
            _writer.Write($"float* {pointer.Value} = {pointer.Key}t{variable};");
        var taps = Written().Where(t => Exists(bound, t)).ToList();
        foreach (Dictionary<string, int> tap in taps)
            Tap(tap, place, pointers, isLast: Looped == 0 && tap == taps[taps.Count - 1]);
    }

    private static (string First, string End) Ends(Loop loop, Bound? limit, Bindings bound)
    {
        if (limit is null)
            return ("0", $"{loop.Extent}");
        if (bound.Known(limit.Out) is not { } place)
            return limit.Range(limit.Out, loop.Extent);
        (int first, int end) = limit.Range(place, loop.Extent);
        return ($"{first}", $"{end}");
    }

    private void Tap(Dictionary<string, int> tap, int first, Dictionary<string, string> pointers, bool isLast)
    {
        Vector vector = _plan.Vector;
        int place = first + tap.Sum(t => kernel.Left.Stride(t.Key) * t.Value);
        string name = tap.Count == 0 ? "_" : string.Concat(tap.Values.Select(static v => $"_{v}"));
        _writer.Write($"var x{name} = {vector.Load(Text.Plus(pointers["x"], place))};");
        _writer.Write($"var smaller{name} = {vector.Call("LessThan", "x" + name, "largest")};");
        _writer.Write($"var d{name} = {vector.Where("smaller" + name, vector.Zero, "left")};");
        if (!isLast)
            _writer.Write($"left = {vector.Where("smaller" + name, "left", vector.Zero)};");
        Store(name, place, pointers);
    }

    private void Store(string name, int place, Dictionary<string, string> pointers)
    {
        Vector vector = _plan.Vector;
        string value = partitions ? $"d{name}" : $"({vector.Load(Text.Plus(pointers["dx"], place))} + d{name})";
        if (kernel.Epilogue is not null)
        {
            string[] operands = [value, .. Extras.Select(e => e == "x" ? "x" + name : vector.Load(Text.Plus(pointers[e], place)))];
            value = vector.Render(kernel.Epilogue, operands, library.Functions);
        }

        _writer.Write(vector.Store(value, Text.Plus(pointers["dx"], place)));
    }

    /// <summary>The taps that are written out.</summary>
    private IEnumerable<Dictionary<string, int>> Written()
    {
        IEnumerable<Dictionary<string, int>> taps = [[]];
        foreach (Loop loop in kernel.Sums.Skip(Looped))
        {
            taps = taps.SelectMany(t => Enumerable.Range(0, loop.Extent)
                .Select(i => new Dictionary<string, int>(t) { [loop.Name] = i })).ToList();
        }

        return taps;
    }

    private bool Exists(Bindings bound, Dictionary<string, int> tap) => kernel.Bounds.Where(b => tap.ContainsKey(b.Sum)).All(b =>
        _segments.First(s => s.Loop == b.Out).Representative(bound) is not { } place || b.Allows(place, tap[b.Sum]));
}
