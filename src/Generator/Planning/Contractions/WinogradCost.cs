using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
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

    public static double Of(Correlation shape)
    {
        (double products, double points) = Products(shape);
        double existing = 1;
        foreach (TapAxis taps in shape.Axes)
        {
            int all = Correlation.Taps * taps.Outputs;
            existing *= (all - Missing(taps.Before) - Missing(taps.Behind)) / (double)all;
        }

        double pairs = (double)shape.Input.Extent * shape.Output.Extent, weights = points * pairs;
        double moved = weights >= Limits.WideWeights ? weights : 0;
        double cost = products * pairs + Transform * products * (shape.Input.Extent + shape.Output.Extent) + Prepare * weights + moved;
        // The plain sum, whose cost is that of all taps, leaves out those beyond the border.
        return cost / Math.Max(existing, 0.1);
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

    /// <summary>The same for one sample, whose lanes are channels, and which transforms the weights for itself.</summary>
    public static double OfOne(Correlation shape)
    {
        (double products, double points) = Products(shape);
        int inputs = Vectors(shape.Input), outputs = Vectors(shape.Output);
        double weights = Prepare * points * shape.Input.Extent * shape.Output.Extent;
        return products * shape.Input.Extent * outputs + Transform * products * (inputs + outputs) + weights;

        static int Vectors(Dim channels) => (channels.Extent + Isa.Group - 1) / Isa.Group;
    }

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
