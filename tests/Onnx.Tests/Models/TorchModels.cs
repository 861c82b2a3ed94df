using Unrolled.Onnx.Protocol;

namespace Unrolled.Onnx.Tests;

/// <summary>Models as PyTorch's exporter writes them, with all the arithmetic of shapes that it leaves in.</summary>
internal static class TorchModels
{
    private static readonly long[] Two = [2, 2];

    public static IEnumerable<(string Title, Func<ModelBuilder> Build)> All =>
    [
        ("torch: shuffle unit", Shuffled), ("torch: squeeze and excite by expand_as", Excited), ("torch: inverted residual", Inverted),
        ("torch: U-Net, skips cropped", () => UNet(crops: true)), ("torch: U-Net, skips padded", () => UNet(crops: false)),
        ("torch: local response", () => Local(3)), ("torch: local response of an even size", () => Local(2)),
        ("torch: LSTM stack", Stacked),
        ("torch: bidirectional GRU stack, last states", () => States(17)), ("torch: last states in version 10", () => States(10)),
        ("torch: features of steps", Steps),
        ("torch: rows of all steps, batch of 2", () => Rows(batch: 2)), ("torch: rows of all steps, batch of 1", () => Rows(batch: 1)),
        ("torch: root mean square", () => Square("Reciprocal")), ("torch: root mean square as a quotient", () => Square("Div")),
        ("torch: depthwise separable", Separable), ("torch: softplus", () => Soft(0)), ("torch: bounded softplus", () => Soft(1.5f)),
        ("torch: weight norm", WeightNorm),
        ("torch: a skip from an If", Branched),
    ];

    /// <summary>An extent as a list of one: <c>x.size(axis)</c>.</summary>
    private static string Extent(this ModelBuilder m, string x, long axis) => m.Opset < 13
        ? m.Node("Unsqueeze", [m.Size(x, axis)], ("axes", new long[] { 0 }))
        : m.Node("Unsqueeze", [m.Size(x, axis), m.Integers(0)]);

    private static string Size(this ModelBuilder m, string x, long axis) =>
        m.Node("Gather", [m.Node("Shape", [x]), m.Integers([], [axis])], ("axis", 0));

    private static string View(this ModelBuilder m, string x, params string[] extents) =>
        m.Node("Reshape", [x, m.Node("Concat", extents, ("axis", 0))]);

    private static string Conv(this ModelBuilder m, string x, long channels, long filters, int size = 3, long stride = 1, int groups = 1)
    {
        long pad = size / 2;
        return m.Node("Conv", [x, m.Random(filters, channels / groups, size, size), m.Random(filters)],
            ("kernel_shape", new long[] { size, size }), ("pads", new[] { pad, pad, pad, pad }), ("strides", new[] { stride, stride }),
            ("dilations", new long[] { 1, 1 }), ("group", groups));
    }

    private static string Normed(this ModelBuilder m, string x, long channels) => m.Node("BatchNormalization",
        [x, m.Positive(channels), m.Random(channels), m.Random(channels), m.Positive(channels)],
        ("epsilon", 1e-5f), ("momentum", 0.9f), ("training_mode", 0));

    private static string Linear(this ModelBuilder m, string x, long features, long units) =>
        m.Node("Gemm", [x, m.Random(units, features), m.Random(units)], ("alpha", 1f), ("beta", 1f), ("transB", 1));

