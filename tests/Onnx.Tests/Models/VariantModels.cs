namespace Unrolled.Onnx.Tests;

/// <summary>Models of operators in their rarer forms: other axes, volumes, older and newer versions, even windows.</summary>
internal static class VariantModels
{
    public static IEnumerable<(string Title, Func<ModelBuilder> Build)> All =>
        [.. Functions(), .. Joins(), .. Norms(), .. Volumes(), .. Shapes(), .. Sizes(), .. Sequences()];

    private static ModelBuilder Image(int opset = 17) => new([4, 8, 6], opset);

    private static ModelBuilder Rows(int opset = 17) => new([7, 5], opset);

    private static ModelBuilder Volume() => new([2, 5, 6, 4], opset: 22);

    /// <summary>A model whose last node is made of its input.</summary>
    private static ModelBuilder Of(ModelBuilder m, Func<ModelBuilder, string, string> last)
    {
        m.Last = last(m, m.Last);
        return m;
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Functions()
    {
        yield return ("Mish", () => Rows(18).Then("Mish"));
        yield return ("celu by 0.3", () => Rows().Then("Celu", null, ("alpha", 0.3f)));
        yield return ("hard sigmoid by a sixth", () => Rows().Then("HardSigmoid", null, ("alpha", 1 / 6f)));
        yield return ("thresholded by 0.3", () => Rows().Then("ThresholdedRelu", null, ("alpha", 0.3f)));
        yield return ("gelu by tanh", () => Rows(20).Then("Gelu", null, ("approximate", "tanh")));
        yield return ("clip to 6", () => Rows() is var m ? m.Then("Mul", [m.Number(5)]).Then("Clip", [m.Number(0), m.Number(6)]) : m);
        yield return ("clip from above", () => Rows() is var m ? m.Then("Clip", ["", m.Number(1.25f)]) : m);
        yield return ("clip of nothing", () => Rows().Then("Clip").Then("Tanh"));
        yield return ("root as power", () => Rows() is var m ? m.Then("Exp").Then("Pow", [m.Number(0.5f)]) : m);
        yield return ("softmax of rows", () => Image().Then("Softmax", null, ("axis", 2)));
        yield return ("logarithmic softmax of rows", () => Image().Then("LogSoftmax", null, ("axis", -2)).Then("Relu"));
        yield return ("softmax of features in front of the batch", () => Rows()
            .Then("Transpose", null, ("perm", new long[] { 2, 0, 1 })).Then("Softmax", null, ("axis", 0))
            .Then("Transpose", null, ("perm", new long[] { 1, 2, 0 })));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Joins()
    {
        foreach (string kind in (string[])["Add", "Sub", "Div", "Mean"])
        {
            string Second(ModelBuilder m, string x) => m.Node("Exp", [m.Node("Tanh", [x])]);
            yield return ($"{kind} with a number a step", () => Of(Rows(), (m, x) =>
                m.Node(kind, [x, m.Node("ReduceMean", [Second(m, x)], ("axes", new long[] { -1 }))])));
            yield return ($"{kind} with a number a feature", () => Of(Rows(), (m, x) =>
                m.Node(kind, [m.Node("ReduceMean", [x], ("axes", new long[] { 1 })), Second(m, x)])));
        }

        foreach (string kind in (string[])["Mean", "Max", "Min"])
            yield return ($"{kind} of three", () => Of(Image(), (m, x) => m.Node(kind, [x, m.Node("Exp", [x]), m.Node("Neg", [x])])));
        foreach (string kind in (string[])["Sum", "Mean", "Max", "Min"])
            yield return ($"{kind} of one", () => Rows().Then("Neg").Then(kind).Then("Tanh"));
        yield return ("rows and columns of an image", () => Of(Image(), static (m, x) => m.Node("Mul",
            [m.Node("ReduceMean", [x], ("axes", new long[] { 2 })), m.Node("ReduceMean", [x], ("axes", new long[] { 3 }))])));
        yield return ("squared by itself", () => Of(Rows(), static (m, x) => m.Node("Mul", [x, x])));
        yield return ("sum with a constant", () => Rows() is var m ? m.Then("Sum", [m.Random(5)]) : m);
        yield return ("constants divided by a value", () => Of(Rows(), static (m, x) => m.Node("Div", [m.Random(5), m.Node("Exp", [x])])));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Norms()
    {
        yield return ("group norm with numbers of groups", () => Image(18) is var m
            ? m.Then("GroupNormalization", [m.Random(2), m.Random(2)], ("num_groups", 2), ("epsilon", 1e-2f)) : m);
        yield return ("rms norm", () => Rows(23) is var m ? m.Then("RMSNormalization", [m.Random(5)]) : m);
        yield return ("rms norm of an image", () => Image(23) is var m
            ? m.Then("RMSNormalization", [m.Random(8, 6)], ("axis", -2), ("epsilon", 1e-3f)) : m);
        foreach (int size in (int[])[1, 3])
            yield return ($"local response of {size}", () => Image().Then("LRN", null, ("size", size), ("alpha", 0.3f), ("beta", 0.6f)));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Volumes()
    {
        long[] two = [2, 2, 2], uneven = [3, 2, 1];
        yield return ("conv of a volume", () => Volume() is var m ? m.Then("Conv", [m.Random(3, 2, 3, 3, 3), m.Random(3)]) : m);
        yield return ("conv of a volume, every argument", () => Volume() is var m
            ? m.Then("Conv", [m.Random(4, 1, 3, 2, 1)], ("group", 2), ("strides", new long[] { 2, 1, 2 }),
                ("dilations", new long[] { 1, 2, 1 }), ("pads", new long[] { 1, 0, 0, 0, 2, 0 })) : m);
        yield return ("conv of a volume, same", () => Volume() is var m
            ? m.Then("Conv", [m.Random(3, 2, 2, 3, 2)], ("auto_pad", "SAME_LOWER")).Then("Relu") : m);
        yield return ("max pool of a volume", () => Volume().Then("MaxPool", null, ("kernel_shape", two), ("strides", two)));
        yield return ("max pool of a volume, every argument", () => Volume().Then("MaxPool", null, ("kernel_shape", uneven),
            ("strides", new long[] { 1, 2, 3 }), ("dilations", new long[] { 1, 2, 1 }), ("pads", new long[] { 1, 0, 0, 2, 1, 0 })));
        yield return ("max pool of a volume rounded up", () =>
            Volume().Then("MaxPool", null, ("kernel_shape", two), ("strides", two), ("ceil_mode", 1)));
        yield return ("average pool of a volume", () => Volume().Then("AveragePool", null, ("kernel_shape", uneven),
            ("strides", two), ("pads", new long[] { 1, 1, 0, 0, 1, 0 })));
        yield return ("average pool of a volume counting its padding", () => Volume().Then("AveragePool", null, ("kernel_shape", two),
            ("pads", new long[] { 1, 1, 1, 1, 1, 1 }), ("count_include_pad", 1)));
        yield return ("global pools of a volume", () => Of(Volume(), static (m, x) =>
            m.Node("Add", [m.Node("GlobalAveragePool", [x]), m.Node("GlobalMaxPool", [x])])));
        yield return ("norms of a volume", () => Volume() is var m
            ? m.Then("BatchNormalization", [m.Random(2), m.Random(2), m.Random(2), m.Positive(2)])
                .Then("InstanceNormalization", [m.Random(2), m.Random(2)]) : m);
        yield return ("average rounded up leaving its padding out", () => Image(22).Then("AveragePool", null, ("ceil_mode", 1),
            ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 })));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Shapes()
    {
        foreach (string mode in (string[])["constant", "reflect", "edge", "wrap"])
        {
            yield return ($"padding by {mode}", () => Image(19) is var m
                ? m.Then("Pad", [m.Integers(0, 0, 2, 1, 0, 1, 0, 3)], ("mode", mode)) : m);
            yield return ($"padding of steps by {mode}", () => Rows(19) is var m
                ? m.Then("Pad", [m.Integers(0, 2, 0, 0, 3, 0)], ("mode", mode)).Then("Softmax") : m);
        }

        yield return ("padding that takes away", () => Image(19) is var m
            ? m.Then("Pad", [m.Integers(0, -1, 2, 1, 0, 0, -3, 0), m.Number(-1.5f)]) : m);
        yield return ("padding of named axes", () => Image(19) is var m
            ? m.Then("Pad", [m.Integers(1, 2, 0, 1), "", m.Integers(-1, 1)]) : m);
        yield return ("old padding alone", () =>
            Image(10).Then("Pad", null, ("pads", new long[] { 0, 0, 1, 0, 0, 0, 0, 2 }), ("value", 2f)));
        yield return ("old slice", () => Rows(9).Then("Slice", null, ("axes", new long[] { 2 }), ("starts", new long[] { 1 }),
            ("ends", new long[] { 4 })));
        yield return ("split by a number", () => Of(Image(18), static (m, x) =>
            m.Node("Split", [x], 2, ("axis", -1), ("num_outputs", 2)) is var parts ? m.Node("Sub", [parts[1], parts[0]]) : x));
        yield return ("axes of rows merged with the batch", () => Rows(18) is var m ? m.Then("Reshape", [m.Integers(-1, 5)])
            .Then("Slice", [m.Integers(1), m.Integers(4), m.Integers(1)]).Then("Pad", [m.Integers(0, 1, 0, 2)])
            .Then("ReduceSum", [m.Integers(1)]) : m);
        yield return ("five axes in another order", () => new ModelBuilder([2, 3, 2, 4, 2])
            .Then("Transpose", null, ("perm", new long[] { 0, 5, 3, 1, 4, 2 })));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Sizes()
    {
        ModelBuilder Resize(ModelBuilder m, float[] scales, params (string, object)[] attributes) =>
            m.Then("Resize", ["", m.Floats([scales.Length], scales)], attributes);
        foreach (string mode in (string[])["nearest", "linear"])
        {
            yield return ($"a length resized, {mode}", () => Resize(Rows(), [1, 1, 3], ("mode", mode)));
            yield return ($"channels last resized, {mode}", () => Resize(new([3, 4, 2], 18), [1, 2, 2, 1], ("mode", mode)));
        }

        yield return ("a volume resized", () => Resize(Volume(), [1, 1, 2, 1, 3]));
        yield return ("resized to the upper half", () => Resize(Image(), [1, 1, 2, 2], ("nearest_mode", "round_prefer_ceil")));
        yield return ("resized as TensorFlow once did", () => Resize(Image(), [1, 1, 2, 3],
            ("coordinate_transformation_mode", "tf_half_pixel_for_nn"), ("nearest_mode", "floor")));
        yield return ("old resize", () => Image(10) is var m ? m.Then("Resize", [m.Floats([4], 1, 1, 2, 3)]) : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Sequences()
    {
        foreach (string direction in (string[])["forward", "reverse", "bidirectional"])
            yield return ($"all steps and the last one, {direction}", () => Both(direction));
    }

    /// <summary>Each step times the state that the layer came to.</summary>
    private static ModelBuilder Both(string direction)
    {
        long directions = direction == "bidirectional" ? 2 : 1;
        var m = new ModelBuilder([7, 5]);
        m.Then("Transpose", null, ("perm", new long[] { 1, 0, 2 }));
        string[] made = m.Node("LSTM", [m.Last, m.Random(directions, 24, 5), m.Random(directions, 24, 6), m.Random(directions, 48)], 2,
            ("hidden_size", 6), ("direction", direction));
        string all = m.Node("Transpose", [made[0]], ("perm", new long[] { 2, 0, 1, 3 }));
        string steps = m.Node("Reshape", [all, m.Integers(0, 0, -1)]);
        string last = m.Node("Transpose", [made[1]], ("perm", new long[] { 1, 0, 2 }));
        m.Node("Mul", [steps, m.Node("Reshape", [last, m.Integers(0, 1, -1)])]);
        return m;
    }
}
