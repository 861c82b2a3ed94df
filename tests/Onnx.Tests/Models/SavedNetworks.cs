namespace Unrolled.Onnx.Tests;

/// <summary>Networks that are saved: their layers as declared, and the shape of their input.</summary>
internal static class SavedNetworks
{
    private const string Line = "3, 20", Image = "4, 8, 6", Steps = "5, 6", Volume = "2, 5, 6, 4";

    public static IReadOnlyList<(string Input, string Layers)> All { get; } =
    [
        .. Of("7", "Dense(5)", "Dense(5, Bias = false)", "Softmax", "LogSoftmax", "BatchNorm", "LayerNorm", "RMSNorm", "Scale",
            "PReLU(Shared = true)", "Mean", "Dropout(0.5)", "Reshape(7, 1)", "Dense(4), SoftmaxCrossEntropy"),
        .. Of(Steps, "Dense(4)", "Dense(4, Bias = false)", "BatchNorm", "LayerNorm", "LayerNorm(Bias = false)", "RMSNorm", "Softmax",
            "LogSoftmax", "Scale", "Offset", "PReLU", "Mean", "Max(1)", "Transpose", "Dense(6), Concat(\"dense1\")"),
        .. Of(Line, "Conv1D(4, 3, Stride = 2, Padding = 1)", "Conv1D(4, 3, Causal = true, Dilation = 2)", "MaxPool1D(3, 2)",
            "AvgPool1D(2)", "GlobalAvgPool1D", "GlobalMaxPool1D", "Conv1D(4, 1), BatchNorm", "Upsample(2, Mode = UpsampleMode.Linear)",
            "Upsample(3)", "Conv1D(4, 3), GroupNorm(2)"),
        .. Of(Image, "Conv2D(6, 3, Padding = 1)", "Conv2D(6, 3, 2, StrideHeight = 2, PaddingTop = 1, Groups = 2, Bias = false)",
            "Conv2D(4, 3, Same = SamePadding.Upper, Stride = 2)", "Conv2D(4, 2, Dilation = 2)", "ConvTranspose2D(3, 3)",
            "ConvTranspose2D(6, 3, Stride = 2, Padding = 1, OutputPadding = 1, Groups = 2)", "MaxPool2D(2)",
            "MaxPool2D(3, 2, Padding = 1)", "MaxPool2D(3, 2, CeilMode = true)", "MaxPool2D(2, Dilation = 2, Padding = 1)",
            "MaxPool2D(2, 1, Dilation = 3, Padding = 2)",
            "AvgPool2D(2)", "AvgPool2D(3, 2, Padding = 1)", "AvgPool2D(3, 2, Padding = 1, CountIncludePad = false)",
            "AvgPool2D(3, 2, Padding = 1, CeilMode = true)", "AvgPool2D(3, 2, CeilMode = true, CountIncludePad = false)",
            "GlobalAvgPool2D", "GlobalMaxPool2D", "BatchNorm", "BatchNorm(Bias = false, Epsilon = 0.01)", "GroupNorm(2)",
            "InstanceNorm", "InstanceNorm(Affine = true)", "LocalResponseNorm(3)", "LocalResponseNorm(2, 0.5)",
            "LocalResponseNorm(1, 0.3, 0.6, 2)",
            "Flatten", "Reshape(8, 24)", "Transpose(2, 0, 1)", "Slice(1, 2, 7, Step = 2)", "Slice(-1, -1, Step = -1)",
            "Pad(1, 2)", "Pad(1, 2, 0, 1, Value = 3)", "Pad(-1, 2)", "Pad(1, 2, 2, 1, Mode = PadMode.Reflect)",
            "Pad(1, 2, 2, 1, Mode = PadMode.Edge)", "Pad(1, 2, 2, 0, Mode = PadMode.Wrap)", "Upsample(2)",
            "Upsample(2, FactorWidth = 3, Mode = UpsampleMode.Linear)", "Upsample(2, Mode = UpsampleMode.Linear, AlignCorners = true)",
            "PixelShuffle(2)", "PixelUnshuffle(2)", "Scale", "Offset", "PReLU", "Sum(1)", "Mean(-1, KeepDimensions = true)", "Max",
            "Min(0, 1, 2)", "Sum(0, 1, 2)"),
        .. Of(Volume, "Conv3D(3, 2, Padding = 1)", "MaxPool3D(2)", "AvgPool3D(2, Stride = 1)"),
        .. Of(Steps, "Lstm(4)", "Lstm(4, ReturnSequences = true)", "Lstm(4, Bidirectional = true)",
            "Lstm(4, Bidirectional = true, ReturnSequences = true, InitialState = true)", "Lstm(4, Bias = false)", "Gru(4)",
            "Gru(4, ResetAfter = false, ReturnSequences = true)", "Gru(4, Bidirectional = true, InitialState = true)", "Rnn(4)",
            "Rnn(4, Nonlinearity = Nonlinearity.ReLU, Bidirectional = true, ReturnSequences = true)"),
        .. Of("9", "ReLU", "LeakyReLU(0.1)", "Sigmoid", "Tanh", "ELU(0.7)", "GELU", "GELU(Approximate = GELUApproximation.Tanh)", "SiLU",
            "Softplus", "Softplus(2, 1)", "Softplus(3)", "Softplus(threshold: 0.5)", "HardSwish", "ReLU6", "Clip(-0.5, 0.7)", "Clip(0.1)",
            "Clip(max: 0.3)", "SELU", "CELU(0.7)",
            "HardSigmoid", "Softsign", "Mish", "ThresholdedReLU(0.5)", "Exp", "Abs, Log", "Abs, Sqrt", "Abs", "Neg", "Reciprocal", "Pow(2)",
            "Erf", "Sinh", "Cosh", "Asinh", "Exp, Exp, Acosh", "Tanh, Atanh",
            "Abs, Pow(-0.5)"),
        .. Of(Image, "Conv2D(4, 3, Padding = 1), Sigmoid, Add(\"conv2d1\")", "ReLU, Tanh, Subtract(\"relu1\")",
            "Sigmoid, Tanh, Divide(\"sigmoid1\")", "ReLU, GlobalAvgPool2D, Sigmoid, Multiply(\"relu1\")",
            "ReLU, Mean(0, 1, 2), Multiply(\"relu1\")", "ReLU, Tanh, Maximum(\"relu1\"), Minimum(\"tanh1\")",
            "Conv2D(2, 1), Conv2D(3, 1), Concat(\"conv2d1\")", "Residual<Same>", "Residual<Half>(Projection = true)",
            "Branch<Same, Half>(Join = Join.Concat), ReLU", "Repeat<Same>(2)", "Repeat<Tieable>(2, Tied = true)", "Use<Same>",
            "Branch<Same, Same>(Join = Join.Add)"),
        .. Of(Steps, "Dense(4), Dense(4, From = \"dense1\"), MatMul(\"dense1\", TransposeRight = true)",
            "Dense(4), MatMul(\"dense1\", TransposeLeft = true)"),
        .. Of(Image, "Transpose(0, 2, 1), Tanh, MatMul(\"transpose1\", TransposeLeft = true)"),
        .. Of("6", "Embedding(11, 4)", "Embedding(11, 4), Gru(5), Dense(3)"),
    ];

    /// <summary>The class <c>Saved</c> with these layers, and the blocks that some have inside.</summary>
    public static string Source(string input, string layers) => $"""
        using Unrolled;

        [Network, Input({input})]
        [{layers}]
        public sealed partial class Saved;

        [Block, Conv2D(4, 3, Padding = 1), BatchNorm, ReLU]
        public sealed partial class Same;

        [Block, Conv2D(4, 3, Padding = 1), ReLU]
        public sealed partial class Tieable;

        [Block, Conv2D(4, 1)]
        public sealed partial class Alone;

        [Block, Conv2D(5, 3, Padding = 1), ReLU]
        public sealed partial class Half;
        """;

    private static IEnumerable<(string, string)> Of(string input, params string[] layers) => layers.Select(l => (input, l));
}
