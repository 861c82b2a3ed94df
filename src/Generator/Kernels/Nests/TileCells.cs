using System.Runtime.CompilerServices;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Nests;

/// <summary>One accumulator: its place in the tile and which vector of the lanes it is.</summary>
internal sealed record Cell(string Name, Dictionary<string, int> Offsets, int VectorIndex);

/// <summary>The accumulators of one tile of outputs, and where the operands lie for each.</summary>
internal sealed class TileCells
{
    private readonly NestKernel _kernel;
    private readonly Segment _lane;
    private readonly IReadOnlyList<Segment> _segments;
    private readonly Dictionary<string, string> _pointers = [];
    private readonly Dictionary<Access, int> _places = new(SameAccess.Instance);

    /// <summary>Declares the tile's pointers and finds its cells.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="vector">The vectors that the cells are.</param>
    /// <param name="lane">The lanes.</param>
    /// <param name="segments">The stretches of the output loops.</param>
    /// <param name="outs">What is known of the output loops.</param>
    /// <param name="statements">Takes the pointers' declarations.</param>
    public TileCells(
        NestKernel kernel, Vector vector, Segment lane, IReadOnlyList<Segment> segments, Bindings outs, Statements statements)
    {
        _kernel = kernel;
        Vector = vector;
        _lane = lane;
        _segments = segments;
        Outs = outs;
        All = Ordered();
        foreach (Access access in kernel.Pointed)
        {
            (_places[access], string variable) = outs.Address(access);
            statements.Point(_pointers, access.Pointer, access.Pointer, "t", variable);
        }
    }

    public Vector Vector { get; }

    /// <summary>What is known of the output loops.</summary>
    public Bindings Outs { get; }

    /// <summary>
    /// The cells. Those that share the operand with more loads come together, so that only the smaller set stays in registers.
    /// </summary>
    public IReadOnlyList<Cell> All { get; }

    /// <summary>Whether a cell's sum is whole, or the first of its ranges, which becomes the result.</summary>
    public static bool IsFirstRange(Cell cell) => !cell.Offsets.TryGetValue(NestKernel.Range, out int range) || range == 0;

    /// <summary>The operand's pointer for this tile.</summary>
    public string Pointer(Access access) => _pointers[access.Pointer];

    /// <summary>The operand's place for a cell, from the tile's pointer.</summary>
    public int Place(Access access, Cell cell) => _places[access] + Offset(access, cell);

    /// <summary>The operand's elements for a cell, read from the tile's pointer.</summary>
    public string Read(Access access, Cell cell) => Read(access, Pointer(access), Place(access, cell));

    /// <summary>The operand's elements at a place: a vector, or one element in all lanes.</summary>
    public string Read(Access access, string pointer, int place) => access.LaneStride == 0
        ? Vector.Broadcast(Text.At(pointer, place))
        : Vector.Load(Text.Plus(pointer, place));

    /// <summary>The name of what is loaded once from a place.</summary>
    public static string NameOf(Access access, int place) => $"{access.Pointer}_{(place < 0 ? "m" : "")}{Math.Abs(place)}";

    /// <summary>Lanes from a cell's first to the tile's last.</summary>
    public int LanesFrom(Cell cell) => _lane.Tile - cell.VectorIndex * Vector.Lanes;

    /// <summary>The stretch of the output loop that a bound concerns.</summary>
    public Segment OutOf(Bound bound) => _segments.First(s => s.Loop == bound.Out);

    private Cell[] Ordered()
    {
        Cell[] all = [.. Find()];
        if (_kernel.Right is null)
            return all;
        int lefts = all.Select(c => Offset(_kernel.Left, c)).Distinct().Count();
        int rights = all.Select(c => Offset(_kernel.Right, c)).Distinct().Count();
        Access grouping = lefts > rights ? _kernel.Left : _kernel.Right;
        // Where each vector has operands of its own, one is done with before the next one's are loaded.
        IEnumerable<Cell> cells = _kernel.HasOwnOperands ? all.OrderBy(static c => c.VectorIndex) : all;
        return [.. cells.GroupBy(c => Offset(grouping, c)).SelectMany(g => g)];
    }

    private IEnumerable<Cell> Find()
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
                yield return new Cell($"s{n++}", offset, v);
        }
    }

    private int Offset(Access access, Cell cell) =>
        cell.Offsets.Sum(o => access.Stride(o.Key) * o.Value) + access.LaneStride * cell.VectorIndex * Vector.Lanes;
}

/// <summary>Tells accesses apart by being the same object: comparing their strides would cost more than they are used for.</summary>
internal sealed class SameAccess : IEqualityComparer<Access>
{
    public static readonly SameAccess Instance = new();

    public bool Equals(Access x, Access y) => ReferenceEquals(x, y);

    public int GetHashCode(Access access) => RuntimeHelpers.GetHashCode(access);
}
