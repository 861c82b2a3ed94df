namespace Unrolled.Onnx.Tests;

/// <summary>Models of further operators, and of the blocks that networks for images and sequences are made of.</summary>
internal static class FurtherModels
{
    private static readonly long[] Two = [2, 2], Three = [3, 3];

    public static IEnumerable<(string Title, Func<ModelBuilder> Build)> All =>
    [
        .. Windows(), .. Functions(), .. Joins(), .. Norms(), .. Reductions(), .. Stretches(), .. Sizes(), .. Sequences(),
        ("squeeze and excite", Excited), ("channel shuffle", Shuffled), ("U-Net", UNet), ("inverted residual", Inverted),
    ];

    private static ModelBuilder Image(int opset = 17) => new([3, 8, 6], opset);

    private static ModelBuilder With(this ModelBuilder m, Func<ModelBuilder, string> last)
    {
        m.Last = last(m);
        return m;
    }

    private static (string, Func<ModelBuilder>) One(string title, Func<ModelBuilder> start, string type,
        params (string, object)[] attributes) =>
        (title, () => start().Then(type, null, attributes));

    private static IEnumerable<(string, Func<ModelBuilder>)> Windows()
    {
        yield return ("conv padded on one side", () => Image() is var m
            ? m.Then("Conv", [m.Random(4, 3, 3, 3)], ("pads", new long[] { 0, 1, 1, 2 })) : m);
        yield return ("conv same in steps of two", () => Image() is var m
            ? m.Then("Conv", [m.Random(4, 3, 3, 3)], ("auto_pad", "SAME_UPPER"), ("strides", Two)) : m);
        yield return ("causal conv", () => new ModelBuilder([3, 20]) is var m
            ? m.Then("Conv", [m.Random(4, 3, 3)], ("pads", new long[] { 4, 0 }), ("dilations", new long[] { 2 })) : m);
        yield return ("transposed of a length", () => new ModelBuilder([3, 9]) is var m
            ? m.Then("ConvTranspose", [m.Random(3, 4, 3), m.Random(4)], ("strides", new long[] { 2 }), ("pads", new long[] { 1, 0 })) : m);
        yield return One("average leaving its padding out", () =>
            Image(), "AveragePool", ("kernel_shape", Three), ("pads", new long[] { 1, 1, 1, 1 }));
        yield return One("average same", () =>
            Image(), "AveragePool", ("kernel_shape", Three), ("auto_pad", "SAME_UPPER"), ("strides", Two));
        yield return One("maximum rounded up", () => Image(), "MaxPool", ("kernel_shape", Three), ("strides", Two), ("ceil_mode", 1));
        yield return One("maximum dilated", () => Image(), "MaxPool", ("kernel_shape", Two), ("dilations", Two));
        yield return One("maximum of rows", () =>
            Image(), "MaxPool", ("kernel_shape", new long[] { 1, 3 }), ("strides", new long[] { 1, 2 }));
        yield return One("maximum on one side", () =>
            new ModelBuilder([3, 9]), "MaxPool", ("kernel_shape", new long[] { 3 }), ("pads", new long[] { 2, 0 }));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Functions()
    {
        foreach (string plain in (string[])["Selu", "Softsign", "Exp", "Abs", "Neg", "HardSigmoid", "Celu", "ThresholdedRelu"])
            yield return One(plain, () => new([7, 5]), plain);
        yield return One("selu of other numbers", () => new([5]), "Selu", ("alpha", 2f), ("gamma", 3f));
        yield return ("bounds", () => new ModelBuilder([5]) is var m ? m.Then("Clip", [m.Number(-1), m.Number(0.5f)]) : m);
        yield return ("lower bound", () => new ModelBuilder([5]) is var m ? m.Then("Clip", [m.Number(-1)]) : m);
        yield return ("old bounds", () => new ModelBuilder([5], opset: 6).Then("Clip", null, ("min", 0f), ("max", 6f)));
        yield return ("upper bound", () => new ModelBuilder([5]) is var m ? m.Then("Min", [m.Number(0.5f)]) : m);
        yield return ("squares", () => new ModelBuilder([5]) is var m
            ? m.Then("Pow", [m.Number(2)]).Then("Add", [m.Number(1)]).Then("Sqrt") : m);
        yield return ("logarithm", () => new ModelBuilder([5]).Then("Exp").Then("Log").Then("Exp").Then("Reciprocal"));
        yield return ("mish", () => new ModelBuilder([5]).With(m => m.Node("Mul", ["x", m.Node("Tanh", [m.Node("Softplus", ["x"])])])));
        yield return ("slopes of channels", () => Image() is var m ? m.Then("PRelu", [m.Random(3, 1, 1)]) : m);
        yield return ("one slope", () => Image() is var m ? m.Then("PRelu", [m.Random(1)]) : m);
        yield return ("slopes of features", () => new ModelBuilder([7, 5]) is var m ? m.Then("PRelu", [m.Random(5)]) : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Joins()
    {
        foreach (string join in (string[])["Sub", "Mul", "Div", "Max", "Min"])
        {
            yield return ($"{join} of values", () => new ModelBuilder([7, 5]).With(m => m.Node(join, ["x", m.Node("Exp", ["x"])])));
            yield return ($"{join} of a mean", () =>
                Image().With(m => m.Node(join, ["x", m.Node("Exp", [m.Node("GlobalAveragePool", ["x"])])])));
        }

        yield return ("a smaller value first", () => Image().With(m => m.Node("Sub", [m.Node("GlobalAveragePool", ["x"]), "x"])));
        yield return ("rows and columns", () => new ModelBuilder([7, 5]).With(m => m.Node("Mul",
            [m.Node("ReduceMean", ["x"], ("axes", new long[] { 1 })), m.Node("ReduceMean", ["x"], ("axes", new long[] { 2 }))])));
        yield return ("a number divided", () => new ModelBuilder([5]).With(m => m.Node("Div", [m.Number(3), m.Node("Exp", ["x"])])));
        yield return ("places of steps", () => new ModelBuilder([7, 5]) is var m ? m.Then("Add", [m.Random(1, 7, 5)]) : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Norms()
    {
        yield return ("instance norm", () => Image() is var m
            ? m.Then("InstanceNormalization", [m.Random(3), m.Random(3)], ("epsilon", 1e-3f)) : m);
        yield return ("instance norm of lengths", () => new ModelBuilder([3, 9]) is var m
            ? m.Then("InstanceNormalization", [m.Random(3), m.Random(3)]) : m);
        yield return ("group norm in pieces", () => new ModelBuilder([6, 4, 4]) is var m
            ? m.Then("Reshape", [m.Integers(0, 2, -1)]).Then("InstanceNormalization", [m.Floats([2], 1, 1), m.Floats([2], 0, 0)])
                .Then("Reshape", [m.Integers(-1, 6, 4, 4)]).Then("Mul", [m.Random(6, 1, 1)]).Then("Add", [m.Random(6, 1, 1)]) : m);
        yield return ("group norm", () => new ModelBuilder([6, 4, 4], opset: 21) is var m
            ? m.Then("GroupNormalization", [m.Random(6), m.Random(6)], ("num_groups", 2)) : m);
        yield return One("local response", () => new([8, 4, 4]), "LRN", ("size", 5), ("alpha", 0.01f), ("bias", 2f));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Reductions()
    {
        foreach (string kind in (string[])["ReduceSum", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare",
            "ReduceLogSumExp", "ReduceMean"])
        {
            yield return ($"{kind} of rows", () => Image(18) is var m ? m.Then(kind, [m.Integers(2)]) : m);
            yield return ($"{kind} of steps", () => new ModelBuilder([7, 5], 18) is var m
                ? m.Then(kind, [m.Integers(1)], ("keepdims", 0)) : m);
            yield return ($"{kind} of all", () => Image(18) is var m ? m.Then(kind, [m.Integers(1, 2, 3)], ("keepdims", 0)) : m);
        }
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Stretches()
    {
        yield return ("slice", () => Image() is var m
            ? m.Then("Slice", [m.Integers(1, 0), m.Integers(-1, 100), m.Integers(2, 3), m.Integers(2, 1)]) : m);
        yield return ("slice backwards", () => new ModelBuilder([7, 5]) is var m
            ? m.Then("Slice", [m.Integers(-1), m.Integers(-1000), m.Integers(1), m.Integers(-2)]) : m);
        yield return ("split and joined the other way", () => new ModelBuilder([7, 6]).With(m =>
            m.Node("Split", ["x", m.Integers(2, 4)], 2, ("axis", 2)) is var parts ? m.Node("Concat", [parts[1], parts[0]], ("axis", 2))
                : ""));
        yield return ("split of channels", () => new ModelBuilder([4, 3, 3], opset: 11).With(m =>
            m.Node("Split", ["x"], 2, ("axis", 1)) is var parts ? m.Node("Mul", [parts[0], m.Node("Sigmoid", [parts[1]])]) : ""));
        yield return ("one step", () => new ModelBuilder([7, 5]) is var m
            ? m.Then("Gather", [m.Integers([], [-2])], ("axis", 1)).Then("Relu") : m);
        yield return ("some steps", () => new ModelBuilder([7, 5]) is var m ? m.Then("Gather", [m.Integers(5, 3, 1)], ("axis", 1)) : m);
        yield return ("padding of its own", () => Image() is var m ? m.Then("Pad", [m.Integers(0, 1, 0, 2, 0, 0, 0, 1), m.Number(3)]) : m);
        yield return ("mirrored padding", () => Image() is var m
            ? m.Then("Pad", [m.Integers(0, 0, 1, 1, 0, 0, 2, 1)], ("mode", "reflect")).Then("Conv", [m.Random(4, 3, 3, 3)]) : m);
        yield return One("axes in another order", () => Image(), "Transpose", ("perm", new long[] { 0, 3, 1, 2 }));
        yield return One("axes turned around", () => Image(), "Transpose", ("perm", new long[] { 0, 3, 2, 1 }));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Sizes()
    {
        foreach ((string mode, string places) in new[] { ("nearest", "half_pixel"), ("linear", "half_pixel"), ("linear", "align_corners") })
        {
            yield return ($"resize {mode} {places}", () => Image() is var m
                ? m.Then("Resize", ["", m.Floats([4], 1, 1, 2, 3)], ("mode", mode), ("coordinate_transformation_mode", places)) : m);
        }

        yield return ("resize to a size", () => new ModelBuilder([3, 8, 6], batch: 1) is var m
            ? m.Then("Resize", ["", "", m.Integers(1, 3, 16, 12)], ("coordinate_transformation_mode", "asymmetric"),
                ("nearest_mode", "floor")) : m);
        yield return ("old upsample", () => Image(9) is var m ? m.Then("Upsample", [m.Floats([4], 1, 1, 2, 2)]) : m);
        yield return One("depth to space", () => new([8, 3, 2]), "DepthToSpace", ("blocksize", 2));
        yield return One("depth to space, channels first", () => new([8, 3, 2]), "DepthToSpace", ("blocksize", 2), ("mode", "CRD"));
        yield return One("space to depth", () => new([2, 6, 4]), "SpaceToDepth", ("blocksize", 2));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Sequences()
    {
        foreach ((string type, long gates) in new[] { ("LSTM", 4L), ("GRU", 3L), ("RNN", 1L) })
        {
            foreach (string direction in (string[])["reverse", "bidirectional"])
            {
                yield return ($"{type} {direction}, all steps", () => Recurrent(type, gates, direction, last: false));
                yield return ($"{type} {direction}, last step", () => Recurrent(type, gates, direction, last: true));
            }
        }

        yield return ("GRU that resets first", () => Recurrent("GRU", 3, "forward", last: true, ("linear_before_reset", 0)));
        yield return ("LSTM that starts from a state", Started);
    }

    private static ModelBuilder Recurrent(string type, long gates, string direction, bool last, params (string, object)[] more)
    {
        const long Units = 6;
        long directions = direction == "bidirectional" ? 2 : 1;
        var m = new ModelBuilder([7, 5]);
        m.Then("Transpose", null, ("perm", new long[] { 1, 0, 2 }));
        (string, object)[] attributes = [("hidden_size", (int)Units), ("direction", direction), .. more];
        if (type == "GRU" && more.Length == 0)
            attributes = [.. attributes, ("linear_before_reset", 1)];
        string[] made = m.Node(
            type,
            [m.Last, m.Random(directions, gates * Units, 5), m.Random(directions, gates * Units, Units),
                m.Random(directions, 2 * gates * Units)],
            2, attributes);
        m.Last = last ? made[1] : made[0];
        m.Then("Transpose", null, ("perm", last ? [1, 0, 2] : new long[] { 2, 0, 1, 3 }));
        return m.Then("Reshape", [last ? m.Integers(0, -1) : m.Integers(0, 0, -1)]).Then("MatMul", [m.Random(directions * Units, 4)]);
    }

    private static ModelBuilder Started()
    {
        var m = new ModelBuilder([7, 5], batch: 1);
        m.Then("Transpose", null, ("perm", new long[] { 1, 0, 2 }));
        m.Last = m.Node(
            "LSTM", [m.Last, m.Random(1, 24, 5), m.Random(1, 24, 6), m.Random(1, 48), "", m.Random(1, 1, 6), m.Random(1, 1, 6)], 2,
            ("hidden_size", 6))[1];
        return m.Then("Squeeze", [m.Integers(0)]);
    }

    private static ModelBuilder Excited()
    {
        ModelBuilder m = new ModelBuilder([8, 6, 6]);
        string pooled = m.Node("GlobalAveragePool", ["x"]);
        string squeezed = m.Node("Relu", [m.Node("Conv", [pooled, m.Random(2, 8, 1, 1), m.Random(2)])]);
        string gate = m.Node("HardSigmoid", [m.Node("Conv", [squeezed, m.Random(8, 2, 1, 1), m.Random(8)])], ("alpha", 1 / 6f));
        m.Node("Mul", [gate, "x"]);
        return m.Then("Conv", [m.Random(4, 8, 1, 1)]);
    }

    private static ModelBuilder Shuffled()
    {
        ModelBuilder m = new ModelBuilder([6, 4, 5]);
        m.Then("Reshape", [m.Integers(-1, 2, 3, 4, 5)]).Then("Transpose", null, ("perm", new long[] { 0, 2, 1, 3, 4 }));
        return m.Then("Reshape", [m.Integers(-1, 6, 4, 5)]).Then("Conv", [m.Random(6, 1, 3, 3)], ("group", 6)).Then("Relu");
    }

    private static ModelBuilder UNet()
    {
        ModelBuilder m = new ModelBuilder([1, 16, 16]);
        (string, object) around = ("pads", new long[] { 1, 1, 1, 1 });
        string high = m.Node("Relu", [m.Node("Conv", ["x", m.Random(8, 1, 3, 3), m.Random(8)], around)]);
        string low = m.Node("MaxPool", [high], ("kernel_shape", Two), ("strides", Two));
        low = m.Node("Relu", [m.Node("Conv", [low, m.Random(16, 8, 3, 3), m.Random(16)], around)]);
        string up = m.Node("ConvTranspose", [low, m.Random(16, 8, 2, 2), m.Random(8)], ("strides", Two));
        string both = m.Node("Concat", [high, up], ("axis", 1));
        m.Last = m.Node("Relu", [m.Node("Conv", [both, m.Random(8, 16, 3, 3), m.Random(8)], around)]);
        return m.Then("Conv", [m.Random(1, 8, 1, 1), m.Random(1)]).Then("Sigmoid");
    }

    private static ModelBuilder Inverted()
    {
        ModelBuilder m = new ModelBuilder([4, 8, 8]);
        string Swish(string x) => m.Node("Mul", [x, m.Node("HardSigmoid", [x], ("alpha", 1 / 6f))]);
        string Clipped(string x) => m.Node("Clip", [x, m.Number(0), m.Number(6)]);
        string wide = Swish(m.Node("Conv", ["x", m.Random(12, 4, 1, 1), m.Random(12)]));
        string deep =
            Clipped(m.Node("Conv", [wide, m.Random(12, 1, 3, 3), m.Random(12)], ("group", 12), ("pads", new long[] { 1, 1, 1, 1 })));
        m.Node("Add", [m.Node("Conv", [deep, m.Random(4, 12, 1, 1), m.Random(4)]), "x"]);
        return m.Then("GlobalAveragePool").Then("Flatten").Then("Gemm", [m.Random(4, 3), m.Random(3)]);
    }
}
