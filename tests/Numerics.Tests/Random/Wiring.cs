namespace Unrolled.Numerics.Tests;

/// <summary>A layer that refers to others as such and not by their names, which change where layers go.</summary>
internal sealed class WiredLayer(Layer layer)
{
    public Layer Layer { get; set; } = layer;

    /// <summary>The layer whose output it takes, if it is not the one before.</summary>
    public WiredLayer? From { get; set; }

    /// <summary>The layers that it joins.</summary>
    public IReadOnlyList<WiredLayer> Joined { get; set; } = [];

    /// <summary>Another one with the same references.</summary>
    public WiredLayer With(Layer other) => new(other) { From = From, Joined = Joined };
}

/// <summary>Layers of one class and the ways between them.</summary>
internal static class Wiring
{
    public static List<WiredLayer> Of(IReadOnlyList<Layer> layers)
    {
        var wired = layers.Select(l => new WiredLayer(l)).ToList();
        var named = LayerNames.Of(layers).Zip(wired).ToDictionary(p => p.First, p => p.Second);
        foreach (var one in wired)
        {
            one.From = one.Layer.From is { } from ? named[from] : null;
            one.Joined = one.Layer is JoinLayer join ? [.. join.Names.Select(n => named[n])] : [];
        }
        return wired;
    }

    /// <summary>The layers as they are declared, or null where one refers to a layer behind it.</summary>
    public static Layer[]? Declared(IReadOnlyList<WiredLayer> wired)
    {
        string[] names = LayerNames.Of([.. wired.Select(w => w.Layer)]);
        var known = new Dictionary<WiredLayer, string>();
        var layers = new List<Layer>();
        foreach (var (one, name) in wired.Zip(names))
        {
            if (one.Joined.Append(one.From).Any(other => other is not null && !known.ContainsKey(other)))
                return null;
            string[] joined = [.. one.Joined.Select(other => known[other])];
            string? from = one.From is null ? null : known[one.From];
            Layer layer = one.Layer is JoinLayer join ? join with { Names = joined } : one.Layer;
            layers.Add(layer with { From = from });
            if (!known.TryAdd(one, name))
                return null;
        }
        return [.. layers];
    }

    /// <summary>The layers without one; who took its output takes what it took.</summary>
    public static List<WiredLayer> Without(List<WiredLayer> wired, int index)
    {
        WiredLayer gone = wired[index];
        WiredLayer? before = gone.From ?? (index > 0 ? wired[index - 1] : null);
        return Replaced(wired, index, [], before);
    }

    /// <summary>The layers with others in one's place, the last of which gives what it gave.</summary>
    public static List<WiredLayer> Inlined(List<WiredLayer> wired, int index, List<WiredLayer> inside)
    {
        // The part's own first layer gets what the part got.
        inside[0].From ??= wired[index].From;
        return Replaced(wired, index, inside, inside[^1]);
    }

    private static List<WiredLayer> Replaced(List<WiredLayer> wired, int index, List<WiredLayer> inside, WiredLayer? instead)
    {
        WiredLayer gone = wired[index];
        var others = new Dictionary<WiredLayer, WiredLayer>();
        var result = wired.Take(index).Concat(inside).ToList();
        WiredLayer? Now(WiredLayer? old) => old is null ? null : old == gone ? instead : others.GetValueOrDefault(old, old);
        foreach (var later in wired.Skip(index + 1))
        {
            var copy = new WiredLayer(later.Layer) { From = Now(later.From), Joined = [.. later.Joined.Select(Now).OfType<WiredLayer>()] };
            others[later] = copy;
            // The layer behind took its input by standing there.
            if (later == wired[index + 1] && later.From is null && inside.Count == 0)
                copy.From = gone.From;
            if (later.Layer is not JoinLayer || copy.Joined.Count > 0)
                result.Add(copy);
        }
        return result;
    }
}
