using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// Writes the inside of a <see cref="NestKernel"/> for one tile of outputs: starts an accumulator for each cell, adds the terms in order,
/// and stores the results through the epilogue. Terms that fall outside a bound at a known place are simply not written.
/// </summary>
internal sealed class TileEmitter(NestKernel kernel, TilePlan plan, CodeWriter writer, ISet<Helper> functions)
{
    private const int StartsInALine = 6;

    private readonly int _looped = kernel.Sums.Count - plan.UnrolledSums;
    private Cell[] _cells = [];
    private Segment _lane = null!;
    private Bindings _outs = null!;
    private IReadOnlyList<Segment> _segments = [];
    private Dictionary<string, string> _tilePointers = [];
    private Dictionary<Access, int> _tilePlaces = [];

    /// <summary>Statements written so far, for the IL budget.</summary>
    public int Terms { get; private set; }

    private Vector Vector => plan.Vector;

    public void Emit(Segment lane, IReadOnlyList<Segment> segments, Bindings outs)
    {
        _lane = lane;
        _segments = segments;
        _outs = outs;
        _cells = Ordered(Cells());
        _tilePointers = [];
        _tilePlaces = new(ReferenceComparer.Instance);
        foreach (Access access in kernel.Accesses.Concat(kernel.Extras))
        {
            (_tilePlaces[access], string variable) = outs.Address(access);
            Point(_tilePointers, access.Pointer, access.Pointer, "t", variable);
        }

        // A single element is the result itself: added to a zero, -0 would become 0.
        bool single = kernel.Sums.Count == 0 && kernel.Right is null && !kernel.Accumulates && !kernel.Lane.Sum;
        bool open = single || (kernel.Join == Join.Max && _looped == 0);
        if (!open)
            Start();
        DeclareEnds();
        Sum(0, new Bindings(), [], open ? new HashSet<Cell>() : null);
        Finish();
    }

    private void Write(string statement)
    {
        writer.Write(statement);
        Terms++;
    }

    /// <summary>Declares a pointer for the part of an address that is known at run time only.</summary>
    private void Point(Dictionary<string, string> pointers, string key, string from, string suffix, string variable)
    {
        if (pointers.ContainsKey(key))
            return;
        pointers[key] = variable.Length == 0 ? from : key + suffix;
        if (variable.Length > 0)
            Write($"float* {key}{suffix} = {from} {variable};");
    }

    private IEnumerable<Cell> Cells()
    {
        IEnumerable<Dictionary<string, int>> offsets = [[]];
        foreach (Segment segment in _segments)
        {
            offsets = offsets.SelectMany(o => Enumerable.Range(0, segment.Tile)
                .Select(i => new Dictionary<string, int>(o) { [segment.Loop] = i })).ToList();
        }

        int vectors = (_lane.Tile + Vector.Lanes - 1) / Vector.Lanes, n = 0;
        foreach (Dictionary<string, int> offset in offsets)
        {
            for (int v = 0; v < vectors; v++)
                yield return new Cell("s" + n++, offset, v);
        }
    }

    /// <summary>Cells that share the operand with more loads come together, so that only the smaller set stays in registers.</summary>
    private Cell[] Ordered(IEnumerable<Cell> cells)
    {
        Cell[] all = [.. cells];
        if (kernel.Right is null)
            return all;
        int lefts = all.Select(c => Offset(kernel.Left, c)).Distinct().Count(), rights = all.Select(c => Offset(kernel.Right, c)).Distinct().Count();
        Access grouping = lefts > rights ? kernel.Left : kernel.Right;
        return [.. all.GroupBy(c => Offset(grouping, c)).SelectMany(g => g)];
    }

    private int Offset(Access access, Cell cell) =>
        cell.Offsets.Sum(o => access.Stride(o.Key) * o.Value) + access.LaneStride * cell.VectorIndex * Vector.Lanes;

    private int Place(Access access, Cell cell) => _tilePlaces[access] + Offset(access, cell);

    private string Read(Access access, string pointer, int offset) => access.LaneStride == 0
        ? Vector.Broadcast(Text.At(pointer, offset))
        : Vector.Load(Text.Plus(pointer, offset));

