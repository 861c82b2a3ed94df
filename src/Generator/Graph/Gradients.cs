using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Graphs;

/// <summary>
/// Builds the backward operations of a graph in reverse order. Gradients that nothing learns from are never built: they end at the first
/// value that has no parameter behind it.
/// </summary>
internal sealed class Gradients
{
    private readonly HashSet<Value> _wanted = [];
    private readonly Dictionary<Value, List<Value>> _contributions = [];
    private readonly List<Node> _nodes = [];

    private Gradients(IReadOnlyList<Node> forward)
    {
        foreach (Node node in forward)
        {
            if (node.Inputs.Any(i => i is Parameter || (i is Value v && Wants(v))))
                _wanted.Add(((Value)node.Output).Root);
        }
    }

    /// <summary>The backward operations of <paramref name="forward"/>, where <paramref name="loss"/> gives the first gradient.</summary>
    public static IReadOnlyList<Node> Of(IReadOnlyList<Node> forward, LossNode loss)
    {
        var gradients = new Gradients(forward);
        gradients.Contribute(loss.X, (Value)loss.Output);
        foreach (Node node in forward.Reverse())
        {
            if (gradients._contributions.TryGetValue((Value)node.Output, out List<Value>? contributions))
                node.Differentiate(gradients, gradients.Total(node, contributions));
        }

        return gradients._nodes;
    }

    /// <summary>Whether parameters lie behind a value.</summary>
    public bool Wants(Value value) => _wanted.Contains(value.Root);

    public void Add(Node node) => _nodes.Add(node);

    /// <summary>Adds an operation whose output is (a part of) the gradient of <paramref name="target"/>.</summary>
    public void Add(Value target, Func<Value, Node> operation)
    {
        var gradient = new Value("d_" + target.Name, target.Shape) { IsGradient = true };
        _nodes.Add(operation(gradient));
        Contribute(target, gradient);
    }

    private void Contribute(Value target, Value gradient)
    {
        Value root = target.Root;
        if (!_contributions.TryGetValue(root, out List<Value>? list))
            _contributions[root] = list = [];
        list.Add(root == target ? gradient : new Value(gradient.Name, root.Shape, gradient));
    }

    private Value Total(Node node, List<Value> contributions)
    {
        if (contributions.Count == 1)
            return contributions[0];
        var total = new Value(contributions[0].Name, contributions[0].Shape) { IsGradient = true };
        Expr sum = Enumerable.Range(1, contributions.Count - 1).Aggregate(Expr.Slot(0), static (e, slot) => e + Expr.Slot(slot));
        _nodes.Add(new Map(node.Layer, total, sum, null, [.. contributions]));
        return total;
    }
}
