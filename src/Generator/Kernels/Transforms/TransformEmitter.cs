using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Transforms;

/// <summary>
/// Writes a <see cref="TransformKernel"/>: loops over tiles, and a map's sums as straight lines between loads and stores.
/// </summary>
internal sealed class TransformEmitter
{
    private const string Lane = "lane";

    private readonly TransformKernel _kernel;
    private readonly KernelLibrary _library;
    private readonly Vector _vector;
    private readonly CodeWriter _writer = new();
    private readonly Dictionary<float, string> _factors = [];

    /// <summary>Lanes of the vector at hand that are stored.</summary>
    private int _lanes;

    private TransformEmitter(TransformKernel kernel, KernelLibrary library)
    {
        _kernel = kernel;
        _library = library;
        _vector = kernel.Lanes == Isa.Group ? library.Isa.Widest : library.Isa.For(kernel.Lanes);
    }

    /// <summary>Adds the kernel's method and returns the name to call.</summary>
    public static string Emit(TransformKernel kernel, KernelLibrary library) => new TransformEmitter(kernel, library).Emit();

    private string Emit()
    {
        IEnumerable<LinearTerm> terms = _kernel.Passes.SelectMany(static p => p.Map.Sums).SelectMany(static s => s.Terms);
        foreach (float factor in terms.Select(static t => t.Factor).Where(static f => f is not (1 or -1)).Distinct())
        {
            _factors[factor] = $"k{_factors.Count}";
            _writer.Write($"var {_factors[factor]} = {_vector.Broadcast(Text.Float(factor))};");
        }

        For(_kernel.Channels.Extent > 1, _kernel.Channels, 1, new Bindings(), AllLanes);
        string pointers = string.Join(", ", _kernel.Pointers.Select(static p => "float* " + p));
        string clipped = _kernel.Passes.Any(static p => p.Clipped is not null)
            ? $", int {TransformKernel.Front}, int {TransformKernel.Behind}"
            : "";
        string add = _kernel.Passes.Any(static p => p.Accumulates) ? ", bool add" : "";
        return _library.Add(_kernel.Name, _kernel.Header, pointers + clipped + add, _writer.ToString());
    }

    /// <summary>All passes for each vector; for the last one apart where its surplus lanes must stay.</summary>
    private void AllLanes(Bindings bound)
    {
        int rest = _kernel.IsExact ? _kernel.Lanes % _vector.Lanes : 0, whole = _kernel.Lanes - rest;
        if (whole > 0)
            For(whole > _vector.Lanes, new Loop(Lane, whole), _vector.Lanes, bound, each => Passes(each, _vector.Lanes));
        if (rest > 0)
            Passes(bound.With(Lane, whole), rest);

        void Passes(Bindings each, int lanes)
        {
            _lanes = lanes;
            _kernel.Passes.ToList().ForEach(pass => Pass(pass, each));
        }
    }

    private void For(bool isLoop, Loop loop, int step, Bindings bound, Action<Bindings> body)
    {
        if (!isLoop)
        {
            body(bound.With(loop.Name, 0));
            return;
        }

        string next = step == 1 ? loop.Name + "++" : $"{loop.Name} += {step}";
        using (_writer.Block($"for (int {loop.Name} = 0; {loop.Name} < {loop.Extent}; {next})"))
            body(bound.WithVariable(loop.Name));
    }

    private void Pass(TransformPass pass, Bindings bound)
    {
        Loops(0, bound, null);

        void Loops(int depth, Bindings bound, TileStretch? stretch)
        {
            if (depth == pass.Loops.Count)
            {
                using (_writer.Braces())
                    Tile(pass, stretch!, bound);
                return;
            }

            Loop loop = pass.Loops[depth];
            if (loop.Name == pass.Clipped)
            {
                Clipped(loop, bound, stretch!, (next, tiles) => Loops(depth + 1, next, tiles));
                return;
            }

            if (loop.Name != pass.Tile)
            {
                For(loop.Extent > 1, loop, 1, bound, next => Loops(depth + 1, next, stretch));
                return;
            }

            foreach (TileStretch tiles in pass.Stretches)
            {
                var segment = new Segment(loop.Name, tiles.Start, tiles.Count, 1, Checked: true);
                NestEmitter.For(_writer, segment, false, bound, next => Loops(depth + 1, next, tiles));
            }
        }
    }

