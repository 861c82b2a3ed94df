namespace Unrolled.Onnx;

/// <summary>A model has nodes for which there are no layers.</summary>
/// <param name="nodes">All of them.</param>
public sealed class UnsupportedModelException(IReadOnlyList<UnsupportedNode> nodes)
    : Exception($"{nodes.Count} of the model's nodes cannot be had:\n{string.Join("\n", nodes)}")
{
    /// <summary>The nodes, in the order of the model.</summary>
    public IReadOnlyList<UnsupportedNode> Nodes { get; } = nodes;
}

/// <summary>A node for which there is no layer.</summary>
/// <param name="Name">The node's name, or what it makes.</param>
/// <param name="Operator">Its operator: <c>NonMaxSuppression</c>.</param>
/// <param name="Reason">What was expected, what came, and the next move.</param>
public sealed record UnsupportedNode(string Name, string Operator, string Reason)
{
    /// <summary>The node in a line.</summary>
    public override string ToString() => $"{Name} ({Operator}): {Reason}";
}
