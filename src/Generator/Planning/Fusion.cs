using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Planning;

/// <summary>An operation of a program together with the element-wise ones that are applied before its result is stored.</summary>
internal sealed class FusedNode(Node node)
{
    public Node Node { get; } = node;

    /// <summary>What is stored: the node's output, or that of the last function fused into it.</summary>
    public Tensor Output { get; private set; } = node.Output;

    /// <summary>Over slot 0, the node's own result, and then <see cref="Extras"/>; null if nothing was fused.</summary>
    public Expr? Epilogue { get; private set; }

    public List<Value> Extras { get; } = [];

    /// <summary>The names of the layers whose functions were fused.</summary>
    public List<string> Layers { get; } = [];

    /// <summary>What is stored, over the operands of <paramref name="map"/> and then <see cref="Extras"/>, where the node itself is that function.</summary>
    public Expr Compose(Map map) => Epilogue is null
        ? map.Formula
        : Epilogue.Substitute(slot => slot == 0 ? map.Formula : Expr.Slot(map.Inputs.Count + slot - 1));

    public void Append(Map map)
    {
        Expr inner = Epilogue ?? Expr.Slot(0);
        Epilogue = map.Formula.Substitute(slot => slot == 0 ? inner : Expr.Slot(1 + ExtraOf((Value)map.Inputs[slot])));
        Output = map.Output;
        Layers.Add(map.Layer);
    }

    private int ExtraOf(Value value)
    {
        int known = Extras.FindIndex(e => e.Root == value.Root);
        if (known >= 0)
            return known;
        Extras.Add(value);
        return Extras.Count - 1;
    }
}

/// <summary>Moves element-wise operations into the operation that makes their input, where nothing else needs that input.</summary>
internal static class Fusion
{
    /// <param name="nodes">The program's operations in order.</param>
    /// <param name="kept">Values that are needed besides: outputs.</param>
    /// <param name="contiguous">Whether values of different shape but equal length lie alike, so that views do not stand in the way.</param>
    public static IReadOnlyList<FusedNode> Run(IReadOnlyList<Node> nodes, IEnumerable<Value> kept, bool contiguous)
    {
        var uses = nodes.SelectMany(static n => n.Inputs).OfType<Value>().Concat(kept).GroupBy(static v => v.Root).ToDictionary(static g => g.Key, static g => g.Count());
        var result = new List<FusedNode>();
        var makers = new Dictionary<Value, int>();
        foreach (Node node in nodes)
        {
            if (node is Map map && Maker(map) is { } maker)
            {
                result[maker].Append(map);
                makers[(Value)map.Output] = maker;
                continue;
            }

            if (node.Output is Value output)
                makers[output] = result.Count;
            result.Add(new FusedNode(node));
        }

        return result;

        int? Maker(Map map)
        {
            var x = (Value)map.Inputs[0];
            if (uses[x.Root] != 1 || !makers.TryGetValue(x.Root, out int maker) || result[maker].Output != x.Root || !result[maker].Node.TakesEpilogue)
                return null;
            bool alike = contiguous || (x == x.Root && map.Inputs.All(i => i is Value { Viewed: null }));
            bool known = map.Inputs.Skip(1).OfType<Value>().All(v => !makers.TryGetValue(v.Root, out int made) || made < maker);
            return alike && known ? maker : null;
        }
    }
}
