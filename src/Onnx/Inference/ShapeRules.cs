using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>The extents of what operators give, by operator.</summary>
internal static class ShapeRules
{
    private static readonly Dictionary<string, Func<Node, Facts, long[][]>> All = new()
    {
        ["Conv"] = Convolved,
        ["ConvTranspose"] = TransposedConvolved,
        ["MaxPool"] = Pooled,
        ["AveragePool"] = Pooled,
        ["LpPool"] = Pooled,
        ["GlobalAveragePool"] = GloballyPooled,
        ["GlobalMaxPool"] = GloballyPooled,
        ["Gemm"] = Gemm,
        ["MatMul"] = MatMul,
        ["Flatten"] = Flatten,
        ["Reshape"] = static (node, facts) => [Reshaping.Shape(node, facts)],
        ["Transpose"] = Transpose,
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Concat"] = Concat,
        ["Split"] = Split,
        ["Slice"] = static (node, facts) => [Slicing.Of(node, facts).Extents],
        ["Pad"] = Pad,
        ["Gather"] = Gather,
        ["Expand"] = static (_, facts) => [Repeating.Expanded(facts)],
        ["Tile"] = static (_, facts) => [Repeating.Tiled(facts)],
        ["LSTM"] = Recurrent,
        ["GRU"] = Recurrent,
        ["RNN"] = Recurrent,
        ["LayerNormalization"] = LayerNormalized,
        ["DepthToSpace"] = static (node, facts) => [BlockMoved(facts.Shape(0), Block(node), toSpace: true)],
        ["SpaceToDepth"] = static (node, facts) => [BlockMoved(facts.Shape(0), Block(node), toSpace: false)],
        ["DFT"] = static (node, facts) => [Layers.Spectra.DftShape(node, facts)],
        ["STFT"] = static (node, facts) => [Layers.Spectra.StftShape(node, facts)],
        ["Resize"] = static (_, facts) => [Resized(facts, sizes: 3, scales: 2)],
        ["Upsample"] = static (_, facts) => [Resized(facts, sizes: 9, scales: 1)],
        ["If"] = static (_, _) => throw new NodeException(
            "its condition must be known when the model is imported, and its branches must give what it gives; export it without "
            + "control flow"),
    };

    /// <summary>What is said of an operator that is none of those that are read.</summary>
    public const string Unknown = "the operator is none of those that are read; replace it by others, or cut the model in front of it";

    // One value in, the same extents out.
    private static readonly HashSet<string> Same =
    [
        "Abs", "Acosh", "Asinh", "Atanh", "BatchNormalization", "Cast", "Ceil", "Celu", "Clip", "Cos", "Cosh", "Dropout", "Elu",
        "Erf", "Exp", "Floor", "Gelu", "GroupNormalization", "HardSigmoid", "HardSwish", "Hardmax", "Identity",
        "InstanceNormalization", "LRN", "LeakyRelu", "Log", "LogSoftmax", "LpNormalization", "MeanVarianceNormalization",
        "Mish", "Neg", "Not", "RMSNormalization", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign",
        "SimplifiedLayerNormalization", "Sin", "Sinh", "Softmax", "Softplus", "Softsign", "Sqrt", "Swish", "Tanh",
        "ThresholdedRelu",
    ];

    /// <summary>The operators of several values that go element by element, axes of one repeated.</summary>
    public static readonly HashSet<string> ElementWise =
    [
        "Add", "And", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Mean", "Min", "Mod", "Mul",
        "Or", "PRelu", "Pow", "Sub", "Sum", "Where", "Xor",
    ];

    // Of those, the ones that take as many values as there are; the others take two, and one of them three.
    private static readonly HashSet<string> OfMany = ["Max", "Mean", "Min", "Sum"];

    /// <summary>Whether an operator is one of those that are read at all.</summary>
    public static bool Knows(string name) => All.ContainsKey(name) || Same.Contains(name) || ElementWise.Contains(name)
        || name.StartsWith("Reduce", StringComparison.Ordinal) || Folders.Knows(name);

    /// <summary>The extents of a node's outputs, at least of those that layers take.</summary>
    /// <exception cref="NodeException">The operator is unknown, or its inputs do not fit it.</exception>
    public static long[][] Of(Node node, Facts facts)
    {
        if (All.TryGetValue(node.Operator, out Func<Node, Facts, long[][]>? rule))
            return rule(node, facts);
        if (Same.Contains(node.Operator))
            return [facts.Shape(0)];
        if (ElementWise.Contains(node.Operator))
            return [JoinedShape(node, facts)];
        return node.Operator.StartsWith("Reduce", StringComparison.Ordinal) ? [Reduced(node, facts)] : throw new NodeException(
            Knows(node.Operator) ? "its inputs must be constants, but depend on the model's input; export it with fixed ones" : Unknown);
    }

    private static long[] JoinedShape(Node node, Facts facts)
    {
        int operands = node.Operator == "Where" ? 3 : 2;
        if (!OfMany.Contains(node.Operator) && (node.Inputs.Length != operands || node.Inputs.Contains("")))
            throw new NodeException($"it takes {node.Inputs.Length} values, but {operands} are expected; the file is damaged");
        return Broadcasting.Shape([.. Enumerable.Range(0, node.Inputs.Length).Where(facts.Has).Select(facts.Shape)]);
    }

