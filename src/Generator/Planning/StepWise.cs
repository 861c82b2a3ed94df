using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Products over all steps of a sequence that only the loop over steps reads, each step its own: they move into the loop, so that what
/// they give is still in the first-level cache when it is read, and needs memory for one step. A lane group's tiles are as good for one
/// step as for several; one sample keeps them outside, where a weight that is loaded serves several steps.
/// </summary>
internal static class StepWise
{
    /// <summary>The operations of a lane group's program, in order.</summary>
    public static IReadOnlyList<Node> Of(IReadOnlyList<Node> nodes)
    {
        Dictionary<Value, Contraction> moved = Movable(nodes);
        if (moved.Count == 0)
            return nodes;
        IEnumerable<Node> Rest(Node node) => node switch
        {
            Contraction { Output: Value output } when moved.ContainsKey(output) => [],
            Scan scan when scan.Inputs.OfType<Value>().Where(moved.ContainsKey).ToArray() is { Length: > 0 } read =>
                [With(scan, read.Select(value => OfStep(moved[value])))],
            _ => [node],
        };
        return [.. nodes.SelectMany(Rest)];
    }

    private static Scan With(Scan scan, IEnumerable<Node> first) =>
        new(scan.Layer, (Value)scan.Output, scan.Count, [.. first, .. scan.Body], scan.Backward) { Starts = scan.Starts };

    private static Dictionary<Value, Contraction> Movable(IReadOnlyList<Node> nodes)
    {
        if (!nodes.OfType<Scan>().Any())
            return [];
        var readers = nodes.SelectMany(static node => node.Inputs.OfType<Value>().Select(value => (value.Root, Node: node)))
            .ToLookup(static read => read.Root, static read => read.Node);
        bool IsReadByStep(Value output) => readers[output].ToArray() is [Scan { Count: > 1 } scan]
            && scan.Body.SelectMany(static n => n.Inputs).OfType<Value>().Where(v => v.Root == output).All(IsOfRunningStep);
        return nodes.OfType<Contraction>()
            .Where(c => c.Output is Value output && output.Root == output && IsOfSteps(c) && IsReadByStep(output))
            .ToDictionary(static c => (Value)c.Output);
    }

    private static bool IsOfRunningStep(Value part) => part.Owner.Part is { At: [{ Moves: true, Constant: 0 }, ..] };

    /// <summary>Whether a contraction's step is the first axis of its result and of its operand, and of nothing else.</summary>
    private static bool IsOfSteps(Contraction contraction)
    {
        if (contraction is not { Left: { Viewed: null } left, Right: Parameter, Nests: [var nest], BiasAt: not null }
            || Wide.IsWide(contraction))
        {
            return false;
        }

        string step = nest.Output[0].Terms is [{ Coefficient: 1 } only] ? only.Dim : "";
        bool Uses(Coordinate at) => at.Coefficient(step) != 0;
        return nest.Left[0].Terms is [{ Coefficient: 1 } first] && first.Dim == step && nest.Left[0].Constant == 0
            && !nest.Output.Skip(1).Concat(nest.Left.Skip(1)).Concat(nest.Right).Any(Uses)
            && (left.Part is null || (left.Part is { Moves: false, At.Count: 1 } part && part.Of.Shape.Rank == left.Shape.Rank));
    }

    /// <summary>The contraction of the running step.</summary>
    private static Contraction OfStep(Contraction of)
    {
        Nest nest = of.Nests[0];
        string step = nest.Output[0].Terms[0].Dim;
        Value left = of.Left.Part is { } part ? part.Of.AtStep(part.At[0].Constant) : of.Left.AtStep(0);
        Nest one = nest with
        {
            Outs = new([.. nest.Outs.Where(d => d.Name != step)]),
            Output = new([.. nest.Output.Skip(1)]),
            Left = new([.. nest.Left.Skip(1)]),
        };
        Value output = ((Value)of.Output).AtStep(0);
        return new Contraction(of.Layer, output, left, of.Right, of.Bias, [one], of.Join, of.Scale) { BiasAt = of.BiasAt };
    }
}
