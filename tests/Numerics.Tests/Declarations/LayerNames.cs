namespace Unrolled.Numerics.Tests;

/// <summary>What the layers of one class are called: their given name, or their kind in lower case and its ordinal.</summary>
internal static class LayerNames
{
    public static string[] Of(IReadOnlyList<Layer> layers)
    {
        var ordinals = new Dictionary<string, int>();
        return [.. layers.Select(layer =>
        {
            string kind = Kind(layer).ToLowerInvariant();
            int ordinal = ordinals[kind] = ordinals.GetValueOrDefault(kind) + 1;
            return (layer as WeightedLayer)?.Name ?? $"{kind}{ordinal}";
        })];
    }

    private static string Kind(Layer layer) =>
        layer is CompositeLayer composite and not Branch ? composite.All[0].Name : layer.GetType().Name;
}