    /// <summary>The extents that are left where these axes are reduced, of all where none are named.</summary>
    public static int[] ReducedAxes(Node node, Facts facts)
    {
        int rank = facts.Rank(0);
        long[] axes = facts.Integers(1, "axes") ?? [];
        if (axes.Length == 0 && node.Integer("noop_with_empty_axes", 0) == 0)
            return [.. Enumerable.Range(0, rank)];
        return Facts.Axes(axes, rank);
    }

    private static long[] Reduced(Node node, Facts facts)
    {
        int[] axes = ReducedAxes(node, facts);
        bool keep = node.Integer("keepdims", 1) != 0;
        long[] x = facts.Shape(0);
        return [.. x.Select((extent, axis) => axes.Contains(axis) ? 1 : extent).Where((_, axis) => keep || !axes.Contains(axis))];
    }

    private static long[][] Convolved(Node node, Facts facts)
    {
        (long[] x, long[] w) = (facts.Shape(0), facts.Shape(1));
        if (w.Length < 3)
            throw new NodeException(
                $"its weights are {Batch.Text(w)}, but filters, channels and a window are expected; the file is damaged");
        return [[x[0], w[0], .. Windows.Of(node, x, w[2..]).Outputs]];
    }

    private static long[][] TransposedConvolved(Node node, Facts facts)
    {
        TransposedWindows windows = TransposedWindows.Of(node, facts.Shape(0), facts.Shape(1));
        return [[facts.Shape(0)[0], facts.Shape(1)[1] * node.Integer("group", 1), .. windows.Outputs]];
    }

    private static long[][] Pooled(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        long[] kernel = node.Integers("kernel_shape") ?? throw new NodeException("it has no kernel_shape; the file is damaged");
        return [[.. x.Take(2), .. Windows.Of(node, x, kernel).Outputs]];
    }

    private static long[][] GloballyPooled(Node node, Facts facts) =>
        [[.. facts.Shape(0).Select(static (extent, axis) => axis < 2 ? extent : 1)]];

    private static long[][] Gemm(Node node, Facts facts)
    {
        (long[] a, long[] b) = (facts.Shape(0), facts.Shape(1));
        if (a.Length != 2 || b.Length != 2)
            throw new NodeException(
                $"it multiplies {Batch.Text(a)} by {Batch.Text(b)}, but two matrices are expected; the file is damaged");
        bool left = node.Integer("transA", 0) != 0, right = node.Integer("transB", 0) != 0;
        Multiplies(a[left ? 0 : 1], b[right ? 1 : 0]);
        return [[a[left ? 1 : 0], b[right ? 0 : 1]]];
    }

    private static long[][] MatMul(Node node, Facts facts)
    {
        (long[] a, long[] b) = (facts.Shape(0), facts.Shape(1));
        if (a.Length < 2 || b.Length < 2)
            throw new NodeException($"it multiplies {Batch.Text(a)} by {Batch.Text(b)}, but matrices are expected");
        Multiplies(a[^1], b[^2]);
        return [[.. Broadcasting.Shape([a[..^2], b[..^2]]), a[^2], b[^1]]];
    }

    private static void Multiplies(long left, long right)
    {
        if (left != right)
            throw new NodeException($"it sums over {left} and {right} elements, which must be as many; the file is damaged");
    }

    private static long[][] Flatten(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        long at = node.Integer("axis", 1);
        int axis = at == x.Length ? x.Length : Facts.Axis(at, x.Length);
        return [[Tensor.Count(x[..axis]), Tensor.Count(x[axis..])]];
    }

    private static long[][] Transpose(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        return [[.. Permutation(node, x.Length).Select(axis => x[axis])]];
    }

