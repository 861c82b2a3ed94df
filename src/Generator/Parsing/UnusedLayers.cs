using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Layers whose output reaches neither the loss nor, where there is none, the network's output.</summary>
internal static class UnusedLayers
{
    /// <summary>Warns of them: they take time and memory, and nothing is learned in them.</summary>
    public static void Check(IReadOnlyList<DeclaredLayer> layers, Problems problems)
    {
        LayerSpec[] specs = [.. layers.Select(static l => l.Spec)];
        HashSet<int> unused = [.. Of(specs)];
        for (int i = 0; i < specs.Length; i++)
        {
            if (unused.Contains(i))
                problems.Add(Descriptors.UnusedLayer, layers[i].At, specs[i].Declaration, specs[i].Name);
            foreach ((string declaration, string name) in specs[i].Parts.SelectMany(Inside).Distinct())
                problems.Add(Descriptors.UnusedLayer, layers[i].At, declaration, name);
        }
    }

    /// <summary>The places of unused layers among those of one class.</summary>
    public static IEnumerable<int> Of(IReadOnlyList<LayerSpec> layers)
    {
        var places = new Dictionary<string, int>();
        var needed = new HashSet<int>[layers.Count];
        for (int i = 0; i < layers.Count; i++)
        {
            LayerSpec layer = layers[i];
            IEnumerable<string> names = layer.From is null ? layer.Sources : layer.Sources.Append(layer.From);
            needed[i] = [.. names.Where(places.ContainsKey).Select(name => places[name])];
            if (layer.From is null && i > 0)
                needed[i].Add(i - 1);
            places[layer.Name] = i;
        }

        var used = new HashSet<int> { layers.Count - 1 };
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            if (used.Contains(i))
                used.UnionWith(needed[i]);
        }

        return Enumerable.Range(0, layers.Count).Where(i => !used.Contains(i));
    }

    /// <summary>Unused layers of a block, named with it. A network that is a part is told of its own where it stands.</summary>
    private static IEnumerable<(string Declaration, string Name)> Inside(PartSpec part)
    {
        if (part.Input is not null)
            return [];
        var unused = Of(part.Layers).Select(i => ($"{part.Layers[i].Declaration} of {part.Name}", part.Layers[i].Name));
        return unused.Concat(part.Layers.SelectMany(static l => l.Parts.SelectMany(Inside)));
    }
}
