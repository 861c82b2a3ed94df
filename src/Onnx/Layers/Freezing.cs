namespace Unrolled.Onnx.Layers;

/// <summary>Layers that training leaves alone, because in the model they are numbers and nothing that learns.</summary>
internal static class Freezing
{
    public const string Argument = "Frozen = true";

    /// <summary>The layers, of which none is frozen where all would be: a network of which nothing learns is refused.</summary>
    public static IReadOnlyList<LayerLine> Check(IReadOnlyList<LayerLine> lines)
    {
        bool learns = lines.Any(static line => line.Tensors.Count > 0 && !line.Arguments.Contains(Argument));
        return learns ? lines
            : [.. lines.Select(static line => line with { Arguments = [.. line.Arguments.Where(static a => a != Argument)] })];
    }
}
