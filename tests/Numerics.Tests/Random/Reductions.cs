using System.Reflection;

namespace Unrolled.Numerics.Tests;

/// <summary>Networks that are a little smaller than another one, the much smaller ones first.</summary>
internal static class Reductions
{
    public static IEnumerable<Declaration> Of(Declaration declaration)
    {
        // From the middle on, with what comes there as the input.
        int[][] shapes = [.. new OracleNetwork(declaration).Shapes];
        for (int start = shapes.Length - 1; start > 0; start--)
        {
            var wired = Enumerable.Repeat(0, start).Aggregate(Wiring.Of(declaration.Layers), Wiring.Without);
            if (Wiring.Declared(wired) is { Length: > 0 } rest)
                yield return Renamed(declaration with { Input = shapes[start - 1], Layers = rest });
        }
        foreach (Part part in declaration.Layers.OfType<CompositeLayer>().SelectMany(l => l.All).Where(p => p.Input is not null))
            yield return Renamed(declaration with { Input = part.Input!, Layers = [.. part.Layers, declaration.Layers[^1]] });
        foreach (Layer[] layers in OfChain(declaration.Layers))
            yield return Renamed(declaration with { Layers = layers });
        if (declaration.Network != new Network())
            yield return declaration with { Network = new() };
        foreach (Layer network in Plainer(declaration.Network))
            yield return declaration with { Network = (Network)network };
        for (int axis = 0; axis < declaration.Input.Length; axis++)
        {
            foreach (int extent in Smaller(declaration.Input[axis]))
                yield return declaration with { Input = [.. declaration.Input.Select((e, i) => i == axis ? extent : e)] };
        }
    }

    private static IEnumerable<Layer[]> OfChain(Layer[] layers) =>
        OfWired(layers).Select(Wiring.Declared).OfType<Layer[]>().Where(l => l.Length > 0);

    private static IEnumerable<List<WiredLayer>> OfWired(Layer[] layers)
    {
        for (int length = layers.Length / 2; length > 0; length /= 2)
        {
            for (int start = layers.Length - length; start >= 0; start--)
            {
                yield return Enumerable.Repeat(start, length)
                    .Aggregate(Wiring.Of(layers), (left, at) => at < left.Count ? Wiring.Without(left, at) : left);
            }
        }
        for (int i = 0; i < layers.Length; i++)
        {
            foreach (var part in layers[i] is CompositeLayer composite ? composite.All : [])
                yield return Wiring.Inlined(Wiring.Of(layers), i, Wiring.Of(part.Layers));
            foreach (Layer other in Simpler(layers[i]).Concat(Plainer(layers[i])))
                yield return Swapped(layers, i, other);
            foreach (var wired in Loosened(layers, i))
                yield return wired;
        }
    }

    /// <summary>The layers with another one in one's place.</summary>
    private static List<WiredLayer> Swapped(Layer[] layers, int index, Layer other)
    {
        var wired = Wiring.Of(layers);
        wired[index].Layer = other;
        return wired;
    }

    /// <summary>The layers with a reference less.</summary>
    private static IEnumerable<List<WiredLayer>> Loosened(Layer[] layers, int index)
    {
        if (layers[index].From is not null)
        {
            var wired = Wiring.Of(layers);
            wired[index].From = null;
            yield return wired;
        }
        for (int j = 0; layers[index] is JoinLayer { Names.Length: > 1 } join && j < join.Names.Length; j++)
        {
            var wired = Wiring.Of(layers);
            wired[index].Joined = [.. wired[index].Joined.Where((_, i) => i != j)];
            yield return wired;
        }
    }

    /// <summary>Layers of fewer or smaller parts, or of fewer repetitions.</summary>
    private static IEnumerable<Layer> Simpler(Layer layer)
    {
        if (layer is CompositeLayer and not Use)
        {
            foreach (Part part in ((CompositeLayer)layer).All)
                yield return new Use(part) { Frozen = ((CompositeLayer)layer).Frozen };
        }
        if (layer is Branch { Parts.Length: > 2 } branch)
        {
            foreach (Part gone in branch.Parts)
                yield return branch with { Parts = [.. branch.Parts.Where(p => p != gone)] };
        }
        if (layer is not CompositeLayer composite)
            yield break;
        for (int i = 0; i < composite.All.Length; i++)
        {
            Part old = composite.All[i];
            if (old.Input is not null)
                yield return With(composite, i, old with { Input = null });
            foreach (Layer[] smaller in OfChain(old.Layers))
                yield return With(composite, i, old with { Layers = smaller });
        }
    }

    private static CompositeLayer With(CompositeLayer layer, int index, Part part) => layer switch
    {
        Use use => use with { Part = part },
        Residual residual => residual with { Part = part },
        Repeat repeat => repeat with { Part = part },
        _ => (Branch)layer with { Parts = [.. layer.All.Select((p, i) => i == index ? part : p)] },
    };

    /// <summary>The layer without one of its options, or with a smaller number.</summary>
    private static IEnumerable<Layer> Plainer(Layer layer)
    {
        foreach (PropertyInfo property in layer.GetType().GetProperties().Where(p => p.CanWrite && p.Name != nameof(Layer.From)))
        {
            object? value = property.GetValue(layer);
            bool optional = Nullable.GetUnderlyingType(property.PropertyType) is not null || property.PropertyType == typeof(string);
            if (optional && value is not null)
                yield return With(layer, property, null);
            foreach (int smaller in value is int number ? Smaller(number) : [])
                yield return With(layer, property, smaller);
        }
    }

    private static Layer With(Layer layer, PropertyInfo property, object? value)
    {
        Layer copy = layer with { };
        property.SetValue(copy, value);
        return copy;
    }

    private static int[] Smaller(int number) => [.. new[] { 1, 2, number / 2, number - 1 }.Where(n => n > 0 && n < number).Distinct()];

    /// <summary>The network with parts named by what they hold, so that two of one name are one.</summary>
    private static Declaration Renamed(Declaration declaration)
    {
        var names = new Dictionary<string, string>();
        return declaration with { Layers = Renamed(declaration.Layers) };

        Layer[] Renamed(Layer[] layers)
        {
            var wired = Wiring.Of(layers);
            foreach (var one in wired)
            {
                if (one.Layer is CompositeLayer composite)
                    one.Layer = Enumerable.Range(0, composite.All.Length).Aggregate(composite, (c, i) => With(c, i, Part(c.All[i])));
            }
            return Wiring.Declared(wired)!;
        }

        Part Part(Part old)
        {
            Layer[] layers = Renamed(old.Layers);
            string content = $"{string.Join(", ", old.Input ?? [])}: {string.Join(", ", layers.Select(l => l.Text))}";
            if (!names.TryGetValue(content, out string? name))
                names[content] = name = PartPool.Name(names.Count);
            return old with { Name = name, Layers = layers };
        }
    }
}
