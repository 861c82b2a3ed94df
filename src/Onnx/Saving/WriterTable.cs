namespace Unrolled.Onnx.Saving;

/// <summary>What writes each kind of layer.</summary>
internal static class WriterTable
{
    private static readonly Dictionary<string, Func<SavedLayer, string>> ByKind = new[]
    {
        ProductWriters.All, ConvolutionWriters.All, PoolWriters.All, ActivationWriters.All, NormalizationWriters.All, JoinWriters.All,
        ShapeWriters.All, ResizeWriters.All, RecurrentWriters.All,
    }.SelectMany(static family => family).ToDictionary(static entry => entry.Kind, static entry => entry.Write);

    /// <summary>The kinds of layers that can be written.</summary>
    public static IEnumerable<string> Kinds => ByKind.Keys;

    /// <exception cref="NotSupportedException">The layer's kind has no form in ONNX yet.</exception>
    public static Func<SavedLayer, string> Find(LayerDescription layer) => ByKind.TryGetValue(layer.Kind, out var write)
        ? write
        : throw new NotSupportedException(
            $"{layer.Name} is a {layer.Kind}, which cannot be saved as ONNX; save a network without it, such as the part before it");
}

/// <summary>What writes a kind of layer: it adds nodes to the graph and gives the name of the value that they make.</summary>
internal readonly record struct LayerWriter(string Kind, Func<SavedLayer, string> Write);
