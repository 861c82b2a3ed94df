using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Reading;

namespace Unrolled.Onnx.Inference;

/// <summary>Goes through a model once: what depends on constants and shapes alone becomes constants, the rest gets its extents.</summary>
internal static class Inferrer
{
    /// <summary>Removes what was computed from the graph.</summary>
    /// <exception cref="UnsupportedModelException">Some nodes are none of those that are read.</exception>
    public static void Apply(ModelGraph graph)
    {
        var problems = new List<UnsupportedNode>();
        var rest = new List<Node>();
        foreach (Node given in WithBranches(graph))
        {
            Node node = given;
            try
            {
                node = Upgrades.Chosen(graph, Upgrades.Aligned(graph, given));
                if (!Fold(graph, node))
                {
                    Infer(graph, node);
                    rest.Add(node);
                }
            }
            catch (NodeException reason)
            {
                // What only follows from another problem is none of its own.
                bool follows = node.Inputs.Any(name =>
                    name.Length > 0 && !graph.Constants.ContainsKey(name) && !graph.Shapes.ContainsKey(name));
                if (!follows || !ShapeRules.Knows(node.Operator))
                    problems.Add(new UnsupportedNode(node.Title, node.Operator, follows ? ShapeRules.Unknown : reason.Message));
            }
            catch (Exception e) when (e is OverflowException or IndexOutOfRangeException)
            {
                problems.Add(
                    new UnsupportedNode(node.Title, node.Operator, "its numbers are beyond all that shapes can be; the file is damaged"));
            }
        }

        if (problems.Count > 0)
            throw new UnsupportedModelException(problems);
        graph.Nodes = rest;
    }

    /// <summary>The nodes, of which each is looked at when those before it are known: a condition gives those of its branch.</summary>
    private static IEnumerable<Node> WithBranches(ModelGraph graph)
    {
        var ahead = new Stack<Node>(Enumerable.Reverse(graph.Nodes));
        while (ahead.TryPop(out Node? node))
        {
            if (Decided(graph, node) is not { } decided)
            {
                yield return node;
                continue;
            }

            foreach (Node inner in decided.Reverse())
                ahead.Push(inner);
        }
    }

    private static IEnumerable<Node>? Decided(ModelGraph graph, Node node)
    {
        if (node.Operator != "If" || !graph.TryConstant(node.Input(0), out Tensor? condition) || condition.Length != 1)
            return null;
        object? chosen = node.Attributes.GetValueOrDefault(condition[0] != 0 ? "then_branch" : "else_branch");
        if (chosen is not Branch branch || branch.Outputs.Length != node.Outputs.Length)
            return null;
        IEnumerable<Node> given = branch.Outputs.Zip(
            node.Outputs, static (inner, name) => new Node("", "Identity", [inner], [name], Node.Bare));
        return [.. branch.Nodes, .. given.Where(static alias => alias.Output.Length > 0)];
    }

    private static bool Fold(ModelGraph graph, Node node)
    {
        var facts = new Facts(graph, node);
        Tensor[]? made = null;
        if (node.Operator == "Shape")
            made = [Folders.Shape(node, facts.Shape(0))];
        else if (node.Inputs.All(name => name.Length == 0 || graph.Constants.ContainsKey(name)))
            made = Folders.Of(node, facts);
        if (made is null)
            return false;
        graph.Spend(made);
        for (int i = 0; i < Math.Min(made.Length, node.Outputs.Length); i++)
        {
            if (node.Outputs[i].Length > 0)
                graph.Constants[node.Outputs[i]] = made[i];
        }

        return true;
    }

    private static void Infer(ModelGraph graph, Node node)
    {
        long[][] shapes = ShapeRules.Of(node, new Facts(graph, node));
        for (int i = 0; i < Math.Min(shapes.Length, node.Outputs.Length); i++)
        {
            if (Tensor.Count(shapes[i]) == 0)
                throw new NodeException($"it gives {Batch.Text(shapes[i])}, which has no elements; the file is damaged");
            if (node.Outputs[i].Length > 0)
                graph.Shapes[node.Outputs[i]] = shapes[i];
        }
    }
}