    /// <summary>The axes of a transpose's input in the order of its output.</summary>
    public static int[] Permutation(Node node, int rank)
    {
        int[] order = [.. (node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Select(i => (long)(rank - 1 - i))])
            .Select(a => Facts.Axis(a, rank))];
        return order.Length == rank && order.Distinct().Count() == rank ? order : throw new NodeException(
            $"perm is [{string.Join(", ", order)}], but an order of {rank} axes is expected; the file is damaged");
    }

    private static long[][] Squeeze(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        int[] axes = facts.Has(1)
            ? Facts.Axes(facts.Known(1, "axes").ToIntegers(), x.Length)
            : [.. Enumerable.Range(0, x.Length).Where(axis => x[axis] == 1)];
        return axes.All(axis => x[axis] == 1)
            ? [[.. x.Where((_, axis) => !axes.Contains(axis))]]
            : throw new NodeException($"it drops axes of {Batch.Text(x)} that are longer than 1; leave the batch where it is");
    }

    private static long[][] Unsqueeze(Node node, Facts facts)
    {
        long[] x = facts.Shape(0), given = facts.Known(1, "axes").ToIntegers();
        int rank = x.Length + given.Length;
        int[] axes = Facts.Axes(given, rank);
        if (axes.Length != given.Length)
            throw new NodeException($"axes are [{string.Join(", ", given)}], two of which are one; the file is damaged");
        var rest = new Queue<long>(x);
        return [[.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : rest.Dequeue())]];
    }

    private static long[][] Concat(Node node, Facts facts)
    {
        long[][] all = [.. Enumerable.Range(0, node.Inputs.Length).Select(facts.Shape)];
        int axis = Facts.Axis(node.Integer("axis", 0), all[0].Length);
        if (all.Any(x => x.Length != all[0].Length || x.Where((extent, i) => i != axis && extent != all[0][i]).Any()))
            throw new NodeException($"{string.Join(", ", all.Select(Batch.Text))} differ in more than axis {axis}; the file is damaged");
        if (all.Any(x => Batch.IsIn(x[axis])))
            throw new NodeException($"it joins samples along the batch's axis {axis}; samples must stay apart");
        long[] joined = [.. all[0]];
        joined[axis] = all.Sum(x => x[axis]);
        return [joined];
    }

    private static long[][] Split(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        int axis = Facts.Axis(node.Integer("axis", 0), x.Length);
        return [.. Slicing.Parts(node, facts, axis).Select(part => (long[])[.. x[..axis], part, .. x[(axis + 1)..]])];
    }

    private static long[][] Pad(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        (long[] before, long[] after) = Padding(node, facts);
        return [[.. x.Select((extent, axis) => extent + before[axis] + after[axis])]];
    }

    /// <summary>The padding of all axes, in front and behind; negative where elements are cut off.</summary>
    public static (long[] Before, long[] After) Padding(Node node, Facts facts)
    {
        int rank = facts.Rank(0);
        long[] pads = facts.Known(1, "pads").ToIntegers();
        int[] axes = facts.Integers(3, "axes") is { } named ? [.. named.Select(a => Facts.Axis(a, rank))] : [.. Enumerable.Range(0, rank)];
        if (pads.Length != 2 * axes.Length || pads.Any(static p => p is < -(1 << 24) or > 1 << 24))
            throw new NodeException($"pads has {pads.Length} numbers, but {2 * axes.Length} are expected; the file is damaged");
        var (before, after) = (new long[rank], new long[rank]);
        for (int i = 0; i < axes.Length; i++)
            (before[axes[i]], after[axes[i]]) = (pads[i], pads[axes.Length + i]);
        return (before, after);
    }

    private static long[][] Gather(Node node, Facts facts)
    {
        (long[] x, long[] indices) = (facts.Shape(0), facts.Shape(1));
        int axis = Facts.Axis(node.Integer("axis", 0), x.Length);
        if (Batch.IsIn(x[axis]))
            throw new NodeException("it chooses among the batch's samples; samples must stay apart");
        return [[.. x[..axis], .. indices, .. x[(axis + 1)..]]];
    }

    private static long[][] Recurrent(Node node, Facts facts)
    {
        (long[] x, long[] state) = (facts.Shape(0), facts.Shape(2));
        if (x.Length != 3 || state.Length != 3)
            throw new NodeException($"it takes {Batch.Text(x)}, but steps, batch and features are expected; the file is damaged");
        (long directions, long units) = (state[0], state[2]);
        bool batchFirst = node.Integer("layout", 0) != 0;
        long[] last = batchFirst ? [x[0], directions, units] : [directions, x[1], units];
        return [batchFirst ? [x[0], x[1], directions, units] : [x[0], directions, x[1], units], last, last];
    }

    private static long[][] LayerNormalized(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        int axis = Facts.Axis(node.Integer("axis", -1), x.Length);
        long[] statistics = [.. x.Select((extent, i) => i < axis ? extent : 1)];
        return [x, statistics, statistics];
    }

    private static long Block(Node node) => node.Integer("blocksize", 1) is > 0 and < 1 << 12 and var block ? block
        : throw new NodeException($"blocksize is {node.Integer("blocksize", 1)}, but 1 or more is expected; the file is damaged");

    private static long[] BlockMoved(long[] x, long block, bool toSpace)
    {
        bool fits = x.Length == 4 && (toSpace ? x[1] % (block * block) == 0 : x[2] % block == 0 && x[3] % block == 0);
        if (!fits)
            throw new NodeException($"blocks of {block} do not fit {Batch.Text(x)}; the file is damaged");
        return toSpace ? [x[0], x[1] / (block * block), x[2] * block, x[3] * block]
            : [x[0], x[1] * block * block, x[2] / block, x[3] / block];
    }

    private static long[] Resized(Facts facts, int sizes, int scales)
    {
        long[] x = facts.Shape(0);
        Tensor? given = facts.Has(sizes) ? facts.Known(sizes, "sizes") : null;
        Tensor by = given ?? facts.Known(scales, "scales");
        if (by.Length != x.Length)
            throw new NodeException($"it has {by.Length} sizes or scales, but {x.Length} are expected; export it with one for each axis");
        return [.. x.Select((extent, axis) =>
            Batch.IsIn(extent) ? extent : given is not null ? given.ToIntegers()[axis] : (long)Math.Floor(extent * by[axis]))];
    }
}
