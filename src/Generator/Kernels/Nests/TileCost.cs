namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// Two output loops and how many neighbours of each are computed together, and vectors of lanes. A loop
/// is named by its place; -1 is none.
/// </summary>
internal readonly record struct Tile(int First, int FirstSize, int Second, int SecondSize, int Vectors)
{
    public int Cells => FirstSize * SecondSize * Vectors;
}

/// <summary>
/// Estimates the cycles of a kernel for a tile: multiply-adds, loads, the latency of short chains, what ragged ends waste, and a little
/// for the length of the code. It is asked thousands of times for each kernel and allocates nothing.
/// </summary>
internal sealed class TileCost
{
    // The processor that is modelled has two units for multiply-adds and two for loads, of 256 bits each, as most x64 cores with AVX2
    // do. Tiles are only compared with each other, so that ratios matter alone and one model does for all instruction sets.

    /// <summary>Multiply-adds, and loads, that start in one cycle.</summary>
    private const double PerCycle = 2;

    /// <summary>Cycles from a multiply-add to the next one of its chain: 4 on Intel's cores since Skylake and on Zen 3 and 4.</summary>
    private const double Latency = 4;

    /// <summary>
    /// A load takes one cycle in so many besides its turn at a unit, for not all come from the first-level cache. It was 8 until dense
    /// weight gradients, whose operands come from the second-level one, were timed: 3 gives them tiles of 6 × 4 vectors for 14 × 2,
    /// and LeNet-5's step 4.0 µs a sample for 4.25.
    /// </summary>
    private const double LoadsPerLostCycle = 3;

    /// <summary>Cycles of a loop's turn that is not an operation: counting, comparing, and the addresses. An estimate.</summary>
    private const double LoopOverhead = 1.5;

    /// <summary>
    /// Cycles of a tile apart from its terms: to start and store a vector, to fold one whose lanes are summed, and for addresses and
    /// loops. Estimates: they keep short sums from tiles so small that this would outweigh the terms.
    /// </summary>
    private const double StoreCycles = 2, FoldCycles = 6, TileCycles = 4;

    /// <summary>Cycles that a term written out costs, to fetch its instructions once: it decides between tiles of small kernels.</summary>
    private const double CodeCost = 0.5;

    /// <summary>
    /// What a term that is written out must save of a kernel's time: the compiler reads it, and the instruction cache holds it. With
    /// 2e-4 the search takes a hundredth more time for fifty terms less. Chosen for networks of many borders, whose places are each
    /// written out.
    /// </summary>
    private const double CodeShare = 2e-4;

    private readonly NestKernel _kernel;
    private readonly int _registers;
    private readonly Vector _vector;
    private readonly Access[] _operands;
    private readonly Loop[] _unrolled;
    private readonly int _terms;
    private readonly double _turns;
    private readonly int[][] _written;

    /// <param name="kernel">The kernel.</param>
    /// <param name="isa">Whose registers to fill.</param>
    /// <param name="vector">The vectors it will be written in.</param>
    /// <param name="unrolled">The sum loops that are written out.</param>
    public TileCost(NestKernel kernel, Isa isa, Vector vector, IReadOnlyList<Loop> unrolled)
    {
        _kernel = kernel;
        _registers = isa.Registers;
        _vector = vector;
        _operands = kernel.Right is null ? [kernel.Left] : [kernel.Left, kernel.Right];
        _unrolled = [.. unrolled];
        _written = [.. kernel.Outs.Select(l => new int[Math.Min(l.Extent, isa.Registers)])];
        _terms = _unrolled.Aggregate(1, static (product, loop) => product * Math.Max(loop.Extent, 1));
        _turns = kernel.Sums.Aggregate(1.0, static (product, loop) => product * Math.Max(loop.Extent, 1)) / _terms;
    }

    /// <summary>Terms written out for each cell.</summary>
    public int Terms => _terms;

    /// <summary>Cycles of the whole kernel, or infinity where the tile does not fit the registers or the code would be too long.</summary>
    public double Cycles(Tile tile)
    {
        if (!Fits(tile))
            return double.PositiveInfinity;
        int lanes = (_kernel.Lane.Extent + _vector.Lanes - 1) / _vector.Lanes;
        double others = 1;
        for (int i = 0; i < _kernel.Outs.Count; i++)
            others *= i == tile.First || i == tile.Second ? 1 : _kernel.Outs[i].Extent;
        double cycles = 0, written = (double)Written(tile.First, tile.FirstSize) * Written(tile.Second, tile.SecondSize)
            * Math.Min(lanes, tile.Vectors + lanes % tile.Vectors) * _terms;
        for (int which = 0; which < 8; which++)
        {
            (int first, int firstCount) = Stretch(Extent(tile.First), tile.FirstSize, which & 1);
            (int second, int secondCount) = Stretch(Extent(tile.Second), tile.SecondSize, which >> 1 & 1);
            (int vectors, int vectorCount) = Stretch(lanes, tile.Vectors, which >> 2);
            if (firstCount == 0 || secondCount == 0 || vectorCount == 0)
                continue;
            Tile cell = tile with { FirstSize = first, SecondSize = second, Vectors = vectors };
            cycles += others * firstCount * secondCount * vectorCount * CyclesOfOne(cell);
        }

        return cycles * (1 + written * CodeShare) + written * CodeCost;
    }

