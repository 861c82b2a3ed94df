namespace Unrolled.Onnx.Tests;

/// <summary>Networks as exporters write them.</summary>
internal static class WholeModels
{
    public static IEnumerable<(string Title, Func<ModelBuilder> Build)> All =>
    [
        ("LeNet-5", LeNet),
        ("ResNet-8", ResNet),
        ("fire module", Fire),
        ("LSTM, all steps, two layers", () => Recurrent("LSTM", 4, layers: 2, last: false)),
        ("LSTM, last step", () => Recurrent("LSTM", 4, layers: 1, last: true)),
        ("GRU, two layers, last step", () => Recurrent("GRU", 3, layers: 2, last: true)),
        ("RNN", () => Recurrent("RNN", 1, layers: 1, last: true)),
        ("LSTM, last step gathered", GatheredStep),
        ("encoder's linear parts", Encoder),
        ("text", Text),
    ];

    public static ModelBuilder LeNet()
    {
        var m = new ModelBuilder([1, 28, 28]);
        (string, object)[] pool = [("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 })];
        m.Then("Conv", [m.Named("conv1.weight", 6, 1, 5, 5), m.Named("conv1.bias", 6)]).Then("Relu").Then("MaxPool", null, pool);
        m.Then("Conv", [m.Named("conv2.weight", 16, 6, 5, 5), m.Named("conv2.bias", 16)]).Then("Relu").Then("MaxPool", null, pool)
            .Then("Flatten");
        m.Then("Gemm", [m.Named("fc1.weight", 120, 256), m.Named("fc1.bias", 120)], ("transB", 1)).Then("Relu");
        return m.Then("Gemm", [m.Named("fc2.weight", 10, 120), m.Named("fc2.bias", 10)], ("transB", 1));
    }

    public static ModelBuilder ResNet()
    {
        var m = new ModelBuilder([3, 16, 16], opset: 13);
        Convolved(3, 8, 1);
        m.Then("Relu");
        Stack(8, 8, 1);
        Stack(8, 16, 2);
        m.Then("GlobalAveragePool").Then("Flatten");
        return m.Then("Gemm", [m.Named("fc.weight", 10, 16), m.Named("fc.bias", 10)], ("transB", 1)).Then("Softmax");

        void Stack(long channels, long filters, long stride)
        {
            string x = m.Last;
            Convolved(channels, filters, stride);
            m.Then("Relu");
            Convolved(filters, filters, 1);
            string made = m.Last;
            m.Last = x;
            if (stride > 1)
                m.Then("Conv", [m.Random(filters, channels, 1, 1), m.Random(filters)], ("strides", new[] { stride, stride }));
            m.Node("Add", [made, m.Last]);
            m.Then("Relu");
        }

        void Convolved(long channels, long filters, long stride)
        {
            m.Then("Conv", [m.Random(filters, channels, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new[] { stride, stride }));
            m.Then("BatchNormalization", [m.Positive(filters), m.Random(filters), m.Random(filters), m.Positive(filters)]);
        }
    }

    private static ModelBuilder Fire()
    {
        var m = new ModelBuilder([8, 9, 9], opset: 9);
        m.Then("Conv", [m.Random(4, 8, 1, 1), m.Random(4)]).Then("Relu");
        string squeezed = m.Last, one = m.Node("Relu", [m.Node("Conv", [squeezed, m.Random(8, 4, 1, 1), m.Random(8)])]);
        string three = m.Node("Relu", [m.Node("Conv", [squeezed, m.Random(8, 4, 3, 3), m.Random(8)], ("pads", new long[] { 1, 1, 1, 1 }))]);
        m.Node("Concat", [one, three], ("axis", 1));
        return m.Then("Dropout").Then("Conv", [m.Random(5, 16, 1, 1), m.Random(5)]).Then("GlobalAveragePool").Then("Flatten")
            .Then("Softmax");
    }

    private static ModelBuilder Recurrent(string type, long gates, int layers, bool last)
    {
        const long Units = 6;
        var m = new ModelBuilder([7, 5]);
        m.Then("Transpose", null, ("perm", new long[] { 1, 0, 2 }));
        long features = 5;
        (string, object)[] attributes = type == "GRU" ? [("hidden_size", (int)Units), ("linear_before_reset", 1)]
            : [("hidden_size", (int)Units)];
        for (int layer = 1; layer <= layers; layer++, features = Units)
        {
            string[] made = m.Node(
                type, [m.Last, m.Random(1, gates * Units, features), m.Random(1, gates * Units, Units), m.Random(1, 2 * gates * Units)],
                    2, attributes);
            if (layer == layers && last)
                m.Last = m.Node("Squeeze", [made[1], m.Integers(0)]);
            else
                m.Last = m.Node("Squeeze", [made[0], m.Integers(1)]);
        }

        if (!last)
            m.Then("Transpose", null, ("perm", new long[] { 1, 0, 2 }));
        return m.Then("MatMul", [m.Random(Units, 4)]).Then("Add", [m.Random(4)]);
    }

    /// <summary>As Keras's models: all steps, of which the last one is taken; the state begins with zeros of the batch's size.</summary>
    private static ModelBuilder GatheredStep()
    {
        var m = new ModelBuilder([7, 5]);
        string x = m.Last, batch = m.Node("Slice", [m.Node("Shape", [x]), m.Integers(0), m.Integers(1)]);
        string zeros = m.Node("Expand", [m.Number(0), m.Node("Concat", [m.Integers(1), batch, m.Integers(6)], ("axis", 0))]);
        m.Last = x;
        m.Then("Transpose", null, ("perm", new long[] { 1, 0, 2 }));
        m.Last = m.Node(
            "LSTM", [m.Last, m.Random(1, 24, 5), m.Random(1, 24, 6), "", "", zeros, zeros], 1, ("hidden_size", 6))[0];
        m.Then("Squeeze", [m.Integers(1)]);
        m.Node("Gather", [m.Last, m.Integers([], [-1])], ("axis", 0));
        return m.Then("Relu");
    }

    private static ModelBuilder Encoder()
    {
        var m = new ModelBuilder([6, 8]);
        string x = m.Last;
        m.Then("LayerNormalization", [m.Named("norm1.weight", 8), m.Named("norm1.bias", 8)]);
        m.Then("MatMul", [m.Random(8, 16)]).Then("Add", [m.Named("linear1.bias", 16)]);
        string h = m.Last, erf = m.Node("Erf", [m.Node("Div", [h, m.Number(1.4142135f)])]);
        m.Node("Mul", [m.Node("Mul", [h, m.Node("Add", [erf, m.Number(1)])]), m.Number(0.5f)]);
        m.Then("MatMul", [m.Random(16, 8)]).Then("Add", [m.Named("linear2.bias", 8)]);
        m.Node("Add", [x, m.Last]);
        return m.Then("LayerNormalization", [m.Named("norm2.weight", 8), m.Named("norm2.bias", 8)]);
    }

    private static ModelBuilder Text()
    {
        var m = new ModelBuilder([12], tokens: 20);
        m.Node("Gather", [m.Named("embedding.weight", 20, 6), m.Last]);
        m.Then("Transpose", null, ("perm", new long[] { 0, 2, 1 })).Then("Conv", [m.Random(8, 6, 3), m.Random(8)]).Then("Relu");
        return m.Then("GlobalMaxPool").Then("Squeeze", [m.Integers(-1)]).Then("Gemm", [m.Random(8, 2), m.Random(2)]);
    }
}
