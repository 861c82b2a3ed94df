using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>
/// What operators make of constants, by operator: the arithmetic of shapes that exporters leave, and scales that they fold.
/// </summary>
internal static class Folders
{
    private static readonly Dictionary<string, Func<Node, Facts, Tensor[]>> All = new()
    {
        ["Constant"] = static (node, _) => [Constant(node)],
        ["ConstantOfShape"] = static (node, facts) => [Filled(node, facts)],
        ["Identity"] = static (_, facts) => [facts.Known(0, "input")],
        ["Dropout"] = static (_, facts) => [facts.Known(0, "input")],
        ["Cast"] = static (node, facts) => [Cast(facts.Known(0, "input"), node.Integer("to", 1) is 1 or 10 or 11 or 16)],
        ["Size"] = static (_, facts) => [Tensor.Scalar(Tensor.Count(facts.Shape(0)), isFloat: false)],
        ["Gather"] = static (node, facts) => [AxisFolders.Gather(node, facts)],
        ["Concat"] = static (node, facts) => [AxisFolders.Concat(node, facts)],
        ["Split"] = static (node, facts) => AxisFolders.Split(node, facts),
        ["Slice"] = static (node, facts) => [AxisFolders.Slice(node, facts)],
        ["Transpose"] = static (node, facts) => [AxisFolders.Transpose(node, facts)],
        ["Reshape"] = Reshaped,
        ["Flatten"] = Reshaped,
        ["Squeeze"] = Reshaped,
        ["Unsqueeze"] = Reshaped,
        ["Expand"] = static (_, facts) =>
            [Broadcasting.Expand(facts.Known(0, "input"),
                Broadcasting.Shape([facts.Shape(0), Facts.WithoutBatch(facts.Known(1, "extents").ToIntegers())]))],
        ["Tile"] = static (_, facts) => [AxisFolders.Tile(facts)],
        ["Range"] = static (_, facts) => [Range(facts)],
        ["Where"] = static (_, facts) => [ElementFolders.Choose(facts)],
    };

    public static bool Knows(string name) => name == "Shape" || All.ContainsKey(name);

    /// <summary>What a node of constants gives; null where the operator is none of those that are computed in advance.</summary>
    /// <exception cref="NodeException">The constants do not fit it, or the result is too large.</exception>
    public static Tensor[]? Of(Node node, Facts facts)
    {
        if (All.TryGetValue(node.Operator, out Func<Node, Facts, Tensor[]>? folder))
            return folder(node, facts);
        return ElementFolders.Of(node, facts) is { } made ? [made] : null;
    }

    /// <summary>The extents of a value, of which the batch is one: they are known though its elements are not.</summary>
    public static Tensor Shape(Node node, long[] extents)
    {
        int Place(long at) => (int)Math.Clamp(at < 0 ? at + extents.Length : at, 0, extents.Length);
        int start = Place(node.Integer("start", 0)), end = Place(node.Integer("end", extents.Length));
        return Tensor.List(start < end ? extents[start..end] : []);
    }

    private static Tensor Constant(Node node)
    {
        foreach ((string name, object value) in node.Attributes)
        {
            Tensor? constant = (name, value) switch
            {
                ("value", Tensor tensor) => tensor,
                ("value_float", float number) => Tensor.Scalar(number),
                ("value_int", long number) => Tensor.Scalar(number, isFloat: false).Integers is null ? null : new Tensor([], [number]),
                ("value_floats", float[] numbers) => new Tensor([numbers.Length], numbers),
                ("value_ints", long[] numbers) => Tensor.List(numbers),
                _ => null,
            };
            if (constant is not null)
                return constant;
        }

        throw new NodeException("it holds no numbers; remove it, or export the model anew");
    }

    private static Tensor Filled(Node node, Facts facts)
    {
        Tensor value = node.Attributes.GetValueOrDefault("value") as Tensor ?? new Tensor([1], [0f]);
        if (value.Length != 1)
            throw new NodeException($"its value has {value.Length} elements, but one is expected; the file is damaged");
        return Broadcasting.Expand(value.As(), Facts.WithoutBatch(facts.Known(0, "extents").ToIntegers()));
    }

    private static Tensor Cast(Tensor x, bool toFloat) => x.IsFloat == toFloat ? x : Tensor.Of(x.Extents, toFloat, x.Elements);

    private static Tensor[] Reshaped(Node node, Facts facts) => [facts.Known(0, "input").As(ShapeRules.Of(node, facts)[0])];

    private static Tensor Range(Facts facts)
    {
        (Tensor start, Tensor limit, Tensor delta) = (facts.Known(0, "start"), facts.Known(1, "limit"), facts.Known(2, "delta"));
        if (start.Length != 1 || limit.Length != 1 || delta.Length != 1 || delta[0] == 0)
            throw new NodeException("its start, limit and delta must be one number each, and delta not 0; the file is damaged");
        double count = Math.Max(0, Math.Ceiling((limit[0] - start[0]) / delta[0]));
        long[] extents = [double.IsFinite(count) && count < long.MaxValue ? (long)count : long.MaxValue];
        int elements = Facts.Elements(extents);
        return Tensor.Of(extents, start.IsFloat, Enumerable.Range(0, elements).Select(i => start[0] + i * delta[0]));
    }
}
