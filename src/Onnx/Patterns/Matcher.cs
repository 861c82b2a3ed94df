using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>A graph as patterns look at it: backwards from a node to those that make its inputs.</summary>
internal sealed class Matcher
{
    private readonly Dictionary<string, Node> _producers = [];
    private readonly Dictionary<string, int> _uses = [];

    public Matcher(ModelGraph graph)
    {
        Graph = graph;
        _uses[graph.Output] = 1;
        foreach (Node node in graph.Nodes)
        {
            Made(node);
            foreach (string input in node.Inputs.Distinct())
                _uses[input] = _uses.GetValueOrDefault(input) + 1;
        }
    }

    public ModelGraph Graph { get; }

    /// <summary>Notes who makes what.</summary>
    public void Made(Node node)
    {
        foreach (string output in node.Outputs)
            _producers[output] = node;
    }

    /// <summary>The node that makes a value, where its operator is one of these.</summary>
    public Node? Maker(string value, params string[] operators) =>
        _producers.TryGetValue(value, out Node? node) && operators.Contains(node.Operator) ? node : null;

    /// <summary>As <see cref="Maker"/>, where nobody else takes the value: then its parameters need not be there twice.</summary>
    public Node? OnlyMaker(string value, params string[] operators) =>
        _uses.GetValueOrDefault(value) == 1 ? Maker(value, operators) : null;

    public Tensor? Constant(string name) => Graph.Constants.GetValueOrDefault(name);

    /// <summary>The number that all elements of a constant are, or null.</summary>
    public double? Uniform(string name) => Constant(name)?.Uniform;

    /// <summary>Whether all elements of a constant are this number, as a float.</summary>
    public bool Is(string name, double value) => Uniform(name) is { } number && (float)number == (float)value;

    /// <summary>The value and the constant of an operation of both, in whichever order where that does not matter.</summary>
    public (string Value, Tensor Constant)? WithConstant(Node node)
    {
        if (Constant(node.Input(1)) is { } second && Constant(node.Input(0)) is null)
            return (node.Input(0), second);
        return node.Operator is "Add" or "Mul" or "Max" or "Min" && Constant(node.Input(0)) is { } first && Constant(node.Input(1)) is null
            ? (node.Input(1), first)
            : null;
    }

    /// <summary>The value that a product, sum or quotient has beside this number.</summary>
    public string? Beside(Node? node, string kind, double number) =>
        node?.Operator == kind && WithConstant(node) is { } pair && pair.Constant.Uniform is { } value
            && Math.Abs(value - number) <= 1e-6 * Math.Abs(number)
            ? pair.Value
            : null;

    /// <summary>The other operand of a product or sum of two values, where one is <paramref name="known"/>.</summary>
    public static string? Other(Node node, string known) =>
        node.Inputs.Length != 2 ? null : node.Inputs[0] == known ? node.Inputs[1] : node.Inputs[1] == known ? node.Inputs[0] : null;

    public long[] Shape(string name) => Constant(name)?.Extents ?? Graph.Shapes[name];

    /// <summary>A new value's name, of these extents.</summary>
    public string NewValue(string from, long[] shape)
    {
        string name = Graph.NewName(from);
        Graph.Shapes.Add(name, shape);
        return name;
    }
}
