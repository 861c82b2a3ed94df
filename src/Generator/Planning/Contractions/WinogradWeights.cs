using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Kernels.Transforms;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary><c>U = G g Gᵀ</c>: <c>(w, s, u)</c>, with lanes along the channels that lie side by side in the weights.</summary>
/// <param name="Name">What the kernel's name begins with.</param>
/// <param name="Header">What it is for.</param>
/// <param name="Shape">The sums.</param>
/// <param name="Weights">The weights by the nest's loops.</param>
internal sealed record WinogradWeights(string Name, string Header, Correlation Shape, Access Weights)
{
    private const string Point = "p", Tile = "t";

    private WinogradAxis[] Axes => [.. Shape.Axes.Select(WinogradAxis.Of)];

    private int Points => Axes.Aggregate(1, static (product, axis) => product * axis.Points);

    private Dim Inner => Weights.Stride(Shape.Output.Name) == 1 ? Shape.Output : Shape.Input;

    private Dim Outer => Inner == Shape.Output ? Shape.Input : Shape.Output;

    /// <summary>Floats from one outer channel to the next.</summary>
    public int Row => Program.Align(Inner.Extent);

    /// <summary>Floats from one point to the next.</summary>
    public int Plane => checked(Row * Outer.Extent + Isa.Group);

    public int Length => checked(Points * Plane);

    public int Scratch => Axes.Length == 1 ? 0 : Axes[0].Points * Correlation.Taps * Isa.Group;

    /// <summary>Floats that the way to the points needs between two passes: none where the taps lie row by row, as they do.</summary>
    public int TapScratch => IsRowByRow ? 0 : Scratch;

    private bool IsRowByRow => Axes.Length == 2
        && Taps.Stride(Axes[0].Taps.Tap) == Correlation.Taps * Taps.Stride(Axes[1].Taps.Tap);

    /// <summary>The result by the loops of the products.</summary>
    public Access Result => new(
        "u", new Dictionary<string, int> { [Point] = Plane, [Outer.Name] = Row, [Inner.Name] = 1 }, 0, 0);

    public TransformKernel Kernel => new()
    {
        Name = Name + "Weights",
        Header = $"{Header}\nIts weights at {Points} points.",
        Lanes = Inner.Extent,
        Channels = new Loop(Outer.Name, Outer.Extent),
        Passes = [.. Passes()],
    };

    /// <summary><c>Gᵀ dU G</c>, added to the weights' gradient: <c>(u, s, dw)</c>, then whether it adds.</summary>
    public TransformKernel Gradient => Kernel with
    {
        Name = Name + "Taps",
        Header = $"{Header}\nFrom {Points} points.",
        IsExact = true,
        Passes = [.. BackPasses()],
    };

    private IEnumerable<TransformPass> Passes()
    {
        WinogradAxis last = Axes[Axes.Length - 1];
        Access w = Taps, u = AtPoints(last).With(TransformPass.Result, Plane);
        if (Axes.Length == 1)
        {
            yield return Pass(last, [], Renamed(w, last, TransformPass.Element), u);
            yield break;
        }

        if (IsRowByRow)
        {
            LinearMap map = LinearMap.Nested(WinogradMaps.Weights(Axes[0].Size), WinogradMaps.Weights(last.Size));
            yield return Pass(map, map.Inputs, map.Results.Count, [], Renamed(w.With(Axes[0].Taps.Tap, 0), last, TransformPass.Element), u);
            yield break;
        }

        Loop across = new(last.Taps.Tap, Correlation.Taps), points = new(Point, Axes[0].Points);
        yield return Pass(Axes[0], [across], Renamed(w, Axes[0], TransformPass.Element), Between(across.Name, TransformPass.Result));
        yield return Pass(last, [points], Between(TransformPass.Element, Point), u);
    }

    /// <summary>Along the last axis from points to taps, and then along the first.</summary>
    private IEnumerable<TransformPass> BackPasses()
    {
        WinogradAxis last = Axes[Axes.Length - 1];
        Access u = AtPoints(last).With(TransformPass.Element, Plane);
        if (Axes.Length == 1)
        {
            yield return BackPass(last, [], u, Renamed(Taps, last, TransformPass.Result)) with { Accumulates = true };
            yield break;
        }

        Loop across = new(last.Taps.Tap, Correlation.Taps), points = new(Point, Axes[0].Points);
        yield return BackPass(last, [points], u, Between(TransformPass.Result, Point));
        yield return BackPass(
            Axes[0], [across], Between(across.Name, TransformPass.Element), Renamed(Taps, Axes[0], TransformPass.Result)) with
        {
            Accumulates = true,
        };
    }

    /// <summary>The weights by channels and taps, these in the order in which they meet the input.</summary>
    private Access Taps => Axes.Aggregate(
        new Access(Weights.Pointer, new Dictionary<string, int> { [Outer.Name] = Weights.Stride(Outer.Name) }, Weights.Constant, 1),
        Turned);

    /// <summary>What is at points, by the loops of a transform but those over a tile's elements.</summary>
    private Access AtPoints(WinogradAxis last) => new(
        "u", new Dictionary<string, int> { [Outer.Name] = Row, [Point] = last.Points * Plane }, 0, 1);

    private static Access Between(string taps, string points) => new(
        TransformKernel.Scratch, new Dictionary<string, int> { [taps] = Isa.Group, [points] = Correlation.Taps * Isa.Group }, 0, 1);

    /// <summary>The taps in the order in which they meet the input.</summary>
    private Access Turned(Access access, WinogradAxis axis)
    {
        int stride = Weights.Stride(axis.Taps.Tap);
        return axis.Taps.IsTurned
            ? access.With(axis.Taps.Tap, -stride) with { Constant = access.Constant + (Correlation.Taps - 1) * stride }
            : access.With(axis.Taps.Tap, stride);
    }

    private static Access Renamed(Access access, WinogradAxis axis, string element) =>
        access.With(element, access.Stride(axis.Taps.Tap)).With(axis.Taps.Tap, 0);

    private static TransformPass Pass(WinogradAxis axis, IReadOnlyList<Loop> loops, Access source, Access target) =>
        Pass(WinogradMaps.Weights(axis.Size), Correlation.Taps, axis.Points, loops, source, target);

    private static TransformPass BackPass(WinogradAxis axis, IReadOnlyList<Loop> loops, Access source, Access target) =>
        Pass(WinogradMaps.WeightGradient(axis.Size), axis.Points, Correlation.Taps, loops, source, target);

    private static TransformPass Pass(
        LinearMap map, int elements, int results, IReadOnlyList<Loop> loops, Access source, Access target)
    {
        var stretch = new TileStretch(0, 1, new(0, elements), new(0, results));
        return new TransformPass
        {
            Map = map,
            Loops = [.. loops, new Loop(Tile, 1)],
            Tile = Tile,
            Stretches = [stretch],
            From = source,
            To = target,
        };
    }
}
