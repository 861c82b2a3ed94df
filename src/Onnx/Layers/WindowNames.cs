using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Layers;

/// <summary>What layers with windows, and their arguments, are called by the number of axes behind the channels.</summary>
/// <param name="Suffix">What the layer's name ends in.</param>
/// <param name="Axes">What an axis's own arguments end in.</param>
/// <param name="Sides">What an axis's own paddings end in, in front and behind.</param>
internal sealed record WindowNames(string Suffix, string[] Axes, (string Before, string After)[] Sides)
{
    public static readonly WindowNames Line = new("1D", [""], [("Before", "After")]);

    public static readonly WindowNames Image = new("2D", ["Height", "Width"], [("Top", "Bottom"), ("Left", "Right")]);

    private static readonly WindowNames[] All =
        [Line, Image, new("3D", ["Depth", .. Image.Axes], [("Front", "Back"), .. Image.Sides])];

    /// <exception cref="NodeException">No layer has as many axes.</exception>
    public static WindowNames Of(int axes) => axes >= 1 && axes <= All.Length ? All[axes - 1] : throw new NodeException(
        $"its window has {axes} axes, but 1 to {All.Length} are expected");
}
