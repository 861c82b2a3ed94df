using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Kernels.Transforms;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// The kernels of a block of tiles: into the domain of products, <c>V[p][channel][tile]</c>, the products, and out again. Of one sample
/// the lanes are channels: <c>V[p][tile][channel]</c>.
/// </summary>
/// <param name="Name">What the kernels' names begin with.</param>
/// <param name="Header">What it is all for.</param>
/// <param name="Shape">The sums.</param>
/// <param name="Lanes">What the lanes are.</param>
/// <param name="Blocks">The tiles along each axis.</param>
internal sealed record WinogradBlock(
    string Name, string Header, Correlation Shape, LaneAxis Lanes, IReadOnlyList<TileBlock> Blocks)
{
    private const string Point = "p", Tile = "t";

    /// <summary>Whether the channels of a lane group's tile lie side by side: <c>V[p][tile][channel]</c>.</summary>
    public bool TilesFirst { get; init; }

    private TileBlock Columns => Blocks[Blocks.Count - 1];

    private TileBlock? Rows => Blocks.Count == 2 ? Blocks[0] : null;

    private bool IsGroup => Lanes == LaneAxis.Samples;

    public int Tiles => Blocks.Aggregate(1, static (product, block) => product * block.Count);

    public int Points => Blocks.Aggregate(1, static (product, block) => product * block.Axis.Points);

    /// <summary>Floats of all products of a tensor with so many channels.</summary>
    public int Length(Dim channels) => checked(Points * Plane(channels));

    /// <summary>Floats between two passes, of the widest.</summary>
    public int Scratch => Rows is null ? 0
        : Rows.Count * Rows.Axis.Points * Math.Max(Columns.Inputs.Width, Columns.Outputs) * Isa.Group;

    /// <summary>What tiles take of inputs.</summary>
    public static TileReads InputsOf(TileBlock block) => block.Inputs;

    /// <summary>What tiles take of the outputs' gradients.</summary>
    public static TileReads GradientsOf(TileBlock block) => block.Gradients;

    /// <summary><c>Bᵀ d B</c>: <c>(x, s, v)</c>, then <see cref="Edges"/>.</summary>
    public TransformKernel In(Access x) => Into("In", x, "v", Shape.Input, WinogradMaps.Input, InputsOf);

    /// <summary><c>A dY Aᵀ</c>: <c>(dy, s, d)</c>, then <see cref="Edges"/>.</summary>
    public TransformKernel Back(Access dy) =>
        Into("Back", dy, "d", Shape.Output, WinogradMaps.OutputGradient, GradientsOf);

    private TransformKernel Into(
        string suffix, Access source, string pointer, Dim channels, Func<int, LinearMap> mapOf, Func<TileBlock, TileReads> readsOf)
    {
        Access domain = Domain(pointer, channels).With(TransformPass.Result, Plane(channels));
        LinearMap map = mapOf(Columns.Axis.Size);
        TileReads columns = readsOf(Columns);
        if (Rows is not { } rows)
            return Kernel(suffix, channels, Along(map, Columns, columns.Stretches, [], Read(source, Columns, columns), domain));
        TileReads across = readsOf(rows);
        Access first = Read(source, rows, across);
        string column = Columns.Axis.Taps.Place;
        first = first with { Constant = first.Constant - columns.Before * source.Stride(column) };
        TransformPass down = Along(
            mapOf(rows.Axis.Size), rows, across.Stretches, [new Loop(column, columns.Width)], first,
            Between(columns.Width, 1, TransformPass.Result, ""));
        return Kernel(suffix, channels,
            down with { Clipped = column },
            Along(
                map, Columns, columns.Whole, RowLoops(rows),
                Between(columns.Width, Columns.Axis.Size, TransformPass.Element, TransformPass.Element), domain));
    }

    /// <summary>How many columns at the ends of a block do not exist: what a transform on two axes takes behind its pointers.</summary>
    public IEnumerable<Operand> Edges(Func<TileBlock, TileReads> readsOf) =>
        Rows is null ? [] : [Operand.Of(readsOf(Columns).Front), Operand.Of(readsOf(Columns).Behind)];

    private static Access Read(Access access, TileBlock block, TileReads reads)
    {
        int stride = access.Stride(block.Axis.Taps.Place);
        Access tiled = Tiled(access, block, TransformPass.Element);
        return tiled with { Constant = tiled.Constant - reads.Before * stride };
    }

    /// <summary><c>M = Σ U·V</c> for each point and tile: <c>(v, u, m)</c>.</summary>
    /// <param name="weights">The transformed weights.</param>
    /// <param name="filters">Output channels: all, or a stripe of them.</param>
    public NestKernel Products(Access weights, int filters)
    {
        Loop channels = new(Shape.Output.Name, filters);
        Access v = ByTile("v", Shape.Input), m = ByTile("m", Shape.Output);
        var kernel = new NestKernel
        {
            Name = Name + "Products",
            Header = $"{Header}\nProducts of {Points} points and {Tiles} tiles. Sums over {Shape.Input.Name} {Shape.Input.Extent}.",
            Outs = [new Loop(Point, Points), channels, new Loop(Tile, Tiles)],
            Sums = [new Loop(Shape.Input.Name, Shape.Input.Extent)],
            Lane = new Lane(Isa.Group, Sum: false, Exact: false),
            Output = m,
            Left = v,
            Right = weights,
        };
        return IsGroup ? kernel : kernel.Along(channels.Name, new Lane(channels.Extent, Sum: false, Exact: false));
    }

    /// <summary><c>Aᵀ m A</c>, and what follows: <c>(m, s, b, y)</c>, then the extras.</summary>
    /// <param name="into">A kernel with the same outputs.</param>
    public TransformKernel Out(NestKernel into)
    {
        Access m = Domain("m", Shape.Output).With(TransformPass.Element, Plane(Shape.Output));
        LinearMap map = WinogradMaps.Output(Columns.Axis.Size);
        if (Rows is not { } rows)
            return Kernel("Out", Shape.Output, Finished(Along(map, Columns, Columns.ByOutputs, [], m, m), Columns, into));
        int width = Columns.Outputs;
        Access between = Between(width, 1, TransformPass.Element, "");
        Loop columns = new(Columns.Axis.Taps.Place, width);
        return Kernel("Out", Shape.Output,
            Along(
                map, Columns, Columns.ByOutputs, RowLoops(rows), m,
                Between(width, Columns.Axis.Size, TransformPass.Result, TransformPass.Result)),
            Finished(
                Along(WinogradMaps.Output(rows.Axis.Size), rows, rows.ByOutputs, [columns], between, between), rows, into));
    }

    private static TransformPass Finished(TransformPass pass, TileBlock block, NestKernel into) => pass with
    {
        To = Tiled(into.Output, block, TransformPass.Result),
        Bias = into.Bias is null ? null : Tiled(into.Bias, block, TransformPass.Result),
        Epilogue = into.Epilogue,
        Extras = [.. into.Extras.Select(e => Tiled(e, block, TransformPass.Result))],
    };

    private static Loop[] RowLoops(TileBlock rows) => [new(rows.Axis.Taps.Place, rows.Count), new(Point, rows.Axis.Points)];

    /// <summary>A pass: what <paramref name="others"/> has of rows and points lies around the tiles, and columns inside.</summary>
    private TransformPass Along(
        LinearMap map, TileBlock block, IReadOnlyList<TileStretch> stretches, IReadOnlyList<Loop> others, Access from, Access to)
    {
        string place = block.Axis.Taps.Place;
        var tiles = new Loop(place, block.Count);
        return new TransformPass
        {
            Map = map,
            Loops = block == Columns ? [.. others, tiles] : [tiles, .. others],
            Tile = place,
            Stretches = stretches,
            From = from,
            To = to,
        };
    }

    private TransformKernel Kernel(string suffix, Dim channels, params TransformPass[] passes) => new()
    {
        Name = Name + suffix,
        Header = $"{Header}\n{string.Join(" and ", Blocks.Select(static b => $"F({b.Axis.Size}, 3) along {b.Axis.Taps.Place}"))}.",
        Lanes = IsGroup ? Isa.Group : Padded(channels),
        Channels = new Loop(channels.Name, IsGroup ? channels.Extent : 1),
        Passes = passes,
    };

    /// <summary>What lies between two passes, <c>[row tile][point][column]</c>, with the columns of a tile side by side.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="size">Columns of a tile, or 1 where there are none.</param>
    /// <param name="element">The loop over a tile's elements.</param>
    /// <param name="along">The same where that runs along columns; else it runs along points.</param>
    private Access Between(int width, int size, string element, string along)
    {
        int row = width * Isa.Group;
        var strides = new Dictionary<string, int>
        {
            [Rows!.Axis.Taps.Place] = Rows.Axis.Points * row,
            [Point] = row,
            [Columns.Axis.Taps.Place] = size * Isa.Group,
            [element] = along == element ? Isa.Group : row,
        };
        return new Access(TransformKernel.Scratch, strides, 0, 1);
    }

    /// <summary>An operand that is addressed by elements along an axis, addressed by tiles and their elements.</summary>
    private static Access Tiled(Access access, TileBlock block, string element)
    {
        string place = block.Axis.Taps.Place;
        int stride = access.Stride(place);
        return access.With(place, stride * block.Axis.Size).With(element, stride);
    }

    /// <summary>The products of a tensor, by the loops of a transform.</summary>
    private Access Domain(string pointer, Dim channels)
    {
        int tile = TileStride(channels);
        var strides = new Dictionary<string, int> { [Columns.Axis.Taps.Place] = tile };
        if (IsGroup)
            strides[channels.Name] = ChannelStride;
        if (Rows is { } rows)
        {
            strides[rows.Axis.Taps.Place] = Columns.Count * tile;
            strides[Point] = Columns.Axis.Points * Plane(channels);
        }

        return new Access(pointer, strides, 0, 1);
    }

    /// <summary>The same by the loops of the products.</summary>
    private Access ByTile(string pointer, Dim channels)
    {
        int tile = TileStride(channels);
        var strides = new Dictionary<string, int>
        {
            [Point] = Plane(channels),
            [channels.Name] = IsGroup ? ChannelStride : 1,
            [Tile] = tile,
        };
        return new Access(pointer, strides, 0, IsGroup ? 1 : 0);
    }

    private int TileStride(Dim channels) => !IsGroup ? Padded(channels) : TilesFirst ? channels.Extent * Isa.Group : Isa.Group;

    private int ChannelStride => TilesFirst ? Isa.Group : Tiles * Isa.Group;

    /// <summary>Floats from one point to the next: a cache line more, so that points do not share the sets of a cache.</summary>
    public int Plane(Dim channels) =>
        checked((IsGroup ? channels.Extent * Isa.Group : Padded(channels)) * Tiles + Isa.Group);

    /// <summary>Channels of one sample with their padding, as values have it.</summary>
    public static int Padded(Dim channels) => channels.Extent <= 8 ? 8 : Program.Align(channels.Extent);
}
