using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>Vector instructions that tiles take for a lane group.</summary>
internal static class WinogradCost
{
    public static double Of(Correlation shape)
    {
        WinogradAxis[] axes = [.. shape.Axes.Select(WinogradAxis.Of)];
        double products = 1;
        foreach (WinogradAxis axis in axes)
            products *= (double)axis.Points * axis.Tiles;
        return products * shape.Input.Extent * shape.Output.Extent + Transform * products * (shape.Input.Extent + shape.Output.Extent);
    }

    /// <summary>Instructions of a transform for each product.</summary>
    private const double Transform = 14;
}