    private static ModelBuilder Shuffled()
    {
        var m = new ModelBuilder([8, 6, 6]);
        string x = m.Node("Relu", ["x"]);
        // chunk(2, dim=1)
        string half =
            m.Node("Div", [m.Node("Add", [m.Node("Gather", [m.Node("Shape", [x]), m.Integers(1)]), m.Integers(1)]), m.Integers(2)]);
        string first = m.Node("Slice", [x, m.Integers(0), m.Node("Mul", [half, m.Integers(1)]), m.Integers(1)]);
        string second = m.Node("Slice",
            [x, m.Node("Mul", [half, m.Integers(1)]), m.Node("Mul", [half, m.Integers(2)]), m.Integers(1)]);
        string y = m.Node("Relu", [m.Normed(m.Conv(second, 4, 4, 1), 4)]);
        y = m.Node("Relu", [m.Normed(m.Conv(m.Normed(m.Conv(y, 4, 4, groups: 4), 4), 4, 4, 1), 4)]);
        y = m.Node("Concat", [first, y], ("axis", 1));
        string group =
            m.Node("Unsqueeze", [m.Node("Cast", [m.Node("Div", [m.Size(y, 1), m.Integers([], [2])])], ("to", 7)), m.Integers(0)]);
        string wide = m.View(y, m.Extent(y, 0), m.Integers(2), group, m.Extent(y, 2), m.Extent(y, 3));
        string turned = m.Node("Transpose", [wide], ("perm", new long[] { 0, 2, 1, 3, 4 }));
        string shuffled = m.View(turned, m.Extent(y, 0), m.Integers(-1), m.Extent(y, 2), m.Extent(y, 3));
        m.Linear(m.Node("ReduceMean", [shuffled], ("axes", new long[] { 2, 3 }), ("keepdims", 0)), 8, 5);
        return m;
    }

    private static ModelBuilder Excited()
    {
        var m = new ModelBuilder([8, 5, 5]);
        string x = m.Conv("x", 8, 8);
        string pooled = m.View(m.Node("GlobalAveragePool", [x]), m.Extent(x, 0), m.Extent(x, 1));
        string gate = m.Node("Sigmoid", [m.Linear(m.Node("Relu", [m.Linear(pooled, 8, 2)]), 2, 8)]);
        string wide = m.View(gate, m.Extent(x, 0), m.Extent(x, 1), m.Integers(1), m.Integers(1));
        m.Node("Mul", [x, m.Node("Expand", [wide, m.Node("Shape", [x])])]);
        return m;
    }

    /// <summary>MobileNetV3's block, with <c>x·relu6(x + 3)/6</c> and <c>relu6(y + 3)/6</c> in pieces.</summary>
    private static ModelBuilder Inverted()
    {
        var m = new ModelBuilder([8, 6, 6], opset: 14);
        string Bent(string x) => m.Node("Clip", [m.Node("Add", [x, m.Number(3)]), m.Number(0), m.Number(6)]);
        string Swish(string x) => m.Node("Div", [m.Node("Mul", [x, Bent(x)]), m.Number(6)]);
        string x = Swish(m.Normed(m.Conv("x", 8, 8), 8));
        string y = Swish(m.Normed(m.Conv(x, 8, 24, 1), 24));
        y = Swish(m.Normed(m.Conv(y, 24, 24, 5, groups: 24), 24));
        string gate = m.Conv(m.Node("Relu", [m.Conv(m.Node("GlobalAveragePool", [y]), 24, 6, 1)]), 6, 24, 1);
        y = m.Node("Mul", [m.Node("Div", [Bent(gate), m.Number(6)]), y]);
        m.Node("Add", [x, m.Normed(m.Conv(y, 24, 8, 1), 8)]);
        return m;
    }

    private static ModelBuilder UNet(bool crops)
    {
        var m = new ModelBuilder([3, 14, 10]);
        string skip = m.Node("Relu", [m.Normed(m.Conv("x", 3, 4), 4)]);
        string low = m.Node("MaxPool", [skip], ("kernel_shape", Two), ("strides", Two), ("ceil_mode", 0));
        low = m.Node("Relu", [m.Conv(low, 4, 8)]);
        low = crops ? m.Node("Conv", [low, m.Random(8, 8, 3, 3)]) : m.Node("MaxPool", [low], ("kernel_shape", Two), ("strides", Two));
        string up = crops ? m.Node("ConvTranspose", [low, m.Random(8, 4, 2, 2), m.Random(4)], ("kernel_shape", Two), ("strides", Two))
            : m.Conv(m.Node("Resize", [low, "", m.Floats([4], 1, 1, 4, 4)], ("mode", "linear"),
                ("coordinate_transformation_mode", "half_pixel"), ("cubic_coeff_a", -0.75f)), 8, 4, 1);
        string[] joined = crops ? [Cropped(m, skip, up), up] : [skip, Padded(m, up, skip)];
        m.Conv(m.Node("Concat", joined, ("axis", 1)), 8, 2, 1);
        return m;
    }

