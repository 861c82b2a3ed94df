namespace Unrolled.Onnx.Graphs;

/// <summary>One operation of a model.</summary>
/// <param name="Name">The node's name; may be empty.</param>
/// <param name="Operator">What it does: <c>Conv</c>. Operators of other domains have them in front: <c>com.microsoft.FusedConv</c>.</param>
/// <param name="Inputs">The values that it takes, empty where one is left out.</param>
/// <param name="Outputs">The values that it gives, empty where nobody takes one.</param>
/// <param name="Attributes">Numbers, lists, texts, tensors and branches by name.</param>
internal sealed record Node(
    string Name, string Operator, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, object> Attributes)
{
    /// <summary>No attributes.</summary>
    public static readonly IReadOnlyDictionary<string, object> Bare = new Dictionary<string, object>();

    public string Output => Outputs[0];

    /// <summary>The input's name; empty where it is left out.</summary>
    public string Input(int index) => index < Inputs.Length ? Inputs[index] : "";

    /// <summary>How messages call it.</summary>
    public string Title => Name.Length > 0 ? Name : $"(makes {Outputs.FirstOrDefault(static o => o.Length > 0)})";

    public bool Has(string attribute) => Attributes.ContainsKey(attribute);

    public long Integer(string name, long usual) => Get<long>(name, "a whole number") ?? usual;

    public double Number(string name, double usual) => Get<float>(name, "a number") ?? usual;

    public string Text(string name, string usual) => Find<string>(name, "a text") ?? usual;

    public long[]? Integers(string name) => Find<long[]>(name, "whole numbers");

    public Node With(string attribute, object value) =>
        this with { Attributes = new Dictionary<string, object>(Attributes) { [attribute] = value } };

    private T? Get<T>(string name, string what) where T : struct => Attributes.TryGetValue(name, out object? value)
        ? Cast<T>(name, what, value) : null;

    private T? Find<T>(string name, string what) where T : class => Attributes.TryGetValue(name, out object? value)
        ? Cast<T>(name, what, value) : null;

    private static T Cast<T>(string name, string what, object value) => value is T right ? right : throw new NodeException(
        $"attribute {name} is {value.GetType().Name}, but {what} is expected; the file is damaged");
}

/// <summary>Nodes of which a condition decides whether they are computed.</summary>
/// <param name="Nodes">The nodes, in whose place those of the model go on.</param>
/// <param name="Outputs">The values that the branch gives.</param>
/// <param name="Outside">Values of the model that it takes.</param>
internal sealed record Branch(List<Node> Nodes, string[] Outputs, string[] Outside);

/// <summary>A node cannot be had; the message says what was expected, what came, and the next move.</summary>
internal sealed class NodeException(string message) : Exception(message);
