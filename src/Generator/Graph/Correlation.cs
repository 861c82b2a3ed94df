using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>
/// A nest as three taps that slide in steps of one along each axis, from one set of channels to another: a convolution, or its input
/// gradient, which is one with the taps turned round.
/// </summary>
/// <param name="Output">The dimension of output channels.</param>
/// <param name="Input">The dimension of input channels, which are summed.</param>
/// <param name="Axes">The axes, from the outermost on.</param>
internal sealed record Correlation(Dim Output, Dim Input, EquatableArray<TapAxis> Axes)
{
    /// <summary>Taps along each axis.</summary>
    public const int Taps = 3;

    /// <summary>Channels on both sides from which on tiles may pay.</summary>
    public const int LeastChannels = 8;

    /// <summary>What a nest is that tiles of outputs can make; null where they cannot.</summary>
    public static Correlation? Of(Nest nest) => Recognised(nest) is { } shape && shape.Axes.All(static a => a.IsNear)
        && Math.Min(shape.Output.Extent, shape.Input.Extent) >= LeastChannels
        ? shape
        : null;

    private static Correlation? Recognised(Nest nest)
    {
        int axes = nest.Left.Count - 1;
        if (axes is < 1 or > 2 || nest.Output.Count != axes + 1 || nest.Sums.Count != axes + 1 || nest.Outs.Count != axes + 1)
            return null;
        if (Plain(nest, nest.Output[0]) is not { } output || Plain(nest, nest.Left[0]) is not { } input)
            return null;
        var slid = new List<TapAxis>();
        for (int axis = 1; axis <= axes; axis++)
        {
            if (Plain(nest, nest.Output[axis]) is not { } place || AxisOf(nest, place, nest.Left[axis]) is not { } taps)
                return null;
            slid.Add(taps);
        }

        string[] used = [output.Name, input.Name, .. slid.Select(static a => a.Place), .. slid.Select(static a => a.Tap)];
        bool isWhole = used.Distinct().Count() == nest.Dims.Count() && nest.Right.All(c => Plain(nest, c) is not null);
        return isWhole && nest.Sums.Contains(input) ? new Correlation(output, input, new([.. slid])) : null;
    }

    private static TapAxis? AxisOf(Nest nest, Dim place, Coordinate at)
    {
        Dim? tap = nest.Sums.FirstOrDefault(d => at.Coefficient(d.Name) is 1 or -1);
        if (tap is null || at.Terms.Count != 2 || at.Coefficient(place.Name) != 1 || tap.Extent != Taps)
            return null;
        bool isTurned = at.Coefficient(tap.Name) < 0;
        int before = isTurned ? tap.Extent - 1 - at.Constant : -at.Constant;
        return new TapAxis(place.Name, tap.Name, place.Extent, at.Extent, before, isTurned);
    }

    /// <summary>The dimension that a coordinate is, over its whole axis; null where it is something else.</summary>
    private static Dim? Plain(Nest nest, Coordinate at)
    {
        if (at is not { Constant: 0, Terms.Count: 1 } || at.Terms[0].Coefficient != 1)
            return null;
        return nest.Dims.FirstOrDefault(d => d.Name == at.Terms[0].Dim && (at.Extent == d.Extent || at.Extent == 0));
    }
}

/// <summary>An axis along which three taps slide.</summary>
/// <param name="Place">The loop over outputs.</param>
/// <param name="Tap">The loop over taps.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Inputs">Inputs.</param>
/// <param name="Before">Zeros in front of the first input: output <c>r</c> begins at input <c>r - Before</c>.</param>
/// <param name="IsTurned">Whether the last tap comes first.</param>
internal sealed record TapAxis(string Place, string Tap, int Outputs, int Inputs, int Before, bool IsTurned)
{
    /// <summary>Zeros behind the last input.</summary>
    public int Behind => Outputs + Correlation.Taps - 1 - Before - Inputs;

    /// <summary>Whether no window lies outside the input altogether.</summary>
    public bool IsNear => Before is >= 0 and < Correlation.Taps && Behind is >= 0 and < Correlation.Taps;
}