    /// <summary>The middle of a value, as large as another one.</summary>
    private static string Cropped(ModelBuilder m, string x, string like)
    {
        foreach (long axis in (long[])[2, 3])
        {
            string room = m.Node("Sub", [m.Size(x, axis), m.Size(like, axis)]);
            string from = m.Node("Cast", [m.Node("Div", [room, m.Integers([], [2])])], ("to", 7));
            string to = m.Node("Add", [from, m.Size(like, axis)]);
            x = m.Node(
                "Slice", [x, m.Node("Unsqueeze", [from, m.Integers(0)]), m.Node("Unsqueeze", [to, m.Integers(0)]), m.Integers(axis)]);
        }

        return x;
    }

    /// <summary><c>F.pad</c>: pairs from the last axis on, which ONNX has from the first on, all fronts and then all backs.</summary>
    private static string Padded(ModelBuilder m, string x, string like)
    {
        var pairs = new List<string>();
        foreach (long axis in (long[])[3, 2])
        {
            string room = m.Node("Sub", [m.Size(like, axis), m.Size(x, axis)]);
            string half = m.Node("Cast", [m.Node("Div", [room, m.Integers([], [2])])], ("to", 7));
            pairs.Add(m.Node("Unsqueeze", [half, m.Integers(0)]));
            pairs.Add(m.Node("Unsqueeze", [m.Node("Sub", [room, half]), m.Integers(0)]));
        }

        string given = m.Node("Concat", [.. pairs], ("axis", 0));
        string rest = m.Node("ConstantOfShape", [m.Node("Sub", [m.Integers(8), m.Node("Shape", [given])])],
            ("value", new TensorProto { DataType = 7, Dims = { 1 }, Int64Data = { 0 } }));
        string all = m.Node("Reshape", [m.Node("Concat", [given, rest], ("axis", 0)), m.Integers(-1, 2)]);
        string turned = m.Node("Slice", [all, m.Integers(-1), m.Integers(-long.MaxValue), m.Integers(0), m.Integers(-1)]);
        string pads = m.Node("Reshape", [m.Node("Transpose", [turned], ("perm", new long[] { 1, 0 })), m.Integers(-1)]);
        return m.Node("Pad", [x, m.Node("Cast", [pads], ("to", 7)), ""], ("mode", "constant"));
    }

    /// <summary>An axis dropped where it is one: the exporter does not know that it always is.</summary>
    private static string Squeezed(ModelBuilder m, string x, string name)
    {
        string isOne = m.Node("Equal", [m.Node("Gather", [m.Node("Shape", [x]), m.Integers(1)]), m.Integers(1)]);
        ModelBuilder then = new([1]), otherwise = new([1]);
        then.Node("Constant", [], ("value", new TensorProto { DataType = 7, Dims = { 1 }, Int64Data = { 1 } }));
        then.Graph.Node[0].Output[0] = "axes";
        then.Node("Squeeze", [x, "axes"]);
        otherwise.Node("Identity", [x]);
        return m.Node("If", [isOne], ("then_branch", then.Branch(name)), ("else_branch", otherwise.Branch(name)));
    }

    private static ModelBuilder Local(int size)
    {
        var m = new ModelBuilder([6, 5, 4]);
        string x = m.Conv("x", 6, 6);
        string squares = m.Node("Unsqueeze", [m.Node("Mul", [x, x]), m.Integers(1)]);
        string image = m.View(squares, m.Extent(x, 0), m.Integers(1), m.Extent(x, 1), m.Extent(x, 2), m.Integers(-1));
        string padded = m.Node("Pad", [image, m.Integers(0, 0, size / 2, 0, 0, 0, 0, (size - 1) / 2, 0, 0), ""], ("mode", "constant"));
        string means = m.Node("AveragePool", [padded], ("kernel_shape", new long[] { size, 1, 1 }), ("strides", new long[] { 1, 1, 1 }));
        string flat = m.View(Squeezed(m, means, "y"), m.Extent(x, 0), m.Extent(x, 1), m.Extent(x, 2), m.Extent(x, 3));
        string sum = m.Node("Add", [m.Node("Mul", [flat, m.Number(0.3f)]), m.Number(2)]);
        m.Node("Div", [x, m.Node("Pow", [sum, m.Number(0.75f)])]);
        return m;
    }

