using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// Writes the inside of a <see cref="NestKernel"/> for one tile of outputs: starts an accumulator for each cell, has the terms added in
/// order (<see cref="SumEmitter"/>), and stores the results through the epilogue.
/// </summary>
internal sealed class TileEmitter
{
    private const int StartsInALine = 6;

    private readonly NestKernel _kernel;
    private readonly ISet<Helper> _functions;
    private readonly Statements _statements;
    private readonly TileCells _cells;

    private TileEmitter(NestKernel kernel, ISet<Helper> functions, Statements statements, TileCells cells)
    {
        _kernel = kernel;
        _functions = functions;
        _statements = statements;
        _cells = cells;
    }

    private Vector Vector => _cells.Vector;

    /// <param name="kernel">The kernel.</param>
    /// <param name="plan">How it is cut.</param>
    /// <param name="cells">The tile.</param>
    /// <param name="statements">Takes the text.</param>
    /// <param name="functions">Takes the functions that the epilogue calls.</param>
    public static void Emit(NestKernel kernel, TilePlan plan, TileCells cells, Statements statements, ISet<Helper> functions)
    {
        var tile = new TileEmitter(kernel, functions, statements, cells);
        var sums = new SumEmitter(kernel, plan, cells, statements, functions);

        // A single element is the result itself: added to a zero, -0 would become 0.
        bool single = kernel.Sums.Count == 0 && kernel.Right is null && !kernel.Accumulates && !kernel.Lane.Sum;
        bool open = single || (kernel.Join == Join.Max && sums.IsWrittenOut);
        if (!open)
            tile.Start();
        sums.Emit(open);
        tile.AddRanges();
        if (kernel.Lane.Sum)
            tile.FinishFolded();
        else
            tile.Finish();
    }

    private void Start()
    {
        if (_kernel.Accumulates && !_kernel.Lane.Sum)
        {
            StartFromOutput();
            return;
        }

        string first = _kernel.Join == Join.Max ? Vector.Broadcast(Text.Float(float.NegativeInfinity)) : Vector.Zero;
        var loaded = new Dictionary<int, string>();
        string From(Cell cell)
        {
            if (!TileCells.IsFirstRange(cell))
                return $"{cell.Name} = {Vector.Zero}";
            int place = _kernel.Bias is null ? 0 : _cells.Place(_kernel.Bias, cell);
            string start = loaded.TryGetValue(place, out string? same) ? same
                : _kernel.Bias is null ? first : _cells.Read(_kernel.Bias, cell);
            loaded[place] = cell.Name;
            return $"{cell.Name} = {start}";
        }

        for (int i = 0; i < _cells.All.Count; i += StartsInALine)
        {
            string[] starts = [.. _cells.All.Skip(i).Take(StartsInALine).Select(From)];
            _statements.Declare($"{Vector.Type} {string.Join(", ", starts)};", starts.Length);
        }
    }

    /// <summary>Goes on from what is there, or from zeros, as the method's argument says.</summary>
    private void StartFromOutput()
    {
        _statements.Write($"{Vector.Type} {string.Join(", ", _cells.All.Select(static c => c.Name))};");
        using (_statements.Writer.Block("if (add)"))
        {
            foreach (Cell cell in _cells.All)
                _statements.Write($"{cell.Name} = {_cells.Read(_kernel.Output, cell)};");
        }

        using (_statements.Writer.Block("else"))
            _statements.Write($"{string.Join(" = ", _cells.All.Select(static c => c.Name))} = {Vector.Zero};");
    }

    /// <summary>Adds the sums of each output's further ranges to that of the first, left to right.</summary>
    private void AddRanges()
    {
        if (_kernel.Outs.All(static l => l.Name != NestKernel.Range))
            return;
        foreach (IGrouping<int, Cell> ranges in _cells.All.GroupBy(c => _cells.Place(_kernel.Output, c)))
        {
            Cell[] ordered = [.. ranges.OrderBy(static c => c.Offsets[NestKernel.Range])];
            foreach (Cell next in ordered.Skip(1))
                _statements.Write($"{ordered[0].Name} = {Vector.Call("Add", ordered[0].Name, next.Name)};");
        }
    }

    private void Finish()
    {
        string output = _cells.Pointer(_kernel.Output);
        // Cells that share an operand of the epilogue come together: it is in a register for that time only.
        Access? shared = _kernel.Extras.FirstOrDefault(static e => e.LaneStride == 0);
        Cell[] results = [.. _cells.All.Where(TileCells.IsFirstRange)];
        IEnumerable<Cell> cells = shared is null
            ? results
            : results.GroupBy(c => _cells.Place(shared, c)).SelectMany(static g => g);
        var broadcasts = new HashSet<string>();
        foreach (Cell cell in cells)
        {
            int place = _cells.Place(_kernel.Output, cell), lanes = _cells.LanesFrom(cell);
            string value = Result(cell, broadcasts);
            if (lanes >= Vector.Lanes || !_kernel.Lane.Exact)
            {
                _statements.Write(Vector.Store(value, Text.Plus(output, place)));
                continue;
            }

            if (value != cell.Name)
                _statements.Write($"{cell.Name} = {value};");
            foreach (string store in Vector.StoreFirst(cell.Name, Text.Plus(output, place), lanes))
                _statements.Write(store);
        }
    }

    private string Result(Cell cell, HashSet<string> broadcasts)
    {
        string Extra(Access extra)
        {
            int place = _cells.Place(extra, cell);
            string value = _cells.Read(extra, cell), name = TileCells.NameOf(extra, place);
            if (extra.LaneStride != 0 || !_cells.All.Any(c => c != cell && _cells.Place(extra, c) == place))
                return value;
            if (broadcasts.Add(name))
                _statements.Write($"var {name} = {value};");
            return name;
        }

        string sum = cell.Name;
        string value = _kernel.Scale == 1f ? sum : $"({Vector.Call("Multiply", sum, Vector.Broadcast(Text.Float(_kernel.Scale)))})";
        if (_kernel.Epilogue is null)
            return Text.Unbracket(value);
        string[] operands = [value, .. _kernel.Extras.Select(Extra)];
        return Vector.Render(_kernel.Epilogue, operands, _functions);
    }

    /// <summary>Adds lanes by halves, 16→8→4→2→1: first whole vectors, then inside the last one.</summary>
    private void FinishFolded()
    {
        _functions.Add(new Helper(Helpers.Fold, Vector.Lanes));
        string output = _cells.Pointer(_kernel.Output);
        foreach (IGrouping<int, Cell> lanes in _cells.All.GroupBy(c => _cells.Place(_kernel.Output, c with { VectorIndex = 0 })))
        {
            string sum = Helpers.FoldVectors([.. lanes.OrderBy(static c => c.VectorIndex).Select(static c => c.Name)]);
            string target = Text.At(output, lanes.Key);
            _statements.Write($"{target} = {sum}{(_kernel.Accumulates ? $" + (add ? {target} : 0f)" : "")};");
        }
    }
}
