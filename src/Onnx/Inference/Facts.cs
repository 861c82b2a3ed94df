using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>What is known of a node's inputs.</summary>
/// <param name="Graph">The model.</param>
/// <param name="Node">The node.</param>
internal sealed record Facts(ModelGraph Graph, Node Node)
{
    /// <summary>Elements of one folded constant: far more than shapes have, and no matter for memory.</summary>
    public const long MostElements = 1 << 24;

    /// <summary>The extents of an input.</summary>
    public long[] Shape(int input)
    {
        string name = Node.Input(input);
        if (Graph.TryConstant(name, out Tensor? constant))
            return constant.Extents;
        return Graph.Shapes.TryGetValue(name, out long[]? shape) ? shape : throw new NodeException(
            name.Length == 0 ? $"input {input} is left out, but the operator needs it" : $"nothing is known of its input {name}");
    }

    /// <summary>The rank of an input.</summary>
    public int Rank(int input) => Shape(input).Length;

    /// <summary>Whether the input is there.</summary>
    public bool Has(int input) => Node.Input(input).Length > 0;

    /// <summary>The input's numbers, or null where it is left out or depends on samples.</summary>
    public Tensor? Constant(int input) => Graph.TryConstant(Node.Input(input), out Tensor? constant) ? constant : null;

    /// <summary>The input's numbers.</summary>
    /// <exception cref="NodeException">They depend on samples.</exception>
    public Tensor Known(int input, string what) => Constant(input) ?? throw new NodeException(
        $"its {what} must be known when the model is imported, but depend on the model's input; export it with fixed ones");

    /// <summary>The input's one number.</summary>
    /// <exception cref="NodeException">It has none, or it depends on samples.</exception>
    public double Number(int input, string what) => Known(input, what) is { Length: > 0 } known ? known[0] : throw new NodeException(
        $"its {what} have no number, but one is expected; the file is damaged");

    /// <summary>The whole numbers of an input that may be left out.</summary>
    public long[]? Integers(int input, string what) => Has(input) ? Known(input, what).ToIntegers() : null;

    /// <summary>An axis that may be counted from the end.</summary>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank && rank <= Tensor.MostAxes
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new NodeException($"its axis {axis} is none of {rank} axes; the file is damaged");

    /// <summary>Several axes, in rising order.</summary>
    public static int[] Axes(long[] axes, int rank) => [.. axes.Select(a => Axis(a, rank)).Distinct().Order()];

    /// <summary>How many elements a folded constant has; a batch in it is one, for all samples see the same.</summary>
    /// <exception cref="NodeException">They are too many.</exception>
    public static int Elements(long[] extents)
    {
        long count = Tensor.Count(extents);
        return count <= MostElements ? (int)count : throw new NodeException(
            $"it makes a constant of {count:N0} elements, but at most {MostElements:N0} are computed in advance; store it in the model");
    }

    /// <summary>Extents with one place for the batch.</summary>
    public static long[] WithoutBatch(long[] extents) => [.. extents.Select(static e => Batch.IsIn(e) ? e / Batch.Number : e)];
}
