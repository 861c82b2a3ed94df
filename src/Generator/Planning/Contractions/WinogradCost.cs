using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>Vector instructions that tiles take for a lane group, in the measure of <see cref="DirectSum"/>.</summary>
internal static class WinogradCost
{
    /// <summary>
    /// Instructions for each product of a channel to transform what goes in or comes out: 120 for the 36 products of a tile, twice as many
    /// loads and stores, and the second-level cache. Timed: 16 → 16 channels at 32×32 take 0.42 of the plain sum's time, 64 → 64 at 8×8
    /// 0.30.
    /// </summary>
    private const double Transform = 6;

    /// <summary>Instructions for each transformed weight, in vectors of weights, once a call: a call may be a single group.</summary>
    private const double Prepare = 4.0 / 16;

    /// <summary>The same where one sample makes them, and reads them once.</summary>
    private const double PrepareOne = 0.3;

    /// <summary>
    /// What one sample may take of the plain sum's estimate. 8 → 8 channels at 28×28, at 1.06, take 0.88 of its time, and a training step
    /// 0.6.
    /// </summary>
    private const double MostOfOne = 1.1;

    /// <summary>Transformed weights, 256 MB of them, beyond which the plain sum's are enough.</summary>
    private const double MostWeights = 1 << 26;

    /// <summary>Whether its transformed weights are few enough to be had besides its own.</summary>
    public static bool HasRoom(Correlation shape) =>
        Products(shape).Points * shape.Input.Extent * shape.Output.Extent <= MostWeights;

    public static double Of(Correlation shape)
    {
        (double products, double points) = Products(shape);
        double pairs = (double)shape.Input.Extent * shape.Output.Extent, weights = points * pairs;
        double moved = weights >= Limits.WideWeights ? weights : 0;
        double cost = products * pairs + Transform * products * (shape.Input.Extent + shape.Output.Extent) + Prepare * weights + moved;
        // The plain sum, whose cost is that of all taps, leaves out those beyond the border.
        return cost / Existing(shape);
    }

    /// <summary>
    /// The same for the weights' gradient: what both operands take to be transformed and laid by sample, filters in vectors of eight, and
    /// the gradient's own transform.
    /// </summary>
    public static double OfGradient(Correlation shape)
    {
        (double products, double points) = Products(shape);
        double filters = (shape.Output.Extent + 7) / 8 * 8, pairs = shape.Input.Extent * filters;
        return products * pairs + 2 * Transform * products * (shape.Input.Extent + shape.Output.Extent) + Prepare * points * pairs;
    }

    /// <summary>
    /// The same for one sample, whose lanes are channels, and which transforms the weights for itself. Timed: of few products its
    /// transforms take twice the time.
    /// </summary>
    public static double OfOne(Correlation shape)
    {
        (double products, double points) = Products(shape);
        double weights = PrepareOne * points * shape.Input.Extent * shape.Output.Extent;
        double sums = products * shape.Input.Extent * Vectors(shape.Output);
        return sums + 2 * Transform * products * (Vectors(shape.Input) + Vectors(shape.Output)) + weights;
    }

    /// <summary>
    /// Whether one sample is not much slower than by the plain sum: as all programs sum alike, it must bear what a batch gains. Small maps
    /// of many channels have more weights to transform than products.
    /// </summary>
    public static bool SuitsOne(Correlation shape)
    {
        double direct = shape.Input.Extent * Vectors(shape.Output) * Existing(shape);
        foreach (TapAxis axis in shape.Axes)
            direct *= Correlation.Taps * axis.Outputs;
        return OfOne(shape) <= MostOfOne * direct;
    }

    /// <summary>The share of taps that meet an input.</summary>
    private static double Existing(Correlation shape)
    {
        double share = 1;
        foreach (TapAxis taps in shape.Axes)
        {
            int all = Correlation.Taps * taps.Outputs;
            share *= (all - Missing(taps.Before) - Missing(taps.Behind)) / (double)all;
        }

        return Math.Max(share, 0.1);
    }

    /// <summary>Vectors of one sample's channels: those of eight count half.</summary>
    private static double Vectors(Dim channels) => (channels.Extent + 7) / 8 / 2.0;

    /// <summary>Products of one channel with another, and those among them for each tile.</summary>
    private static (double Products, double Points) Products(Correlation shape)
    {
        double products = 1, points = 1;
        foreach (WinogradAxis axis in shape.Axes.Select(WinogradAxis.Of))
        {
            points *= axis.Points;
            products *= (double)axis.Points * axis.Tiles;
        }

        return (products, points);
    }

    /// <summary>Taps that zeros in front of an axis meet.</summary>
    private static int Missing(int zeros) => zeros * (zeros + 1) / 2;
}
