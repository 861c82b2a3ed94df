using System.Collections.Immutable;

namespace Unrolled.Onnx.Saving;

/// <summary>
/// A layer and the batch normalisation behind it as one: <c>γ·(w·x + b - mean)/√(var + ε) + β = (f·w)·x + (b - mean)·f + β</c> with
/// <c>f = γ/√(var + ε)</c>, filter by filter, which are the first axis of weights.
/// </summary>
internal static class NormFolding
{
    private static readonly HashSet<string> s_kinds = ["Conv1D", "Conv2D", "Conv3D", "Dense"];

    /// <summary>The layers that are left, and the parameters, of which those of folded layers are new.</summary>
    public static ImmutableArray<LayerDescription> Apply(ImmutableArray<LayerDescription> layers, Dictionary<string, SavedTensor> tensors)
    {
        var rest = layers.ToBuilder();
        foreach (LayerDescription norm in layers.Where(static layer => layer.Kind == "BatchNorm"))
        {
            LayerDescription? layer = rest.FirstOrDefault(other => other.Name == norm.Inputs[0]);
            if (layer is null || !IsFoldable(layer, norm, rest))
                continue;
            int place = rest.IndexOf(layer);
            // What others called the normalisation's result is this layer's.
            rest[place] = Fold(layer, norm, tensors) with { Name = norm.Name, Output = norm.Output };
            rest.Remove(norm);
        }

        return rest.ToImmutable();
    }

    /// <summary>Whether nobody else takes the value or shares parameters, and the filters are the norm's channels.</summary>
    private static bool IsFoldable(LayerDescription layer, LayerDescription norm, IEnumerable<LayerDescription> all)
    {
        ImmutableArray<string> own = layer.Parameters.AddRange(norm.Parameters);
        bool isAlone = all.Count(other => other.Inputs.Contains(layer.Name)) == 1
            && !all.Any(other => other != layer && other != norm && other.Parameters.Intersect(own).Any());
        int filters = layer.Kind == "Dense" ? layer.Output.Length - 1 : 0;
        return s_kinds.Contains(layer.Kind) && isAlone && norm.Integer("Axis") == filters;
    }

    private static LayerDescription Fold(LayerDescription layer, LayerDescription norm, Dictionary<string, SavedTensor> tensors)
    {
        SavedTensor? Of(LayerDescription owner, string role) => owner.Parameters
            .Where(name => name.EndsWith('.' + role, StringComparison.Ordinal)).Select(name => tensors[name]).FirstOrDefault();
        SavedTensor weight = Of(layer, "weight")!, mean = Of(norm, "running_mean")!, variance = Of(norm, "running_var")!;
        float[]? scale = Of(norm, "weight")?.Values, shift = Of(norm, "bias")?.Values, bias = Of(layer, "bias")?.Values;
        double epsilon = norm.Number("Epsilon");
        int filters = mean.Values.Length, row = weight.Values.Length / filters;
        double[] factors = [.. variance.Values.Select((v, i) => (scale?[i] ?? 1) / Math.Sqrt(v + epsilon))];
        float[] weights = [.. weight.Values.Select((w, i) => (float)(w * factors[i / row]))];
        float[] biases = [.. factors.Select((f, i) => (float)(((bias?[i] ?? 0.0) - mean.Values[i]) * f + (shift?[i] ?? 0)))];
        string name = weight.Name[..^"weight".Length] + "bias";
        tensors[weight.Name] = weight with { Values = weights };
        tensors[name] = new SavedTensor(name, [filters], biases);
        return layer with { Parameters = [weight.Name, name] };
    }
}