    private void Start()
    {
        if (kernel.Accumulates && !kernel.Lane.Sum)
        {
            Write($"{Vector.Type} {string.Join(", ", _cells.Select(c => c.Name))};");
            using (writer.Block("if (add)"))
            {
                foreach (Cell cell in _cells)
                    Write($"{cell.Name} = {Read(kernel.Output, _tilePointers[kernel.Output.Pointer], Place(kernel.Output, cell))};");
            }

            using (writer.Block("else"))
                Write($"{string.Join(" = ", _cells.Select(static c => c.Name))} = {Vector.Zero};");
            return;
        }

        string first = kernel.Join == Join.Max ? Vector.Broadcast(Text.Float(float.NegativeInfinity)) : Vector.Zero;
        var loaded = new Dictionary<int, string>();
        string From(Cell cell)
        {
            int place = kernel.Bias is null ? 0 : Place(kernel.Bias, cell);
            string start = loaded.TryGetValue(place, out string? same) ? same
                : kernel.Bias is null ? first : Read(kernel.Bias, _tilePointers[kernel.Bias.Pointer], place);
            loaded[place] = cell.Name;
            return $"{cell.Name} = {start}";
        }

        for (int i = 0; i < _cells.Length; i += StartsInALine)
            Write($"{Vector.Type} {string.Join(", ", _cells.Skip(i).Take(StartsInALine).Select(From))};");
        Terms += _cells.Length;
    }

    /// <summary>The sum loops from <paramref name="depth"/> on; <paramref name="steps"/> are the tiles of those already open.</summary>
    private void Sum(int depth, Bindings sums, Dictionary<string, int> steps, HashSet<Cell>? open)
    {
        if (depth == _looped)
        {
            AddTerms(sums, steps, open);
            return;
        }

        Loop loop = kernel.Sums[depth];
        if (WholeLoop(depth) is { } head)
        {
            // A loop that holds nothing but the next one leaves the braces to it.
            using (depth + 1 < _looped && WholeLoop(depth + 1) is not null ? Written(head) : writer.Block(head))
                Sum(depth + 1, sums.WithVariable(loop.Name), new(steps) { [loop.Name] = StepOf(depth) }, open);
            return;
        }

        IReadOnlyList<Segment> segments = SegmentsOf(depth);
        foreach (Segment segment in segments)
        {
            bool nested = segments.Count > 1 && !(segment.IsLoop && !plan.Straight);
            using (nested ? writer.Braces() : null)
                NestEmitter.For(writer, segment, plan.Straight, sums, next => Sum(depth + 1, next, new(steps) { [loop.Name] = segment.Tile }, open));
        }
    }

    private IDisposable? Written(string head)
    {
        writer.Write(head);
        return null;
    }

    private int StepOf(int depth)
    {
        bool innermost = depth == _looped - 1;
        return innermost && kernel.Sums[depth].Limit is null && !IsClamped(depth, out _) ? plan.SumStep : 1;
    }

    /// <summary>Whether a sum loop's ends depend on a place that is known at run time only.</summary>
    private bool IsClamped(int depth, out Bound? bound)
    {
        string name = kernel.Sums[depth].Name;
        bound = kernel.Bounds.FirstOrDefault(b => b.Sum == name && b.SumFactor != 0);
        return bound is not null && _outs.Known(bound.Out) is null;
    }

    private IReadOnlyList<Segment> SegmentsOf(int depth)
    {
        Loop loop = kernel.Sums[depth];
        bool clamped = IsClamped(depth, out Bound? bound);
        return bound is null || clamped
            ? Segments.Plain(loop.Name, 0, loop.Extent, StepOf(depth), false)
            : Segments.OfSum(loop.Name, loop.Extent, StepOf(depth), bound, _outs.Known(bound.Out)!.Value, OutOf(bound).Tile);
    }

