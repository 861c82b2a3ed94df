using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// Writes the sums of one tile: the loops over terms, and inside them the terms of each cell in order. What several terms read is loaded
/// once and named by its constant offset; terms that fall outside a bound at a known place are simply not written.
/// </summary>
internal sealed class SumEmitter(NestKernel kernel, TilePlan plan, TileCells cells, Statements statements, ISet<Helper> helpers)
{
    private readonly int _looped = kernel.Sums.Count - plan.UnrolledSums;

    /// <summary>Whether no loop over terms is left.</summary>
    public bool IsWrittenOut => _looped == 0;

    /// <param name="open">Whether cells have no value yet, so that the first term of each is what it starts from.</param>
    public void Emit(bool open)
    {
        DeclareEnds();
        Sum(0, new Bindings(), [], open ? new HashSet<Cell>() : null);
    }

    /// <summary>Declares where sum loops end whose ends follow from the tile's place.</summary>
    private void DeclareEnds()
    {
        for (int depth = 0; depth < _looped; depth++)
        {
            if (IsClamped(depth, out Bound? bound))
                statements.Write($"int {kernel.Sums[depth].Name}End = {bound!.Range(bound.Out, kernel.Sums[depth].Extent).End};");
        }
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
            using (depth + 1 < _looped && WholeLoop(depth + 1) is not null ? WithoutBraces(head) : statements.Writer.Block(head))
                Sum(depth + 1, sums.WithVariable(loop.Name), new(steps) { [loop.Name] = StepOf(depth) }, open);
            return;
        }

        IReadOnlyList<Segment> segments = SegmentsOf(depth);
        foreach (Segment segment in segments)
        {
            bool nested = segments.Count > 1 && !(segment.IsLoop && !plan.Straight);
            void Inside(Bindings next) => Sum(depth + 1, next, new(steps) { [loop.Name] = segment.Tile }, open);
            using (nested ? statements.Writer.Braces() : null)
                NestEmitter.For(statements.Writer, segment, plan.Straight, sums, Inside);
        }
    }

    private IDisposable? WithoutBraces(string head)
    {
        statements.Writer.Write(head);
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
        return bound is not null && cells.Outs.Known(bound.Out) is null;
    }

    private IReadOnlyList<Segment> SegmentsOf(int depth)
    {
        Loop loop = kernel.Sums[depth];
        bool clamped = IsClamped(depth, out Bound? bound);
        return bound is null || clamped
            ? Segments.Plain(loop.Name, 0, loop.Extent, StepOf(depth), false)
            : Segments.OfSum(loop.Name, loop.Extent, StepOf(depth), bound, cells.Outs.Known(bound.Out)!.Value, cells.OutOf(bound).Tile);
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

    private void AddTerms(Bindings sums, Dictionary<string, int> steps, HashSet<Cell>? open)
    {
        List<Term> terms =
        [
            .. Turns(steps).SelectMany(turn => cells.All.Where(cell => Exists(cell, sums, turn)).Select(cell => new Term(cell, turn))),
        ];
        statements.Comment(TileComments.Terms(kernel, sums, [.. terms.Select(static t => t.Turn)], cells.All.Count));
        var pointers = new Dictionary<string, string>();
        var places = new Dictionary<Access, int>(SameAccess.Instance);
        foreach (Access access in new[] { kernel.Left, kernel.Right, kernel.Ahead }.OfType<Access>())
        {
            (int constant, string variable) = sums.Address(access);
            places[access] = constant - access.Constant;
            statements.Point(pointers, access.Pointer, cells.Pointer(access), "s", variable);
        }

        int At(Access access, Term term) =>
            cells.Place(access, term.Cell) + places[access] + term.Turn.Sum(t => access.Stride(t.Key) * t.Value);
        var uses = terms.SelectMany(term => places.Keys.Where(access => access != kernel.Ahead)
            .Select(access => (access.Pointer, At(access, term))))
            .GroupBy(static load => load).ToDictionary(static g => g.Key, static g => g.Count());
        var loads = new Loads(pointers, uses);
        foreach (IGrouping<Dictionary<string, int>, Term> turn in terms.GroupBy(static t => t.Turn))
        {
            if (kernel.Ahead is { } ahead)
                statements.Write(Vector.Prefetch(Text.Plus(pointers[ahead.Pointer], At(ahead, turn.First()))));
            foreach (Term term in turn)
                Add(term.Cell, access => Operand(access, At(access, term), loads), open);
        }
    }

    /// <summary>The values of the sum loops that are written out together, in order.</summary>
    private IEnumerable<Dictionary<string, int>> Turns(Dictionary<string, int> steps)
    {
        IEnumerable<Dictionary<string, int>> turns = [[]];
        foreach (Loop loop in kernel.Sums.Where((l, depth) => depth >= _looped || (steps.TryGetValue(l.Name, out int step) && step > 1)))
        {
            int count = steps.TryGetValue(loop.Name, out int step) ? step : loop.Extent;
            turns = turns.SelectMany(turn => Enumerable.Range(0, count)
                .Select(i => new Dictionary<string, int>(turn) { [loop.Name] = i })).ToList();
        }

        return turns;
    }

    private void Add(Cell cell, Func<Access, string> operand, HashSet<Cell>? open)
    {
        string left = operand(kernel.Left);
        if (open is not null && open.Add(cell))
            statements.Write($"var {cell.Name} = {left};");
        else if (kernel.Right is not null)
            statements.Write($"{cell.Name} = {cells.Vector.Fma(left, operand(kernel.Right), cell.Name)};");
        else if (kernel.Join == Join.Max)
            statements.Write($"{cell.Name} = {cells.Vector.Help(Helpers.Larger, helpers, cell.Name, left)};");
        else
            statements.Write($"{cell.Name} = {cells.Vector.Call("Add", cell.Name, left)};");
    }

    /// <summary>An operand of a term: what is used again has a name and is loaded at its first use.</summary>
    private string Operand(Access access, int place, Loads loads)
    {
        string pointer = loads.Pointers[access.Pointer];
        if (loads.Uses[(access.Pointer, place)] == 1)
            return cells.Read(access, pointer, place);
        string name = TileCells.NameOf(access, place);
        if (loads.Named.Add(name))
            statements.Write($"var {name} = {cells.Read(access, pointer, place)};");
        return name;
    }

    private bool Exists(Cell cell, Bindings sums, Dictionary<string, int> turn)
    {
        foreach (Bound bound in kernel.Bounds)
        {
            bool writtenOut = turn.TryGetValue(bound.Sum, out int more);
            bool isVariable = Segments.IsLooped(kernel, plan, bound.Sum);
            int? output = cells.OutOf(bound).Representative(cells.Outs);
            int? sum = sums.Known(bound.Sum) ?? (writtenOut && !isVariable ? 0 : null);
            if (output is null || sum is null)
                continue;
            if (!bound.Allows(output.Value + cell.Offsets[bound.Out], sum.Value + more))
                return false;
        }

        return true;
    }

    /// <summary>A term of a cell, at some values of the loops that are written out.</summary>
    private sealed record Term(Cell Cell, Dictionary<string, int> Turn);

    /// <summary>What the terms of one body read: from which pointers, each place how often, and the names that are there already.</summary>
    private sealed record Loads(Dictionary<string, string> Pointers, Dictionary<(string Pointer, int Place), int> Uses)
    {
        public HashSet<string> Named { get; } = [];
    }
}
