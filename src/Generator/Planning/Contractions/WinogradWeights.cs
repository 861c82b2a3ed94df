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

    private int Row => Program.Align(Inner.Extent);

    private int Plane => Row * Outer.Extent + Isa.Group;

    public int Length => Points * Plane;

    public int Scratch => Axes.Length == 1 ? 0 : Axes[0].Points * Correlation.Taps * Isa.Group;

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

    private IEnumerable<TransformPass> Passes()
    {
        WinogradAxis last = Axes[Axes.Length - 1];
        Access w = Axes.Aggregate(
            new Access("w", new Dictionary<string, int> { [Outer.Name] = Weights.Stride(Outer.Name) }, Weights.Constant, 1), Turned);
        var u = new Access(
            "u", new Dictionary<string, int> { [Outer.Name] = Row, [Point] = last.Points * Plane, [TransformPass.Result] = Plane }, 0, 1);
        if (Axes.Length == 1)
        {
            yield return Pass(last, [], Renamed(w, last), u);
            yield break;
        }

        const int Taps = Correlation.Taps * Isa.Group;
        Access Between(string taps, string points) => new(
            TransformKernel.Scratch, new Dictionary<string, int> { [taps] = Isa.Group, [points] = Taps }, 0, 1);
        Loop across = new(last.Taps.Tap, Correlation.Taps), points = new(Point, Axes[0].Points);
        yield return Pass(Axes[0], [across], Renamed(w, Axes[0]), Between(across.Name, TransformPass.Result));
        yield return Pass(last, [points], Between(TransformPass.Element, Point), u);
    }

    /// <summary>The taps in the order in which they meet the input.</summary>
    private Access Turned(Access access, WinogradAxis axis)
    {
        int stride = Weights.Stride(axis.Taps.Tap);
        return axis.Taps.IsTurned
            ? access.With(axis.Taps.Tap, -stride) with { Constant = access.Constant + (Correlation.Taps - 1) * stride }
            : access.With(axis.Taps.Tap, stride);
    }

    private static Access Renamed(Access access, WinogradAxis axis) =>
        access.With(TransformPass.Element, access.Stride(axis.Taps.Tap)).With(axis.Taps.Tap, 0);

    private static TransformPass Pass(WinogradAxis axis, IReadOnlyList<Loop> loops, Access from, Access to) => new()
    {
        Map = WinogradMaps.Weights(axis.Size),
        Loops = [.. loops, new Loop(Tile, 1)],
        Tile = Tile,
        Stretches = [new TileStretch(0, 1, new(0, Correlation.Taps), new(0, axis.Points))],
        From = from,
        To = to,
    };
}