    private static ModelBuilder Branched()
    {
        var m = new ModelBuilder([1, 5, 4], opset: 13);
        string skip = Squeezed(m, m.Node("Tanh", ["x"]), "y");
        m.Node("Add", [skip, m.Node("Relu", [Squeezed(m, "x", "y")])]);
        return m;
    }

    private static string Zeros(ModelBuilder m, string x, long layers, long units) => m.Node("ConstantOfShape",
        [m.Node("Concat", [m.Integers(layers), m.Extent(x, 0), m.Integers(units)], ("axis", 0))],
        ("value", new TensorProto { DataType = 1, Dims = { 1 }, FloatData = { 0 } }));

    private static ModelBuilder Stacked()
    {
        var m = new ModelBuilder([7, 6]);
        string zeros = Zeros(m, "x", 2, 5), y = m.Node("Transpose", ["x"], ("perm", new long[] { 1, 0, 2 }));
        for (int layer = 0; layer < 2; layer++)
        {
            string Start() => m.Node("Slice", [zeros, m.Integers(layer), m.Integers(layer + 1), m.Integers(0)]);
            y = m.Node("LSTM", [y, m.Random(1, 20, layer == 0 ? 6 : 5), m.Random(1, 20, 5), m.Random(1, 40), "", Start(), Start()],
                3, ("hidden_size", 5))[0];
            y = m.Node("Squeeze", [y, m.Integers(1)]);
        }

        y = m.Node("Transpose", [y], ("perm", new long[] { 1, 0, 2 }));
        m.Linear(m.Node("Gather", [y, m.Integers([], [-1])], ("axis", 1)), 5, 3);
        return m;
    }

    private static ModelBuilder States(int opset)
    {
        var m = new ModelBuilder([7, 6], opset);
        string y = m.Node("Transpose", ["x"], ("perm", new long[] { 1, 0, 2 })), zeros = Zeros(m, "x", 4, 5);
        var states = new List<string>();
        for (int layer = 0; layer < 2; layer++)
        {
            string start = m.Node("Slice", [zeros, m.Integers(2 * layer), m.Integers(2 * layer + 2), m.Integers(0)]);
            string[] made = m.Node("GRU", [y, m.Random(2, 15, layer == 0 ? 6 : 10), m.Random(2, 15, 5), m.Random(2, 30), "", start],
                2, ("hidden_size", 5), ("direction", "bidirectional"), ("linear_before_reset", 1));
            states.Add(made[1]);
            y = m.Node("Reshape", [m.Node("Transpose", [made[0]], ("perm", new long[] { 0, 2, 1, 3 })), m.Integers(0, 0, -1)]);
        }

        string all = m.Node("Concat", [.. states], ("axis", 0));
        // Until version 10 no place was counted from the end.
        string End(long place) => opset > 10 ? m.Node("Gather", [all, m.Integers([], [place])], ("axis", 0))
            : m.Node(
                "Squeeze", [m.Node("Slice", [all, m.Integers(place), m.Integers(place == -1 ? long.MaxValue : place + 1), m.Integers(0)])],
                ("axes", new long[] { 0 }));
        m.Linear(m.Node("Concat", [End(-2), End(-1)], ("axis", 1)), 10, 3);
        return m;
    }

