using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// Writes a <see cref="NestKernel"/>: loops over tiles of outputs, one accumulator for each cell of the tile, and inside the sum
/// loops each load named by its constant offset, so that what neighbouring cells share is loaded once. The register-sized inside
/// is <see cref="TileEmitter"/>.
/// </summary>
internal sealed class NestEmitter
{
    private readonly NestKernel _kernel;
    private readonly TilePlan _plan;
    private readonly KernelLibrary _library;

    private NestEmitter(NestKernel kernel, TilePlan plan, KernelLibrary library)
    {
        _kernel = kernel;
        _plan = plan;
        _library = library;
    }

    /// <summary>The parameters of a kernel's method, in order.</summary>
    public static IEnumerable<string> Pointers(NestKernel kernel) =>
        kernel.Pointed.Select(static a => a.Pointer).Distinct();

    /// <summary>Adds the kernel's method, or several where one would be too long to be optimised, and returns the name to call.</summary>
    public static string Emit(NestKernel kernel, KernelLibrary library, int straightLimit)
    {
        kernel = LoopMerge.Of(kernel);
        return library.OfForm((kernel.Form, straightLimit), () =>
        {
            TilePlan plan = TileSearch.Plan(kernel, library.Isa, straightLimit);
            return new NestEmitter(kernel, plan, library).Emit();
        });
    }

    private string Emit()
    {
        string[] limits = [.. _kernel.Sums.Select(static s => s.Limit).OfType<string>().Distinct()];
        string[] parameters =
        [
            .. Pointers(_kernel).Select(static p => "float* " + p),
            .. limits.Select(static l => "int " + l),
            .. _kernel.Accumulates ? ["bool add"] : Array.Empty<string>(),
        ];
        string list = string.Join(", ", parameters), unit = limits.Length > 0 ? " a group" : "";
        string header = $"{_kernel.Header}\nTile {_plan}; {_kernel.Operations:#,0} FMA{unit}.";
        var parts = CodeBudget.Pack(Blocks());
        if (parts.Count == 1)
            return _library.Add(_kernel.Name, header, list, parts[0]);
        string arguments = string.Join(", ", parameters.Select(static p => p.Substring(p.IndexOf(' ') + 1)));
        string HeaderOf(int part) => $"{_kernel.Header}\nPart {part + 1} of {parts.Count}.";
        var calls = parts.Select((part, i) => _library.Add($"{_kernel.Name}Part{i + 1}", HeaderOf(i), list, part));
        return _library.Add(_kernel.Name, header, list, string.Join("\n", calls.Select(c => $"{c}({arguments});")));
    }

    private IEnumerable<(string Text, int Terms)> Blocks()
    {
        IEnumerable<IReadOnlyList<Segment>> blocks = [[]];
        foreach (Loop loop in _kernel.Outs)
        {
            blocks = blocks.SelectMany(chosen => Segments.OfOut(_kernel, _plan, loop)
                .Select(s => (IReadOnlyList<Segment>)[.. chosen, s])).ToList();
        }

        foreach (Segment lane in Segments.OfLanes(_kernel, _plan))
        {
            foreach (IReadOnlyList<Segment> block in blocks)
                yield return Block(lane, block);
        }
    }

    private (string Text, int Terms) Block(Segment lane, IReadOnlyList<Segment> outs)
    {
        var writer = new CodeWriter();
        var statements = new Statements(writer);
        IReadOnlyList<Segment> all = [lane, .. outs];
        if (_plan.Order is { } order)
            all = [.. all.OrderBy(segment => order.ToList().IndexOf(segment.Loop))];
        using (all.Any(static s => s.IsLoop) ? null : writer.Braces())
            Loop(0, new Bindings());
        return (writer.ToString(), statements.Count);

        void Loop(int depth, Bindings bound)
        {
            if (depth == all.Count)
            {
                statements.Comment(TileComments.Outputs(_kernel, lane, outs, bound));
                var cells = new TileCells(_kernel, _plan.Vector, lane, outs, bound, statements);
                TileEmitter.Emit(_kernel, _plan, cells, statements, _library.Functions);
                return;
            }

            Segment segment = all[depth];
            if (!_plan.Straight && segment.IsLoop && all.Skip(depth + 1).Any(static s => s.IsLoop))
            {
                // A perfect nest: its heads stand below each other, and the innermost has the braces.
                writer.Write(Head(segment));
                Loop(depth + 1, bound.WithVariable(segment.Loop));
                return;
            }

            For(writer, segment, _plan.Straight, bound, next => Loop(depth + 1, next));
        }
    }

    /// <summary>A segment's tiles, as a loop or, where there is one or <paramref name="straight"/> asks for it, written out.</summary>
    public static void For(CodeWriter writer, Segment segment, bool straight, Bindings bound, Action<Bindings> body)
    {
        if (segment.IsLoop && !straight)
        {
            using (writer.Block(Head(segment)))
                body(bound.WithVariable(segment.Loop));
            return;
        }

        for (int s = segment.Start; s < segment.Start + segment.Count; s += segment.Tile)
        {
            using (straight && segment.IsLoop ? writer.Braces() : null)
                body(bound.With(segment.Loop, s));
        }
    }

    /// <summary>The head of a segment's loop.</summary>
    public static string Head(Segment segment) =>
        $"for (int {segment.Loop} = {segment.Start}; {segment.Loop} < {segment.Start + segment.Count}; {Step(segment)})";

    private static string Step(Segment segment) => segment.Tile == 1 ? segment.Loop + "++" : $"{segment.Loop} += {segment.Tile}";
}

/// <summary>What is known of each loop while code is written: a constant, or only that a variable of its name exists.</summary>
internal sealed class Bindings
{
    private readonly Dictionary<string, int?> _values;

    public Bindings()
        : this([])
    {
    }

    private Bindings(Dictionary<string, int?> values) => _values = values;

    public Bindings With(string loop, int value) => new(new Dictionary<string, int?>(_values) { [loop] = value });

    public Bindings WithVariable(string loop) => new(new Dictionary<string, int?>(_values) { [loop] = null });

    /// <summary>The loop's value if it is known now.</summary>
    public int? Known(string loop) => _values.TryGetValue(loop, out int? value) ? value : null;

    /// <summary>Whether the loop is there, and its value known at run time only.</summary>
    public bool IsVariable(string loop) => _values.TryGetValue(loop, out int? value) && value is null;

    /// <summary>The constant part of an access, and the text of the variable part (empty if there is none).</summary>
    public (int Constant, string Variable) Address(Access access)
    {
        int constant = access.Constant;
        var terms = new List<string>();
        foreach (KeyValuePair<string, int?> binding in _values)
        {
            int stride = binding.Key == "lane" ? access.LaneStride : access.Stride(binding.Key);
            if (stride == 0)
                continue;
            if (binding.Value is { } value)
                constant += stride * value;
            else
                terms.Add(Product(stride, binding.Key));
        }

        return (constant, string.Join(" ", terms));
    }

    private static string Product(int stride, string loop) => stride switch
    {
        1 => $"+ {loop}",
        < 0 => $"- {-stride} * {loop}",
        _ => $"+ {stride} * {loop}",
    };
}
