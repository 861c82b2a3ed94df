using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>A part that is a network itself, and its parameters.</summary>
/// <param name="Name">The part's name in this network.</param>
/// <param name="Spec">Its class.</param>
/// <param name="Parameters">Its parameters here.</param>
/// <param name="Alone">Where each of them lies in the network by itself, whose memory may be this one's.</param>
internal sealed record NetworkPart(string Name, PartSpec Spec, IReadOnlyList<Parameter> Parameters, IReadOnlyList<int> Alone)
{
    /// <summary>Where its parameters begin.</summary>
    public int Offset { get; set; }

    public int Length => Parameters.Sum(static p => p.Shape.Length);

    /// <exception cref="DoesNotFitException">The class is no network by itself, or another one, whose axes mean something else.</exception>
    public static NetworkPart Of(LayerSpec layer, IReadOnlyList<Parameter> parameters)
    {
        PartSpec part = layer.Parts[0];
        (Graph? alone, _, string message) = Graph.TryBuild(part.Alone);
        if (alone is null)
            throw new DoesNotFitException($"{part.Name} is no network by itself: {message}");
        var known = alone.Parameters.ToDictionary(static p => p.Name);
        var offsets = new List<int>();
        foreach (Parameter parameter in parameters)
        {
            Parameter there = known[parameter.Name.Substring(layer.Name.Length + 1)];
            if (there.Shape != parameter.Shape)
            {
                throw new DoesNotFitException(
                    $"{layer.Declaration} would have {parameter.Name} of {parameter.Shape}, but in {part.Name} itself it is {there.Shape}, "
                    + "because the axes of its input mean something else; "
                    + "let both have channels and length, or both steps and features, or use a block");
            }

            offsets.Add(there.Offset);
        }

        return new NetworkPart(layer.Name, part, parameters, offsets);
    }
}