    /// <summary>A picture's columns as steps of a recurrent layer, all of which a linear layer reads.</summary>
    private static ModelBuilder Steps()
    {
        var m = new ModelBuilder([1, 8, 9]);
        string x = m.Node(
            "MaxPool", [m.Node("Relu", [m.Conv("x", 1, 4)])], ("kernel_shape", new long[] { 2, 1 }), ("strides", new long[] { 2, 1 }));
        string turned = m.Node("Transpose", [x], ("perm", new long[] { 0, 3, 1, 2 }));
        string front = m.Node("Slice", [m.Node("Shape", [turned]), m.Integers(0), m.Integers(2), m.Integers(0)]);
        string rows = m.View(turned, front, m.Integers(-1));
        string y = m.Node("GRU", [m.Node("Transpose", [rows], ("perm", new long[] { 1, 0, 2 })), m.Random(2, 15, 16), m.Random(2, 15, 5),
            m.Random(2, 30), "", Zeros(m, rows, 2, 5)], 2, ("hidden_size", 5), ("direction", "bidirectional"), ("linear_before_reset", 1))[
                0];
        y = m.Node("Reshape", [m.Node("Transpose", [y], ("perm", new long[] { 0, 2, 1, 3 })), m.Integers(0, 0, -1)]);
        y = m.Node("MatMul", [m.Node("Transpose", [y], ("perm", new long[] { 1, 0, 2 })), m.Random(10, 3)]);
        m.Node("Add", [m.Random(3), y]);
        return m;
    }

    /// <summary>Exported for a batch of a number, which the extents of a view have been multiplied by.</summary>
    private static ModelBuilder Rows(long batch)
    {
        var m = new ModelBuilder([7, 6], opset: 13, batch: batch);
        string rows = m.Node("Reshape", [m.Node("Relu", ["x"]), m.Integers(7 * batch, -1)]);
        m.Node("Reshape", [m.Linear(rows, 6, 3), m.Integers(batch, 7, -1)]);
        return m;
    }

    private static ModelBuilder Square(string root)
    {
        var m = new ModelBuilder([7, 6]);
        string x = m.Node("MatMul", ["x", m.Random(6, 6)]);
        string mean = m.Node("ReduceMean", [m.Node("Pow", [x, m.Number(2)])], ("axes", new long[] { -1 }), ("keepdims", 1));
        string sqrt = m.Node("Sqrt", [m.Node("Add", [mean, m.Number(1e-6f)])]);
        string normal = root == "Div" ? m.Node("Div", [x, sqrt]) : m.Node("Mul", [x, m.Node(root, [sqrt])]);
        m.Node("Mul", [m.Random(6), normal]);
        return m;
    }

    /// <summary>DS-CNN's first layer and block: uneven padding of its own, then one filter a channel.</summary>
    private static ModelBuilder Separable()
    {
        var m = new ModelBuilder([1, 20, 10]);
        string x = m.Node("Pad", ["x", m.Integers(0, 0, 4, 1, 0, 0, 5, 1), m.Number(0)], ("mode", "constant"));
        x = m.Node("Conv", [x, m.Random(8, 1, 10, 4)], ("strides", Two), ("pads", new long[4]), ("kernel_shape", new long[] { 10, 4 }));
        x = m.Node("Relu", [m.Normed(x, 8)]);
        x = m.Node("Relu", [m.Normed(m.Conv(x, 8, 8, groups: 8), 8)]);
        x = m.Node("Relu", [m.Normed(m.Conv(x, 8, 8, 1), 8)]);
        x = m.Node("AveragePool", [x], ("kernel_shape", new long[] { 10, 5 }), ("strides", new long[] { 10, 5 }), ("pads", new long[4]));
        m.Node("Softmax", [m.Linear(m.Node("Flatten", [x], ("axis", 1)), 8, 4)], ("axis", 1));
        return m;
    }

    private static ModelBuilder Soft(float threshold)
    {
        var m = new ModelBuilder([6]);
        string x = m.Linear("x", 6, 8), scaled = m.Node("Mul", [x, m.Number(2)]);
        string soft = m.Node("Div", [m.Node("Softplus", [scaled]), m.Number(2)]);
        if (threshold > 0)
            m.Node("Where", [m.Node("Greater", [scaled, m.Number(threshold)]), x, soft]);
        return m;
    }

    /// <summary>Weights by their length and direction, exported without folding.</summary>
    private static ModelBuilder WeightNorm()
    {
        var m = new ModelBuilder([6], opset: 11);
        string v = m.Named("linear.weight_v", 4, 6);
        string length = m.Node("ReduceL2", [v], ("axes", new long[] { 1 }), ("keepdims", 1));
        string weight = m.Node("Mul", [m.Node("Div", [v, length]), m.Named("linear.weight_g", 4, 1)]);
        m.Node("Gemm", ["x", weight, m.Random(4)], ("transB", 1));
        return m;
    }
}