    /// <summary>A loop whose first and last turns find nothing to read.</summary>
    private void Clipped(Loop loop, Bindings bound, TileStretch tiles, Action<Bindings, TileStretch> body)
    {
        const string Front = TransformKernel.Front;
        string end = $"{loop.Extent} - {TransformKernel.Behind}", name = loop.Name;
        TileStretch nothing = tiles with { Reads = new(0, 0) };
        foreach ((string first, string last, TileStretch at) in new[]
            { ("0", Front, nothing), (Front, end, tiles), (end, $"{loop.Extent}", nothing) })
        {
            using (_writer.Block($"for (int {name} = {first}; {name} < {last}; {name}++)"))
                body(bound.WithVariable(name), at);
        }
    }

    private void Tile(TransformPass pass, TileStretch tiles, Bindings bound)
    {
        var pointers = new Dictionary<string, string>();
        bool reads = tiles.Reads.End > tiles.Reads.First;
        foreach (Access access in pass.Accesses.Where(a => reads || a != pass.From))
            Point(access);
        string?[] operands = new string?[pass.Map.Inputs + pass.Map.Sums.Count];
        for (int i = tiles.Reads.First; i < tiles.Reads.End; i++)
        {
            operands[i] = $"d{i}";
            _writer.Write($"var d{i} = {Read(pass.From, pass.From.Stride(TransformPass.Element) * i)};");
        }

        if (pass.Bias is not null)
            _writer.Write($"var bias = {Read(pass.Bias, 0)};");
        List<int> results = [.. Enumerable.Range(tiles.Writes.First, tiles.Writes.End - tiles.Writes.First)];
        for (int s = 0; s < pass.Map.Sums.Count; s++)
        {
            if (Sum(pass.Map.Sums[s], operands) is not { } text)
                continue;
            operands[pass.Map.Inputs + s] = $"r{s}";
            _writer.Write($"var r{s} = {text};");
            StoreAll(pass.Map.Inputs + s);
        }

        // What no sum makes: inputs, and sums of which nothing exists.
        foreach (int j in results)
            Store(j);

        // A result leaves its register as soon as it is there.
        void StoreAll(int operand)
        {
            foreach (int j in results.Where(j => pass.Map.Results[j] == operand).ToList())
            {
                Store(j);
                results.Remove(j);
            }
        }

        // Scratch holds the lanes at hand alone.
        Bindings Of(Access access) => access.Pointer == TransformKernel.Scratch ? bound.With(Lane, 0) : bound;

        void Point(Access access)
        {
            if (pointers.ContainsKey(access.Pointer))
                return;
            string variable = Of(access).Address(access).Variable;
            pointers[access.Pointer] = variable.Length == 0 ? access.Pointer : access.Pointer + "t";
            if (variable.Length > 0)
                _writer.Write($"float* {access.Pointer}t = {Text.Element($"{access.Pointer} {variable}")};");
        }

        string Read(Access access, int shift)
        {
            int place = Of(access).Address(access).Constant + shift;
            string pointer = pointers[access.Pointer];
            return access.LaneStride == 0 ? _vector.Broadcast(Text.At(pointer, place)) : _vector.Load(Text.Plus(pointer, place));
        }

        void Store(int j)
        {
            string value = operands[pass.Map.Results[j]] ?? _vector.Zero;
            if (pass.Bias is not null)
                value = $"({value} + bias)";
            if (pass.Epilogue is not null)
            {
                string[] slots = [value, .. pass.Extras.Select(e => Read(e, e.Stride(TransformPass.Result) * j))];
                value = _vector.Render(pass.Epilogue, slots, _library.Functions);
            }

            int place = Of(pass.To).Address(pass.To).Constant + pass.To.Stride(TransformPass.Result) * j;
            string target = Text.Plus(pointers[pass.To.Pointer], place);
            if (pass.Accumulates)
                value = $"add ? {_vector.Load(target)} + {Text.Atom(value)} : {value}";
            bool isWhole = _lanes == _vector.Lanes || pass.To.Pointer == TransformKernel.Scratch;
            if (isWhole)
            {
                _writer.Write(_vector.Store(value, target));
                return;
            }

            _writer.Write($"var y{j} = {value};");
            foreach (string store in _vector.StoreFirst($"y{j}", target, _lanes))
                _writer.Write(store);
        }
    }

    /// <summary>A sum's text; null where none of its operands exists.</summary>
    private string? Sum(LinearSum sum, string?[] operands)
    {
        string? text = null;
        foreach (LinearTerm term in sum.Terms)
        {
            if (operands[term.Operand] is not { } operand)
                continue;
            text = (text, term.Factor) switch
            {
                (null, 1) => operand,
                (null, -1) => "-" + operand,
                (null, _) => $"{_factors[term.Factor]} * {operand}",
                (_, 1) => $"{Text.Atom(text)} + {operand}",
                (_, -1) => $"{Text.Atom(text)} - {operand}",
                _ => _vector.Fma(_factors[term.Factor], operand, Text.Unbracket(text)),
            };
        }

        return text;
    }
}
