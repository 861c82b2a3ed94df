namespace Unrolled.Onnx.Tests;

/// <summary>Models as tf2onnx writes Keras's, channels last, and as skl2onnx writes scikit-learn's.</summary>
internal static class KerasModels
{
    private static readonly long[] First = [0, 3, 1, 2], Last = [0, 2, 3, 1], Two = [2, 2];

    public static IEnumerable<(string Title, Func<ModelBuilder> Build)> All =>
    [
        ("Keras: convolutions, same and valid", Convolved), ("Keras: MobileNet", Mobile), ("Keras: residual, functional", Residual),
        ("Keras: upsampling and transposed", Upsampled), ("Keras: LSTM", () => Recurrent("LSTM", 4, all: false)),
        ("Keras: GRU, all steps", () => Recurrent("GRU", 3, all: true)), ("Keras: dense of an image", Dense),
        ("Keras: text, means", Text), ("Keras: layer norm", () => LayerNorm(turned: false)),
        ("Keras 3: layer norm", () => LayerNorm(turned: true)),
        ("scikit-learn: MLPClassifier", () => Perceptron(3)), ("scikit-learn: MLPClassifier of two classes", () => Perceptron(2)),
        ("scikit-learn: scaler and MLPRegressor", Regressor),
    ];

    private static string To(this ModelBuilder m, string x, long[] order) => m.Node("Transpose", [x], ("perm", order));

    private static ModelBuilder Convolved()
    {
        var m = new ModelBuilder([9, 11, 3], opset: 13);
        string x = m.To("x", First);
        x = m.Node("Conv", [x, m.Random(6, 3, 3, 3), m.Random(6)], ("auto_pad", "SAME_UPPER"), ("strides", Two),
            ("kernel_shape", new long[] { 3, 3 }),
            ("dilations", new long[] { 1, 1 }), ("group", 1));
        x = m.To(m.Node("Relu", [x]), Last);
        x = m.Node("MaxPool", [m.To(x, First)], ("auto_pad", "VALID"), ("kernel_shape", Two), ("strides", Two));
        x = m.Node("Elu", [m.Node("Conv", [x, m.Random(4, 6, 2, 2), m.Random(4)], ("auto_pad", "VALID"))], ("alpha", 1f));
        // Flatten: the batch from the shape, the rest as it comes.
        string last = m.To(x, Last);
        string batch = m.Node("Slice", [m.Node("Shape", [last]), m.Integers(0), m.Integers(1), m.Integers(0)]);
        string extents = m.Node("Concat", [m.Node("Cast", [batch], ("to", 7)), m.Integers(-1)], ("axis", 0));
        x = m.Node("MatMul", [m.Node("Reshape", [last, extents]), m.Random(8, 5)]);
        m.Node("Softmax", [m.Node("Add", [x, m.Random(5)])], ("axis", 1));
        return m;
    }

    /// <summary>Normalisations that were folded to scales and shifts of channels, ReLU to 6, depthwise with padding in front.</summary>
    private static ModelBuilder Mobile()
    {
        var m = new ModelBuilder([8, 8, 3], opset: 12);
        string padded = m.Node("Pad", ["x", m.Integers(0, 0, 0, 0, 0, 1, 1, 0)], ("mode", "constant"));
        string x = m.Node("Conv", [m.To(padded, First), m.Random(4, 3, 3, 3)], ("strides", Two), ("kernel_shape", new long[] { 3, 3 }));
        x = m.Node("BatchNormalization", [x, m.Positive(4), m.Random(4), m.Random(4), m.Positive(4)], ("epsilon", 1e-3f));
        x = m.Node("Clip", [m.To(x, Last), m.Number(0), m.Number(6)]);
        x = m.Node("Conv", [m.To(x, First), m.Random(4, 1, 3, 3)], ("auto_pad", "SAME_UPPER"), ("group", 4));
        x = m.Node("Add", [m.Node("Mul", [m.To(x, Last), m.Positive(4)]), m.Random(4)]);
        x = m.Node("Relu", [x]);
        x = m.Node("ReduceMean", [x], ("axes", new long[] { 1, 2 }), ("keepdims", 0));
        m.Node("Add", [m.Node("MatMul", [x, m.Random(4, 2)]), m.Random(2)]);
        return m;
    }

    private static ModelBuilder Residual()
    {
        var m = new ModelBuilder([6, 6, 4], opset: 15);
        string Conv(string x) =>
            m.To(m.Node("Conv", [m.To(x, First), m.Random(4, 4, 3, 3), m.Random(4)], ("pads", new long[] { 1, 1, 1, 1 })), Last);
        string x = m.Node("Relu", [Conv("x")]), y = Conv(m.Node("Relu", [Conv(x)]));
        x = m.Node("Relu", [m.Node("Add", [y, x])]);
        string gate = m.Node("Sigmoid", [m.Node("ReduceMean", [x], ("axes", new long[] { 1, 2 }), ("keepdims", 1))]);
        x = m.Node("Concat", [m.Node("Mul", [x, gate]), Conv(x)], ("axis", 3));
        x = m.Node("GlobalAveragePool", [m.To(x, First)]);
        m.Node("MatMul", [m.Node("Squeeze", [x, m.Integers(2, 3)]), m.Random(8, 3)]);
        return m;
    }

