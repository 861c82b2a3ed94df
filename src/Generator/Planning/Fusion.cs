using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;

namespace Unrolled.Generator.Planning;

/// <summary>An operation of a program together with the element-wise ones that are applied before its result is stored.</summary>
internal sealed class FusedNode(Node node)
{
    public Node Node { get; } = node;

    /// <summary>What is stored: the node's output, or that of the last function fused into it.</summary>
    public Tensor Output { get; private set; } = node.Output;

    /// <summary>Over slot 0, the node's own result, and then <see cref="Extras"/>; null if nothing was fused.</summary>
    public Expr? Epilogue { get; private set; }

    public List<MapOperand> Extras { get; } = [];

    /// <summary>The names of the layers whose functions were fused.</summary>
    public List<string> Layers { get; } = [];

    /// <summary>
    /// What is stored, over the operands of <paramref name="map"/> and then <see cref="Extras"/>, where the node itself is that function.
    /// </summary>
    public Expr Compose(Map map) => Epilogue is null
        ? map.Formula
        : Expr.Apply(Epilogue, slot => slot == 0 ? map.Formula : Expr.Slot(map.Inputs.Count + slot - 1));

    /// <summary>Whether one more function leaves a tile's code short enough.</summary>
    public bool HasRoomFor(Map map)
    {
        bool first = Epilogue is null && Node is not Map;
        int cost = (Epilogue?.Cost ?? 0) + (Node is Map own ? own.Formula.Cost : 0) + map.Formula.Cost;
        return first || (cost <= CodeBudget.FusedInstructions && Extras.Count + map.Inputs.Count - 1 <= CodeBudget.FusedOperands);
    }

    public void Append(Map map)
    {
        Expr inner = Epilogue ?? Expr.Slot(0);
        Epilogue = Expr.Apply(map.Formula, slot => slot == 0 ? inner : Expr.Slot(1 + ExtraOf(map.Operand(slot))));
        Output = map.Output;
        Layers.Add(map.Layer);
    }

    private int ExtraOf(MapOperand extra)
    {
        int known = Extras.FindIndex(extra.IsSame);
        if (known >= 0)
            return known;
        Extras.Add(extra);
        return Extras.Count - 1;
    }
}

/// <summary>Moves element-wise operations into the operation that makes their input, where nothing else needs that input.</summary>
internal static class Fusion
{
    /// <summary>How many operations from one on may share a loop: alike, and few enough together.</summary>
    public static int Together(IReadOnlyList<FusedNode> nodes, int from, Func<FusedNode, bool> isAlike)
    {
        int count = 0, operands = 0;
        while (from + count < nodes.Count && count < CodeBudget.FunctionsPerLoop && isAlike(nodes[from + count]))
        {
            operands += nodes[from + count].Node.Inputs.Count + nodes[from + count].Extras.Count + 1;
            if (count > 0 && operands > CodeBudget.OperandsPerLoop)
                break;
            count++;
        }

        return count;
    }

    /// <param name="nodes">The program's operations in order.</param>
    /// <param name="kept">Values that are needed besides: outputs. Each is whole, and they may be many more than the operations.</param>
    /// <param name="contiguous">
    /// Whether values of different shape but equal length lie alike, so that views do not stand in the way.
    /// </param>
    public static IReadOnlyList<FusedNode> Run(IReadOnlyList<Node> nodes, HashSet<Value> kept, bool contiguous)
    {
        IEnumerable<Value> used = nodes.SelectMany(static n => n.Inputs).OfType<Value>();
        var uses = used.GroupBy(static v => v.Root).ToDictionary(static g => g.Key, static g => g.Count());
        var result = new List<FusedNode>();
        var makers = new Dictionary<Value, int>();
        foreach (Node node in nodes)
        {
            if (node is Map map && Maker(map) is { } maker)
            {
                result[maker].Append(map);
                makers[((Value)map.Output).Root] = maker;
                continue;
            }

            foreach (Value written in node.Writes)
                makers[written] = result.Count;
            result.Add(new FusedNode(node));
        }

        return result;

        int? Maker(Map map)
        {
            if (map.Output is not Value || map.Inputs[0] is not Value x || !map.IsFull(x))
                return null;
            if (uses[x.Root] != 1 || kept.Contains(x.Root) || !makers.TryGetValue(x.Root, out int maker))
                return null;
            FusedNode made = result[maker];
            if (!made.Node.TakesEpilogue || !made.HasRoomFor(map) || made.Output is not Value output || !output.IsAt(x))
                return null;
            bool viewed = map.Inputs.Any(static i => i is Value { Viewed: not null });
            bool full = map.Inputs.All(map.IsFull);
            // An operand that follows an axis follows one of the map's output: behind a view that is no axis of what the maker stores.
            bool sameAxes = full || map.Output.Shape == made.Node.Output.Shape;
            bool alike = contiguous ? sameAxes : !viewed && sameAxes;
            bool taken = full || made.Node is not MaxPoolGradient;
            bool known = map.Inputs.Skip(1).OfType<Value>().All(v => !makers.TryGetValue(v.Root, out int at) || at < maker);
            return alike && taken && known ? maker : null;
        }
    }
}
