namespace Unrolled.Onnx.Tests;

/// <summary>Models of one operator, or of one pattern.</summary>
internal static class SingleModels
{
    public static IEnumerable<(string Title, Func<ModelBuilder> Build)> All =>
    [
        .. Convolutions(), .. Pools(), .. Products(), .. Norms(), .. Activations(), .. Shapes(), .. Joins(),
    ];

    private static ModelBuilder Image(int opset = 17, long batch = 0) => new([3, 8, 6], opset, batch);

    private static IEnumerable<(string, Func<ModelBuilder>)> Convolutions()
    {
        (string, ModelBuilder) Conv(string title, long[] weights, params (string, object)[] attributes)
        {
            ModelBuilder m = weights.Length == 4 ? Image() : new ModelBuilder([3, 20]);
            return (title, m.Then("Conv", [m.Random(weights), m.Random(weights[0])], attributes));
        }

        yield return Late(() => Conv("conv", [4, 3, 3, 3]));
        yield return Late(() =>
            Conv("conv padded", [4, 3, 3, 5], ("pads", new long[] { 1, 2, 1, 2 }), ("kernel_shape", new long[] { 3, 5 })));
        yield return Late(() => Conv("conv strided", [4, 3, 2, 3], ("strides", new long[] { 2, 1 })));
        yield return Late(() => Conv("conv dilated", [4, 3, 3, 2], ("dilations", new long[] { 2, 3 })));
        yield return Late(() => Conv("conv depthwise", [6, 1, 3, 3], ("group", 3), ("pads", new long[] { 1, 1, 1, 1 })));
        yield return Late(() => Conv("conv same", [4, 3, 3, 3], ("auto_pad", "SAME_UPPER")));
        yield return Late(() => Conv("conv 1d", [4, 3, 5], ("pads", new long[] { 2, 2 }), ("strides", new long[] { 2 })));
        yield return ("conv without bias", () => Image() is var m ? m.Then("Conv", [m.Random(4, 3, 3, 3)]) : m);
        yield return ("conv and a sum", () => Image() is var m
            ? m.Then("Conv", [m.Random(4, 3, 3, 3)]).Then("Mul", [m.Random(4, 1, 1)]).Then("Add", [m.Random(1, 4, 1, 1)]) : m);
        yield return ("pad in front of conv", () => Image() is var m
            ? m.Then("Pad", [m.Integers(0, 0, 1, 2, 0, 0, 1, 2)]).Then("Conv", [m.Random(4, 3, 3, 3)]) : m);
        yield return ("old pad in front of conv", () => Image(opset: 9) is var m
            ? m.Then("Pad", null, ("pads", new long[] { 0, 0, 1, 1, 0, 0, 1, 1 })).Then("Conv", [m.Random(4, 3, 3, 3)]) : m);
        yield return ("transposed", () => Image() is var m ? m.Then("ConvTranspose", [m.Random(3, 4, 3, 3), m.Random(4)]) : m);
        yield return ("transposed strided", () => Image() is var m
            ? m.Then("ConvTranspose", [m.Random(3, 4, 3, 2)], ("strides", new long[] { 2, 3 }), ("pads", new long[] { 1, 0, 1, 0 }),
                ("output_padding", new long[] { 1, 2 })) : m);
        yield return ("transposed by larger shape", () => Image() is var m
            ? m.Then("ConvTranspose", [m.Random(3, 4, 3, 3)], ("strides", new long[] { 2, 3 }), ("output_shape", new long[] { 18, 19 }))
                : m);
        yield return ("transposed by shape", () => Image() is var m
            ? m.Then("ConvTranspose", [m.Random(3, 4, 3, 3)], ("strides", new long[] { 2, 2 }), ("output_shape", new long[] { 16, 12 }))
                : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Pools()
    {
        long[] two = [2, 2];
        yield return ("max pool", () => Image().Then("MaxPool", null, ("kernel_shape", two), ("strides", two)));
        yield return ("max pool padded", () =>
            Image().Then("MaxPool", null, ("kernel_shape", new long[] { 3, 3 }), ("strides", two), ("pads", new long[] { 1, 1, 1, 1 })));
        yield return ("average pool", () => Image().Then("AveragePool", null, ("kernel_shape", two)));
        yield return ("average pool counting its padding", () => Image().Then(
            "AveragePool", null, ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1)));
        yield return ("max pool 1d", () =>
            new ModelBuilder([3, 20]).Then("MaxPool", null, ("kernel_shape", new long[] { 4 }), ("strides", new long[] { 2 })));
        yield return ("max pool in ceiling mode without effect", () => Image().Then(
            "MaxPool", null, ("kernel_shape", two), ("strides", two), ("ceil_mode", 1)));
        yield return ("global average", () => Image().Then("GlobalAveragePool"));
        yield return ("global average 1d", () => new ModelBuilder([3, 20]).Then("GlobalAveragePool").Then("Flatten"));
        yield return ("global maximum", () => Image().Then("GlobalMaxPool").Then("Flatten"));
        yield return ("mean over image", () => Image().Then("ReduceMean", null, ("axes", new long[] { 2, 3 }), ("keepdims", 0)));
        yield return ("mean over image, axes as input", () => Image(18) is var m ? m.Then("ReduceMean", [m.Integers(-1, -2)]) : m);
        yield return ("mean over steps", () =>
            new ModelBuilder([7, 5]).Then("ReduceMean", null, ("axes", new long[] { 1 }), ("keepdims", 0)));
        yield return ("mean over features", () => new ModelBuilder([7, 5]).Then("ReduceMean", null, ("axes", new long[] { -1 })));
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Products()
    {
        yield return ("gemm", () => new ModelBuilder([5]) is var m ? m.Then("Gemm", [m.Random(4, 5), m.Random(4)], ("transB", 1)) : m);
        yield return ("gemm scaled", () => new ModelBuilder([5]) is var m
            ? m.Then("Gemm", [m.Random(5, 4), m.Random(1, 4)], ("alpha", 0.5f), ("beta", 2f)) : m);
        yield return ("gemm with one number as bias", () => new ModelBuilder([5]) is var m
            ? m.Then("Gemm", [m.Random(5, 4), m.Number(3)]) : m);
        yield return ("gemm without bias", () => new ModelBuilder([5]) is var m ? m.Then("Gemm", [m.Random(5, 4)]) : m);
        yield return ("matmul and add", () => new ModelBuilder([5]) is var m
            ? m.Then("MatMul", [m.Random(5, 4)]).Then("Add", [m.Random(4)]) : m);
        yield return ("matmul on steps", () => new ModelBuilder([7, 5]) is var m
            ? m.Then("MatMul", [m.Random(5, 4)]).Then("Add", [m.Random(4)]) : m);
        yield return ("matmul on an image's rows", () => Image() is var m ? m.Then("MatMul", [m.Random(6, 4)]) : m);
        yield return ("matmul behind a convolution's length", () => new ModelBuilder([3, 20]) is var m
            ? m.Then("Conv", [m.Random(4, 3, 3)]).Then("MatMul", [m.Random(18, 5)]).Then("Relu") : m);
        yield return ("embedding", () => new ModelBuilder([6], tokens: 9) is var m ? m.WithTable(m.Random(9, 4)) : m);
        yield return ("embedding cast", () => new ModelBuilder([6], tokens: 9) is var m
            ? m.Then("Cast", null, ("to", 6)).WithTable(m.Random(9, 4)) : m);
    }

    private static ModelBuilder WithTable(this ModelBuilder m, string table)
    {
        m.Node("Gather", [table, m.Last]);
        return m;
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Norms()
    {
        string[] Four(ModelBuilder m, long channels) => [m.Random(channels), m.Random(channels), m.Random(channels), m.Positive(channels)];
        yield return ("batch norm", () => Image() is var m
            ? m.Then("BatchNormalization", Four(m, 3), ("epsilon", 1e-3f), ("momentum", 0.99f)) : m);
        yield return ("batch norm of features", () => new ModelBuilder([5]) is var m ? m.Then("BatchNormalization", Four(m, 5)) : m);
        yield return ("batch norm of a length", () => new ModelBuilder([3, 20]) is var m ? m.Then("BatchNormalization", Four(m, 3)) : m);
        yield return ("batch norm behind a convolution's length", () => new ModelBuilder([3, 20]) is var m
            ? m.Then("Conv", [m.Random(4, 3, 3)]).Then("BatchNormalization", Four(m, 4)).Then("Relu") : m);
        yield return ("layer norm", () => new ModelBuilder([7, 5]) is var m
            ? m.Then("LayerNormalization", [m.Random(5), m.Random(5)], ("epsilon", 1e-4f)) : m);
        yield return ("layer norm of images", () => Image() is var m
            ? m.Then("LayerNormalization", [m.Random(3, 8, 6), m.Random(3, 8, 6)], ("axis", 1)) : m);
        yield return ("layer norm in pieces", () => LayerNorm(new ModelBuilder([7, 5]), power: true));
        yield return ("layer norm in other pieces", () => LayerNorm(new ModelBuilder([7, 5]), power: false));
        yield return ("scale and shift of features", () => new ModelBuilder([7, 5]) is var m
            ? m.Then("Mul", [m.Random(5)]).Then("Sub", [m.Random(5)]) : m);
        yield return ("scale and shift of channels", () => Image() is var m
            ? m.Then("Div", [m.Positive(3, 1, 1)]).Then("Add", [m.Number(2)]) : m);
        yield return ("subtracted from a number", () => new ModelBuilder([5]) is var m ? Given(m, m.Node("Sub", [m.Number(1), m.Last]))
            : m);
        yield return ("scale of rows and columns", () => Image() is var m ? m.Then("Mul", [m.Random(8, 1)]) : m);
    }

    private static ModelBuilder Given(ModelBuilder m, string last)
    {
        m.Last = last;
        return m;
    }

    private static ModelBuilder LayerNorm(ModelBuilder m, bool power)
    {
        string x = m.Last, mean = m.Node("ReduceMean", [x], ("axes", new long[] { -1 }));
        string difference = m.Node("Sub", [x, mean]);
        string square = power ? m.Node("Pow", [difference, m.Number(2)]) : m.Node("Mul", [difference, difference]);
        string variance = m.Node("ReduceMean", [square], ("axes", new long[] { -1 }));
        string root = m.Node("Sqrt", [m.Node("Add", [variance, m.Number(1e-5f)])]);
        string normal = power ? m.Node("Div", [difference, root]) : m.Node("Mul", [difference, m.Node("Reciprocal", [root])]);
        m.Node("Add", [m.Node("Mul", [normal, m.Random(5)]), m.Random(5)]);
        return m;
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Activations()
    {
        foreach (string plain in (string[])["Relu", "Sigmoid", "Tanh", "Softplus", "HardSwish", "LeakyRelu", "Elu", "Softmax",
            "LogSoftmax"])
            yield return (plain, () => new ModelBuilder([7, 5]).Then(plain));
        yield return ("leaky by 0.3", () => new ModelBuilder([5]).Then("LeakyRelu", null, ("alpha", 0.3f)));
        yield return ("elu by 0.3", () => new ModelBuilder([5]).Then("Elu", null, ("alpha", 0.3f)));
        yield return ("softmax over channels", () => new ModelBuilder([3, 20]).Then("Softmax", null, ("axis", 1)));
        yield return ("softmax of images' channels", () => Image().Then("Softmax", null, ("axis", 1)));
        yield return ("old softmax", () => new ModelBuilder([3, 4], opset: 11).Then("Softmax"));
        yield return ("clip to a ReLU", () => new ModelBuilder([5]) is var m ? m.Then("Clip", [m.Number(0)]) : m);
        yield return ("erf", () => new ModelBuilder([7, 5]) is var m && m.Last is var x
            ? Given(m, m.Node("Mul",
                [m.Node("Mul", [x, m.Node("Add", [m.Node("Erf", [m.Node("Div", [x, m.Number(1.41421356f)])]), m.Number(1)])]),
                    m.Number(0.5f)])) : m);
        yield return ("erf, the half in front", () => new ModelBuilder([7, 5]) is var m && m.Last is var x
            ? Given(m, m.Node("Mul", [m.Node("Mul", [x, m.Number(0.5f)]),
                m.Node("Add", [m.Number(1), m.Node("Erf", [m.Node("Mul", [x, m.Number(0.70710678f)])])])])) : m);
        yield return ("silu", () => new ModelBuilder([5]) is var m && m.Last is var x
            ? Given(m, m.Node("Mul", [x, m.Node("Sigmoid", [x])])) : m);
        yield return ("hard swish of a hard sigmoid", () => new ModelBuilder([5]) is var m && m.Last is var x
            ? Given(m, m.Node("Mul", [x, m.Node("HardSigmoid", [x], ("alpha", 1 / 6f))])) : m);
        yield return ("hard swish in pieces", () => new ModelBuilder([5]) is var m && m.Last is var x
            ? Given(m, m.Node("Div",
                [m.Node("Mul", [x, m.Node("Clip", [m.Node("Add", [x, m.Number(3)]), m.Number(0), m.Number(6)])]), m.Number(6)])) : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Shapes()
    {
        yield return ("flatten", () => Image().Then("Flatten").Then("Relu"));
        yield return ("nothing", () => Image().Then("Identity"));
        yield return ("dropout", () => new ModelBuilder([5]).Then("Dropout").Then("Relu"));
        yield return ("reshape", () => Image() is var m ? m.Then("Reshape", [m.Integers(0, -1, 4)]).Then("Softmax") : m);
        yield return ("reshape for a batch of one", () => Image(batch: 1) is var m ? m.Then("Reshape", [m.Integers(1, 144)]).Then("Relu")
            : m);
        yield return ("reshape for a batch of four", () => Image(batch: 4) is var m
            ? m.Then("Reshape", [m.Integers(4, 18, 8)]).Then("Softmax") : m);
        yield return ("transpose of a length", () =>
            new ModelBuilder([3, 20]).Then("Transpose", null, ("perm", new long[] { 0, 2, 1 })).Then("Softmax"));
        yield return ("channels to the end", () => Image().Then("Transpose", null, ("perm", new long[] { 0, 2, 3, 1 })).Then("Flatten"));
        yield return ("squeezed", () => new ModelBuilder([1, 5]) is var m
            ? m.Then("Squeeze", [m.Integers(1)]).Then("Unsqueeze", [m.Integers(2, 3)]).Then("Tanh") : m);
        yield return ("old squeeze", () =>
            new ModelBuilder([1, 5], opset: 11).Then("Squeeze", null, ("axes", new long[] { 1 })).Then("Tanh"));
        yield return ("shape arithmetic", ShapeArithmetic);
        yield return ("channels last", ChannelsLast);
    }

    /// <summary>What <c>x.view(x.size(0), -1)</c> becomes, and a sum of extents.</summary>
    private static ModelBuilder ShapeArithmetic()
    {
        ModelBuilder m = Image();
        string x = m.Last, shape = m.Node("Shape", [x]);
        string batch = m.Node("Unsqueeze", [m.Node("Gather", [shape, m.Integers([], [0])]), m.Integers(0)]);
        string rest = m.Node("ReduceProd", [m.Node("Slice", [shape, m.Integers(1), m.Integers(long.MaxValue)])]);
        string half = m.Node("Div", [m.Node("Cast", [rest], ("to", 7)), m.Integers(2)]);
        string target = m.Node("Concat", [batch, half, m.Node("ConstantOfShape", [m.Integers(1)], ("value", Two()))], ("axis", 0));
        m.Last = m.Node("Reshape", [x, target]);
        return m.Then("Softmax");

        static Protocol.TensorProto Two() => new() { DataType = 7, Dims = { 1 }, Int64Data = { 2 } };
    }

    /// <summary>What Keras's models become: an image with its channels last, and transposes around each convolution.</summary>
    private static ModelBuilder ChannelsLast()
    {
        var m = new ModelBuilder([8, 6, 3]);
        (string, object) toFirst = ("perm", new long[] { 0, 3, 1, 2 }), toLast = ("perm", new long[] { 0, 2, 3, 1 });
        m.Then("Transpose", null, toFirst).Then("Conv", [m.Random(4, 3, 3, 3)]).Then("Transpose", null, toLast);
        m.Then("Add", [m.Random(4)]).Then("Relu").Then("Transpose", null, toFirst).Then("Conv", [m.Random(5, 4, 3, 3), m.Random(5)]);
        m.Then("Transpose", null, toLast).Then("Relu").Then("Reshape", [m.Integers(-1, 40)]);
        return m.Then("MatMul", [m.Random(40, 3)]);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Joins()
    {
        ModelBuilder Branches(string join, long filters, params (string, object)[] attributes)
        {
            ModelBuilder m = Image();
            string x = m.Last, a = m.Node("Conv", [x, m.Random(4, 3, 1, 1)]), b = m.Node("Conv", [x, m.Random(filters, 3, 1, 1)]);
            m.Node(join, [m.Node("Relu", [a]), b], attributes);
            return m.Then("Relu");
        }

        yield return ("sum of branches", () => Branches("Add", 4));
        yield return ("branches side by side", () => Branches("Concat", 5, ("axis", 1)));
        yield return ("branches below each other", () => Branches("Concat", 4, ("axis", 2)));
        yield return ("branches beside each other", () => Branches("Concat", 4, ("axis", -1)));
        yield return ("input and itself", () => new ModelBuilder([5]) is var m ? Given(m, m.Node("Add", [m.Last, m.Last])) : m);
        yield return ("residual from the input", () => new ModelBuilder([7, 5]) is var m && m.Last is var x
            ? Given(m, m.Node("Add", [m.Node("MatMul", [x, m.Random(5, 5)]), x])) : m);
        yield return ("sum of three", () => new ModelBuilder([5]) is var m && m.Last is var x
            ? Given(m, m.Node("Sum", [m.Node("Relu", [x]), m.Node("Tanh", [x]), m.Node("Sigmoid", [x])])) : m);
        yield return ("length and steps added", () => new ModelBuilder([4, 4]) is var m && m.Last is var x
            ? Given(m, m.Node("Add", [m.Node("Conv", [x, m.Random(4, 4, 1)]), m.Node("MatMul", [x, m.Random(4, 4)])])) : m);
        yield return ("steps side by side", () => new ModelBuilder([4, 5]) is var m && m.Last is var x
            ? Given(m, m.Node("Concat", [m.Node("Relu", [x]), m.Node("MatMul", [x, m.Random(5, 3)])], ("axis", 2))) : m);
        yield return ("steps one behind another", () => new ModelBuilder([4, 5]) is var m && m.Last is var x
            ? Given(m, m.Node("Concat", [m.Node("Relu", [x]), m.Node("MatMul", [x, m.Random(5, 5)])], ("axis", 1))) : m);
    }

    private static (string, Func<ModelBuilder>) Late(Func<(string Title, ModelBuilder Model)> build) =>
        (build().Title, () => build().Model);
}
