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
}
