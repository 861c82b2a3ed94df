namespace Unrolled.Onnx.Saving;

/// <summary>A layer with what it takes in the model, as its writer sees it.</summary>
/// <param name="Graph">Takes nodes and constants.</param>
/// <param name="Layer">What the network says of it.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Tensors">Its parameters.</param>
internal sealed record SavedLayer(SavedGraph Graph, LayerDescription Layer, SavedValue[] Inputs, SavedTensor[] Tensors)
{
    /// <summary>The first input.</summary>
    public SavedValue X => Inputs[0];

    public SavedTensor Tensor(string role) => Find(role) ?? throw new KeyNotFoundException($"{Layer.Name} has no parameter {role}.");

    /// <summary>The parameter of that role; null where the layer has none.</summary>
    public SavedTensor? Find(string role) =>
        Tensors.FirstOrDefault(t => t.Name.EndsWith('.' + role, StringComparison.Ordinal));

    /// <summary>The parameter as a constant of the model, by its own name.</summary>
    public string Constant(string role) => Graph.Tensor(Tensor(role));

    /// <summary>A node over the first input; its output.</summary>
    public string Map(string type, params (string Name, object Value)[] attributes) => Graph.Node(type, [X.Name], attributes);

    /// <summary>The same elements with these extents behind the batch.</summary>
    public string Reshape(string value, IEnumerable<int> extents) =>
        Graph.Node("Reshape", [value, Graph.Integers([-1, .. extents.Select(static e => (long)e)])]);

    /// <summary>The parameter of that role with extents of 1 behind its own, for values in which it follows an axis.</summary>
    public string Along(string role, int axis)
    {
        SavedTensor tensor = Tensor(role);
        return Graph.Tensor(tensor with { Shape = [tensor.Shape[0], .. Enumerable.Repeat(1, X.Rank - 1 - axis)] });
    }
}