    /// <summary>The head of a sum loop that is one loop and nothing else; null for one that is cut, or written out.</summary>
    private string? WholeLoop(int depth)
    {
        Loop loop = kernel.Sums[depth];
        if (IsClamped(depth, out Bound? bound))
            return $"for (int {loop.Name} = {bound!.Range(bound.Out, loop.Extent).First}; {loop.Name} < {loop.Name}End; {loop.Name}++)";
        if (loop.Limit is not null)
            return $"for (int {loop.Name} = 0; {loop.Name} < {loop.Limit}; {loop.Name}++)";
        return !plan.Straight && SegmentsOf(depth) is [{ IsLoop: true } only] ? NestEmitter.Head(only) : null;
    }

    /// <summary>Declares where sum loops end whose ends follow from the tile's place.</summary>
    private void DeclareEnds()
    {
        for (int depth = 0; depth < _looped; depth++)
        {
            if (IsClamped(depth, out Bound? bound))
                Write($"int {kernel.Sums[depth].Name}End = {bound!.Range(bound.Out, kernel.Sums[depth].Extent).End};");
        }
    }

    private void AddTerms(Bindings sums, Dictionary<string, int> steps, HashSet<Cell>? open)
    {
        var pointers = new Dictionary<string, string>();
        var places = new Dictionary<Access, int>(ReferenceComparer.Instance);
        foreach (Access access in new[] { kernel.Left, kernel.Right }.OfType<Access>())
        {
            (int constant, string variable) = sums.Address(access);
            places[access] = constant - access.Constant;
            Point(pointers, access.Pointer, _tilePointers[access.Pointer], "s", variable);
        }

        var loads = new Dictionary<(string, int), string>();
        IEnumerable<Dictionary<string, int>> turns = [[]];
        foreach (Loop loop in kernel.Sums.Where((l, depth) => depth >= _looped || steps.TryGetValue(l.Name, out int step) && step > 1))
        {
            int count = steps.TryGetValue(loop.Name, out int step) ? step : loop.Extent;
            turns = turns.SelectMany(t => Enumerable.Range(0, count).Select(i => new Dictionary<string, int>(t) { [loop.Name] = i })).ToList();
        }

        var terms = turns.SelectMany(turn => _cells.Where(cell => Exists(cell, sums, turn)).Select(cell => (Cell: cell, Turn: turn))).ToList();
        int At(Access access, (Cell Cell, Dictionary<string, int> Turn) term) => Place(access, term.Cell) + places[access] + term.Turn.Sum(t => access.Stride(t.Key) * t.Value);
        var uses = terms.SelectMany(term => places.Keys.Select(access => (access.Pointer, At(access, term)))).GroupBy(static load => load).ToDictionary(static g => g.Key, static g => g.Count());
        foreach ((Cell Cell, Dictionary<string, int> Turn) term in terms)
            AddTerm(term.Cell, access => Term(access, At(access, term), pointers, loads, uses), open);
    }

    private void AddTerm(Cell cell, Func<Access, string> operand, HashSet<Cell>? open)
    {
        string left = operand(kernel.Left);
        if (open is not null && open.Add(cell))
            Write($"var {cell.Name} = {left};");
        else if (kernel.Right is not null)
            Write($"{cell.Name} = {Vector.Fma(left, operand(kernel.Right), cell.Name)};");
        else
            Write($"{cell.Name} = {Vector.Call(kernel.Join == Join.Max ? "Max" : "Add", cell.Name, left)};");
    }

    /// <summary>An operand of a term: what is used again has a name and is loaded at its first use.</summary>
    private string Term(Access access, int place, Dictionary<string, string> pointers, Dictionary<(string, int), string> loads, Dictionary<(string, int), int> uses)
    {
        if (uses[(access.Pointer, place)] == 1)
            return Read(access, pointers[access.Pointer], place);
        if (!loads.TryGetValue((access.Pointer, place), out string? name))
        {
            name = $"{access.Pointer}_{(place < 0 ? "m" : "")}{Math.Abs(place)}";
            loads[(access.Pointer, place)] = name;
            Write($"var {name} = {Read(access, pointers[access.Pointer], place)};");
        }

        return name;
    }

