using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>
/// Element-wise arithmetic and reductions of constants. Floats are computed as doubles and rounded once, which for <c>+ - * /</c> and
/// the square root is the float's own result.
/// </summary>
internal static class ElementFolders
{
    private static readonly Dictionary<string, Func<double, double>> Unary = new()
    {
        ["Abs"] = Math.Abs,
        ["Ceil"] = Math.Ceiling,
        ["Exp"] = Math.Exp,
        ["Floor"] = Math.Floor,
        ["Log"] = Math.Log,
        ["Neg"] = static x => -x,
        ["Not"] = static x => x == 0 ? 1 : 0,
        ["Reciprocal"] = static x => 1 / x,
        ["Relu"] = static x => Math.Max(x, 0),
        ["Round"] = static x => Math.Round(x, MidpointRounding.ToEven),
        ["Sign"] = static x => Math.Sign(x),
        ["Sqrt"] = Math.Sqrt,
    };

    private static readonly Dictionary<string, Func<double, double, double>> Binary = new()
    {
        ["Add"] = static (a, b) => a + b,
        ["Sub"] = static (a, b) => a - b,
        ["Mul"] = static (a, b) => a * b,
        ["Div"] = static (a, b) => a / b,
        ["Pow"] = Math.Pow,
        ["Mod"] = static (a, b) => a - b * Math.Floor(a / b),
        ["Min"] = Math.Min,
        ["Max"] = Math.Max,
        ["Sum"] = static (a, b) => a + b,
        ["And"] = static (a, b) => a != 0 && b != 0 ? 1 : 0,
        ["Or"] = static (a, b) => a != 0 || b != 0 ? 1 : 0,
        ["Equal"] = static (a, b) => a == b ? 1 : 0,
        ["Less"] = static (a, b) => a < b ? 1 : 0,
        ["LessOrEqual"] = static (a, b) => a <= b ? 1 : 0,
        ["Greater"] = static (a, b) => a > b ? 1 : 0,
        ["GreaterOrEqual"] = static (a, b) => a >= b ? 1 : 0,
    };

    private static readonly Dictionary<string, Func<IEnumerable<double>, double>> Reductions = new()
    {
        ["ReduceL1"] = static values => values.Sum(Math.Abs),
        ["ReduceL2"] = static values => Math.Sqrt(values.Sum(static v => v * v)),
        ["ReduceMax"] = Enumerable.Max,
        ["ReduceMean"] = Enumerable.Average,
        ["ReduceMin"] = Enumerable.Min,
        ["ReduceProd"] = static values => values.Aggregate(1.0, static (a, b) => a * b),
        ["ReduceSum"] = Enumerable.Sum,
        ["ReduceSumSquare"] = static values => values.Sum(static v => v * v),
    };

    private static readonly HashSet<string> Questions = ["And", "Or", "Not", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"];

    public static Tensor? Of(Node node, Facts facts)
    {
        if (Unary.TryGetValue(node.Operator, out Func<double, double>? function))
        {
            Tensor x = facts.Known(0, "input");
            return Tensor.Of(x.Extents, x.IsFloat, x.Elements.Select(function));
        }

        if (Binary.TryGetValue(node.Operator, out Func<double, double, double>? join))
        {
            Tensor[] all = [.. Enumerable.Range(0, node.Inputs.Length).Select(i => facts.Known(i, "inputs"))];
            if (all.Length == 0)
                throw new NodeException("it has no inputs; the file is damaged");
            return all.Aggregate((a, b) => Joined(node.Operator, join, a, b));
        }

        return Reductions.TryGetValue(node.Operator, out Func<IEnumerable<double>, double>? reduce) ? Reduced(node, facts, reduce) : null;
    }

    public static Tensor Choose(Facts facts)
    {
        (Tensor condition, Tensor yes, Tensor no) = (facts.Known(0, "condition"), facts.Known(1, "input"), facts.Known(2, "input"));
        long[] extents = Broadcasting.Shape([condition.Extents, yes.Extents, no.Extents]);
        Tensor[] all = [.. new[] { condition, yes, no }.Select(x => Broadcasting.Expand(x, extents))];
        return Tensor.Of(extents, yes.IsFloat, all[0].Elements.Select((c, i) => c != 0 ? all[1][i] : all[2][i]));
    }

    private static Tensor Joined(string name, Func<double, double, double> join, Tensor a, Tensor b)
    {
        long[] extents = Broadcasting.Shape([a.Extents, b.Extents]);
        (Tensor left, Tensor right) = (Broadcasting.Expand(a, extents), Broadcasting.Expand(b, extents));
        bool isFloat = a.IsFloat && !Questions.Contains(name);
        bool whole = name == "Div" && !a.IsFloat;
        if (whole && right.Elements.Contains(0))
            throw new NodeException("it divides by 0; the file is damaged");
        return Tensor.Of(extents, isFloat, left.Elements.Zip(right.Elements, (x, y) => whole ? Math.Truncate(join(x, y)) : join(x, y)));
    }

    private static Tensor Reduced(Node node, Facts facts, Func<IEnumerable<double>, double> reduce)
    {
        Tensor x = facts.Known(0, "input");
        int[] axes = ShapeRules.ReducedAxes(node, facts), kept = [.. Enumerable.Range(0, x.Rank).Except(axes)];
        long[] strides = Broadcasting.Strides(x.Extents);
        int[] order = [.. kept, .. axes];
        Tensor sorted = Broadcasting.Pick(x, [.. order.Select(a => x.Extents[a])], [.. order.Select(a => strides[a])]);
        int count = Facts.Elements([.. axes.Select(a => x.Extents[a])]);
        if (count == 0)
            throw new NodeException("it reduces no elements; the file is damaged");
        return Tensor.Of(ShapeRules.Of(node, facts)[0], x.IsFloat, sorted.Elements.Chunk(count).Select(reduce));
    }
}