    private static ModelBuilder Upsampled()
    {
        var m = new ModelBuilder([5, 4, 3], opset: 13);
        string x = m.Node("Resize", [m.To("x", First), "", m.Floats([4], 1, 1, 2, 2)], ("mode", "nearest"),
            ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
        x = m.Node("LeakyRelu", [m.Node("Conv", [x, m.Random(4, 3, 3, 3)], ("auto_pad", "SAME_UPPER"))], ("alpha", 0.3f));
        x = m.Node("ConvTranspose", [x, m.Random(4, 2, 3, 3), m.Random(2)], ("strides", Two), ("kernel_shape", new long[] { 3, 3 }),
            ("auto_pad", "SAME_LOWER"), ("output_shape", new long[] { 20, 16 }));
        m.Node("Tanh", [m.To(x, Last)]);
        return m;
    }

    private static ModelBuilder Recurrent(string type, long gates, bool all)
    {
        const long Units = 5;
        var m = new ModelBuilder([7, 6], opset: 13);
        string batch = m.Node("Slice", [m.Node("Shape", ["x"]), m.Integers(0), m.Integers(1), m.Integers(0)]);
        string zeros = m.Node("Expand", [m.Floats([1, 1, Units], new float[Units]),
            m.Node("Concat", [m.Integers(1), batch, m.Integers(Units)], ("axis", 0))]);
        string[] states = type == "LSTM" ? [zeros, zeros] : [zeros];
        string[] y = m.Node(type, [m.To("x", [1, 0, 2]), m.Random(1, gates * Units, 6), m.Random(1, gates * Units, Units),
            m.Random(1, 2 * gates * Units), "", .. states], 2, [("hidden_size", (int)Units), ("direction", "forward"),
            .. type == "GRU" ? [("linear_before_reset", (object)1)] : Array.Empty<(string, object)>()]);
        string rows = m.To(m.Node("Squeeze", [y[0], m.Integers(1)]), [1, 0, 2]);
        if (!all)
        {
            rows = m.Node("Slice", [rows, m.Integers(0, -1, 0), m.Integers(int.MaxValue, int.MaxValue, int.MaxValue), m.Integers(0, 1, 2)]);
            rows = m.Node("Squeeze", [rows, m.Integers(1)]);
        }

        m.Node("Add", [m.Node("MatMul", [rows, m.Random(Units, 2)]), m.Random(2)]);
        return m;
    }

    private static ModelBuilder Dense()
    {
        var m = new ModelBuilder([6, 5, 2], opset: 11);
        string x = m.Node("Div", ["x", m.Number(255)]);
        x = m.Node("MatMul", [m.Node("Reshape", [x, m.Integers(-1, 60)]), m.Named("dense/kernel", 60, 7)]);
        x = m.Node("Selu", [m.Node("Add", [x, m.Named("dense/bias", 7)])]);
        m.Node("Sigmoid", [m.Node("Add", [m.Node("MatMul", [x, m.Random(7, 1)]), m.Random(1)])]);
        return m;
    }

    private static ModelBuilder Text()
    {
        var m = new ModelBuilder([9], opset: 13, tokens: 15);
        string x = m.Node("Gather", [m.Named("embeddings", 15, 4), "x"], ("axis", 0));
        x = m.Node("ReduceMean", [x], ("axes", new long[] { 1 }), ("keepdims", 0));
        m.Node("Add", [m.Node("MatMul", [x, m.Random(4, 3)]), m.Random(3)]);
        return m;
    }

    /// <summary>Keras computes the shift that takes the mean away: <c>x·g + (b - mean·g)</c> with <c>g = γ/√(var + ε)</c>.</summary>
    private static ModelBuilder LayerNorm(bool turned)
    {
        var m = new ModelBuilder([7, 6], opset: 13);
        string Mean(string x) => m.Node("ReduceMean", [x], ("axes", new long[] { 2 }), ("keepdims", 1));
        string mean = Mean("x"), difference = m.Node("Sub", ["x", mean]);
        string variance = Mean(m.Node("Mul", [difference, difference]));
        string root = m.Node("Reciprocal", [m.Node("Sqrt", [m.Node("Add", [variance, m.Number(1e-3f)])])]);
        string gain = m.Node("Mul", [root, m.Random(6)]);
        string shift = turned ? m.Node("Add", [m.Node("Mul", [m.Node("Neg", [mean]), gain]), m.Random(6)])
            : m.Node("Sub", [m.Random(6), m.Node("Mul", [mean, gain])]);
        m.Node("Add", [m.Node("Mul", ["x", gain]), shift]);
        return m;
    }

    /// <summary>Probabilities; of two classes from one number, as skl2onnx has it.</summary>
    private static ModelBuilder Perceptron(long classes)
    {
        var m = new ModelBuilder([4], opset: 15);
        string x = m.Node("Cast", ["x"], ("to", 1));
        x = m.Node("Relu", [m.Node("Add", [m.Node("MatMul", [x, m.Named("coefficient", 4, 6)]), m.Named("intercepts", 1, 6)])]);
        long outputs = classes == 2 ? 1 : classes;
        x = m.Node("Add", [m.Node("MatMul", [x, m.Named("coefficient1", 6, outputs)]), m.Named("intercepts1", 1, outputs)]);
        if (classes > 2)
        {
            m.Node("Softmax", [x], ("axis", 1));
            return m;
        }

        string one = m.Node("Sigmoid", [x]);
        m.Node("Concat", [m.Node("Sub", [m.Number(1), one]), one], ("axis", 1));
        return m;
    }

    private static ModelBuilder Regressor()
    {
        var m = new ModelBuilder([4], opset: 15);
        string x = m.Node("Div", [m.Node("Sub", ["x", m.Random(4)]), m.Positive(4)]);
        x = m.Node("Tanh", [m.Node("Add", [m.Node("MatMul", [x, m.Random(4, 6)]), m.Random(1, 6)])]);
        x = m.Node("Add", [m.Node("MatMul", [x, m.Random(6, 1)]), m.Random(1, 1)]);
        m.Node("Reshape", [x, m.Integers(-1, 1)]);
        return m;
    }
}