    private bool Exists(Cell cell, Bindings sums, Dictionary<string, int> turn)
    {
        foreach (Bound bound in kernel.Bounds)
        {
            bool writtenOut = turn.ContainsKey(bound.Sum) && !IsVariable(bound.Sum);
            int? output = OutOf(bound).Representative(_outs), sum = sums.Known(bound.Sum) ?? (writtenOut ? 0 : null);
            if (output is null || sum is null)
                continue;
            if (!bound.Allows(output.Value + cell.Offsets[bound.Out], sum.Value + (turn.TryGetValue(bound.Sum, out int more) ? more : 0)))
                return false;
        }

        return true;
    }

    private Segment OutOf(Bound bound) => _segments.First(s => s.Loop == bound.Out);

    /// <summary>Whether a sum loop is open as a loop, so that its value is a variable.</summary>
    private bool IsVariable(string sum) => Segments.IsLooped(kernel, plan, sum);

    private void Finish()
    {
        if (kernel.Lane.Sum)
        {
            FinishFolded();
            return;
        }

        string output = _tilePointers[kernel.Output.Pointer];
        // Cells that share an operand of the epilogue come together: it is in a register for that time only.
        Access? shared = kernel.Extras.FirstOrDefault(static e => e.LaneStride == 0);
        IEnumerable<Cell> cells = shared is null ? _cells : _cells.GroupBy(c => Place(shared, c)).SelectMany(static g => g);
        var broadcasts = new HashSet<string>();
        foreach (Cell cell in cells)
        {
            int place = Place(kernel.Output, cell);
            string value = Result(cell, broadcasts);
            int lanes = _lane.Tile - cell.VectorIndex * Vector.Lanes;
            if (lanes >= Vector.Lanes || !kernel.Lane.Exact)
            {
                Write(Vector.Store(value, Text.Plus(output, place)));
                continue;
            }

            if (value != cell.Name)
                Write($"{cell.Name} = {value};");
            foreach (string store in Vector.StoreFirst(cell.Name, Text.Plus(output, place), lanes))
                Write(store);
        }
    }

    private string Result(Cell cell, HashSet<string> broadcasts)
    {
        string Extra(Access extra)
        {
            int place = Place(extra, cell);
            string value = Read(extra, _tilePointers[extra.Pointer], place);
            string name = $"{extra.Pointer}_{(place < 0 ? "m" : "")}{Math.Abs(place)}";
            if (extra.LaneStride != 0 || !_cells.Any(c => c != cell && Place(extra, c) == place))
                return value;
            if (broadcasts.Add(name))
                Write($"var {name} = {value};");
            return name;
        }

        string sum = cell.Name, value = kernel.Scale == 1f ? sum : $"({Vector.Call("Multiply", sum, Vector.Broadcast(Text.Float(kernel.Scale)))})";
        if (kernel.Epilogue is null)
            return Text.Unbracket(value);
        string[] operands = [value, .. kernel.Extras.Select(Extra)];
        return Vector.Render(kernel.Epilogue, operands, functions);
    }

    /// <summary>Adds lanes by halves, 16→8→4→2→1: first whole vectors, then inside the last one.</summary>
    private void FinishFolded()
    {
        functions.Add(new Helper("Fold", Vector.Lanes));
        string output = _tilePointers[kernel.Output.Pointer];
        foreach (IGrouping<int, Cell> lanes in _cells.GroupBy(c => Place(kernel.Output, c with { VectorIndex = 0 })))
        {
            string sum = Helpers.FoldVectors([.. lanes.OrderBy(c => c.VectorIndex).Select(c => c.Name)]);
            string target = Text.At(output, lanes.Key);
            Write($"{target} = {sum}{(kernel.Accumulates ? $" + (add ? {target} : 0f)" : "")};");
        }
    }

    /// <summary>Accesses are told apart by being the same object: comparing their strides would cost more than they are used for.</summary>
    private sealed class ReferenceComparer : IEqualityComparer<Access>
    {
        public static readonly ReferenceComparer Instance = new();

        public bool Equals(Access x, Access y) => ReferenceEquals(x, y);

        public int GetHashCode(Access access) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(access);
    }

    /// <summary>One accumulator: its place in the tile and which vector of the lanes it is.</summary>
    private sealed record Cell(string Name, Dictionary<string, int> Offsets, int VectorIndex);
}