    /// <summary>Places of a loop for which code is written: its tile, what is left, and each border.</summary>
    private int Written(int loop, int size)
    {
        if (loop < 0)
            return 1;
        int known = _written[loop][size - 1];
        int unrolledSums = _kernel.Lane.Sum ? 0 : _unrolled.Length;
        return known > 0 ? known : _written[loop][size - 1] = Segments.Written(_kernel, _kernel.Outs[loop], size, unrolledSums);
    }

    private int Extent(int loop) => loop < 0 ? 1 : _kernel.Outs[loop].Extent;

    /// <summary>Whole tiles of an extent (0), or what is left (1): the size and how many.</summary>
    private static (int Size, int Count) Stretch(int extent, int tile, int which) =>
        which == 0 ? (tile, extent / tile) : (extent % tile, extent % tile > 0 ? 1 : 0);

    private bool Fits(Tile tile) => tile.Cells + Held(tile) <= _registers && tile.Cells * _terms <= CodeBudget.TermsPerBody;

    private double CyclesOfOne(Tile tile)
    {
        // One 512-bit operation counts as two: so it is on processors that run it as two halves, and on others the ratios stay.
        double unit = _vector.Lanes == 16 ? 2 : 1;
        double terms = tile.Cells * _terms * unit / PerCycle, loads = 0;
        foreach (Access access in _operands)
            loads += Loads(access, tile, turn: true) * (access.LaneStride == 0 ? 1 : unit) / PerCycle;
        double turn = Math.Max(Math.Max(terms, loads), Latency * _terms) + loads / LoadsPerLostCycle + LoopOverhead;
        return _turns * turn + tile.Cells * (_kernel.Lane.Sum ? FoldCycles : StoreCycles * unit) + TileCycles;
    }

    /// <summary>
    /// Registers for operands. One operand may pass through a single register, each load used up before the next, unless its loads return
    /// in later terms because a window slides over them; the other operand stays for a whole term. One more is left to the compiler.
    /// </summary>
    private int Held(Tile tile)
    {
        if (_operands.Length == 1)
            return 2;
        // Vectors that share no operand are worked off one behind the other.
        Tile together = _kernel.HasOwnOperands ? tile with { Vectors = 1 } : tile;
        int left = Loads(_operands[0], together, turn: false), right = Loads(_operands[1], together, turn: false);
        return 1 + Math.Min((Slides(_operands[0], tile) ? left : 1) + right, (Slides(_operands[1], tile) ? right : 1) + left);
    }

    private bool Slides(Access access, Tile tile)
    {
        foreach (Loop sum in _unrolled)
        {
            if (tile.FirstSize > 1 && Meets(access, tile.First, tile.FirstSize, sum))
                return true;
            if (tile.SecondSize > 1 && Meets(access, tile.Second, tile.SecondSize, sum))
                return true;
        }

        return false;
    }

    /// <summary>Whether neighbouring outputs meet each other's elements when a term's index moves on.</summary>
    private bool Meets(Access access, int loop, int size, Loop sum) => Shared(access, loop, size, sum) > 0;

    /// <summary>
    /// Elements that an output reads in one term and a neighbour in another: <paramref name="size"/> outputs in steps of <c>s</c> and the
    /// terms in steps of <c>t</c>, without their common factor, meet <c>t</c> outputs and <c>s</c> terms apart.
    /// </summary>
    private int Shared(Access access, int loop, int size, Loop sum)
    {
        int step = Math.Abs(access.Stride(sum.Name)), stride = loop < 0 ? 0 : Math.Abs(access.Stride(_kernel.Outs[loop].Name));
        if (step == 0 || stride == 0)
            return 0;
        int common = CommonFactor(step, stride);
        return Math.Max(0, size - step / common) * Math.Max(0, sum.Extent - stride / common);
    }

    private static int CommonFactor(int a, int b) => b == 0 ? a : CommonFactor(b, a % b);

    /// <summary>Distinct loads of an operand in one turn (or in one of its terms): equal offsets are loaded once.</summary>
    private int Loads(Access access, Tile tile, bool turn)
    {
        int loads = access.LaneStride == 0 ? 1 : tile.Vectors, used = -1;
        loads *= Along(access, tile.First, tile.FirstSize, turn, ref used);
        loads *= Along(access, tile.Second, tile.SecondSize, turn, ref used);
        if (!turn)
            return loads;
        for (int i = 0; i < _unrolled.Length; i++)
            loads *= i == used || access.Stride(_unrolled[i].Name) == 0 ? 1 : _unrolled[i].Extent;
        return loads;
    }

    private int Along(Access access, int loop, int size, bool turn, ref int used)
    {
        if (loop < 0 || access.Stride(_kernel.Outs[loop].Name) == 0)
            return 1;
        for (int i = 0; turn && i < _unrolled.Length; i++)
        {
            int shared = i == used ? 0 : Shared(access, loop, size, _unrolled[i]);
            if (shared == 0)
                continue;
            used = i;
            return size * _unrolled[i].Extent - shared;
        }

        return size;
    }
}
