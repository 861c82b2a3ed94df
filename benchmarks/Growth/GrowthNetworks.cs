namespace Unrolled.Benchmarks.Growth;

/// <summary>The networks whose growth is measured, as the text of their declarations: each is a class <c>Net</c> with what it needs.</summary>
internal static class GrowthNetworks
{
    /// <summary>All of them, by name.</summary>
    public static readonly (string Name, string Source)[] All =
    [
        ("lenet5", """
            [Network, Input(1, 28, 28)]
            [Conv2D(6, 5), ReLU, MaxPool2D(2)]
            [Conv2D(16, 5), ReLU, MaxPool2D(2)]
            [Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
            [SoftmaxCrossEntropy]
            public sealed partial class Net;
            """),
        // MLPerf Tiny's classifier of images: 77,706 parameters of convolutions and the dense layer, and 960 of batch normalisation.
        ("resnet8", """
            [Block, Conv2D(16, 3, Padding = 1), BatchNorm, ReLU, Conv2D(16, 3, Padding = 1), BatchNorm]
            partial class Keep;

            [Block, Conv2D(32, 3, Padding = 1, Stride = 2), BatchNorm, ReLU, Conv2D(32, 3, Padding = 1), BatchNorm]
            partial class Shrink32;

            [Block, Conv2D(64, 3, Padding = 1, Stride = 2), BatchNorm, ReLU, Conv2D(64, 3, Padding = 1), BatchNorm]
            partial class Shrink64;

            [Network, Input(3, 32, 32)]
            [Conv2D(16, 3, Padding = 1), BatchNorm, ReLU]
            [Residual<Keep>, ReLU]
            [Residual<Shrink32>(Projection = true), ReLU]
            [Residual<Shrink64>(Projection = true), ReLU]
            [GlobalAvgPool2D, Dense(10), SoftmaxCrossEntropy]
            public sealed partial class Net;
            """),
        // MLPerf Tiny's keyword spotting. "Same" padding of 10 rows takes 9 of zeros; 5 above and below give the same 25×5.
        ("ds-cnn", """
            [Block, Conv2D(64, 3, Padding = 1, Groups = 64), BatchNorm, ReLU, Conv2D(64, 1), BatchNorm, ReLU]
            partial class Separable;

            [Network, Input(1, 49, 10)]
            [Conv2D(64, 10, 4, Stride = 2, PaddingHeight = 5, PaddingWidth = 1), BatchNorm, ReLU]
            [Repeat<Separable>(4)]
            [GlobalAvgPool2D, Dense(12), SoftmaxCrossEntropy]
            public sealed partial class Net;
            """),
        ("mobilenet-0.25", MobileNet()),
        ("resnet18-64", ResNet18(64)),
        ("resnet18-224", ResNet18(224)),
        ("blocks-50", ResidualBlocks(50)),
        ("blocks-200", ResidualBlocks(200)),
        ("gru-2x128", """
            [Network, Input(50, 64)]
            [Gru(128, ReturnSequences = true), Gru(128), Dense(10)]
            [SoftmaxCrossEntropy]
            public sealed partial class Net;
            """),
        ("u-net", """
            [Network, Input(1, 64, 64)]
            [Conv2D(8, 3, Padding = 1), ReLU, Conv2D(8, 3, Padding = 1), ReLU, MaxPool2D(2)]
            [Conv2D(16, 3, Padding = 1), ReLU, Conv2D(16, 3, Padding = 1), ReLU, MaxPool2D(2)]
            [Conv2D(32, 3, Padding = 1), ReLU, Conv2D(32, 3, Padding = 1), ReLU, MaxPool2D(2)]
            [Conv2D(64, 3, Padding = 1), ReLU, Conv2D(64, 3, Padding = 1), ReLU]
            [ConvTranspose2D(32, 2, Stride = 2), Concat("relu6")]
            [Conv2D(32, 3, Padding = 1), ReLU, Conv2D(32, 3, Padding = 1), ReLU]
            [ConvTranspose2D(16, 2, Stride = 2), Concat("relu4")]
            [Conv2D(16, 3, Padding = 1), ReLU, Conv2D(16, 3, Padding = 1), ReLU]
            [ConvTranspose2D(8, 2, Stride = 2), Concat("relu2")]
            [Conv2D(8, 3, Padding = 1), ReLU, Conv2D(8, 3, Padding = 1), ReLU]
            [Conv2D(1, 1), BinaryCrossEntropy]
            public sealed partial class Net;
            """),
        ("mlp-1024", """
            [Network, Input(1024)]
            [Dense(1024), ReLU, Dense(1024), ReLU, Dense(1024), ReLU, Dense(100)]
            [SoftmaxCrossEntropy]
            public sealed partial class Net;
            """),
        ("dense-300", DifferentDenses(300)),
    ];

    /// <summary>Small, with layers of all kinds above: what warms the generator up.</summary>
    public const string WarmUp = """
        [Block, Conv2D(6, 3, Padding = 1), BatchNorm, ReLU, Conv2D(6, 3, Padding = 1), BatchNorm]
        partial class Inner;

        [Network, Input(2, 8, 8)]
        [Conv2D(6, 3, Padding = 1), ReLU, Residual<Inner>, ReLU, MaxPool2D(2), Conv2D(6, 3, Padding = 1, Groups = 6), BatchNorm, ReLU]
        [ConvTranspose2D(6, 2, Stride = 2), Concat("relu1"), GlobalAvgPool2D, Dense(12), ReLU, Dense(5), SoftmaxCrossEntropy]
        public sealed partial class Net;

        [Network, Input(6, 5), Gru(7, ReturnSequences = true), Gru(6), Dense(3), BinaryCrossEntropy]
        public sealed partial class Steps;
        """;

    /// <summary>MobileNetV1 of a quarter of the width, MLPerf Tiny's visual wake words.</summary>
    private static string MobileNet()
    {
        (int Filters, int Stride)[] pairs =
            [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1)];
        int channels = 8;
        List<string> lines = [];
        foreach ((int filters, int stride) in pairs)
        {
            string depthwise = $"Conv2D({channels}, 3, Padding = 1, Stride = {stride}, Groups = {channels}), BatchNorm, ReLU";
            lines.Add($"[{depthwise}, Conv2D({filters}, 1), BatchNorm, ReLU]");
            channels = filters;
        }

        return $"""
            [Network, Input(3, 96, 96)]
            [Conv2D(8, 3, Padding = 1, Stride = 2), BatchNorm, ReLU]
            {string.Join("\n", lines)}
            [GlobalAvgPool2D, Dense(2), SoftmaxCrossEntropy]
            public sealed partial class Net;
            """;
    }

    /// <summary>ResNet-18 as torchvision has it, 11,689,512 learned parameters: no biases before normalisations, and projections are normalised too.</summary>
    private static string ResNet18(int size) => $"""
        {Stage(128)}
        {Stage(256)}
        {Stage(512)}
        {BasicBlock("Keep64", 64, stride: 1)}

        [Network, Input(3, {size}, {size})]
        [Conv2D(64, 7, Padding = 3, Stride = 2, Bias = false), BatchNorm, ReLU, MaxPool2D(3, Stride = 2, Padding = 1)]
        [Residual<Keep64>, ReLU, Residual<Keep64>, ReLU]
        [Branch<Shrink128, Across128>(Join = Join.Add), ReLU, Residual<Keep128>, ReLU]
        [Branch<Shrink256, Across256>(Join = Join.Add), ReLU, Residual<Keep256>, ReLU]
        [Branch<Shrink512, Across512>(Join = Join.Add), ReLU, Residual<Keep512>, ReLU]
        [GlobalAvgPool2D, Dense(1000), SoftmaxCrossEntropy]
        public sealed partial class Net;
        """;

    private static string Stage(int filters) => $"""
        {BasicBlock($"Shrink{filters}", filters, stride: 2)}
        {BasicBlock($"Keep{filters}", filters, stride: 1)}
        [Block, Conv2D({filters}, 1, Stride = 2, Bias = false), BatchNorm]
        partial class Across{filters};
        """;

    private static string BasicBlock(string name, int filters, int stride) => $"""
        [Block, Conv2D({filters}, 3, Padding = 1, Stride = {stride}, Bias = false), BatchNorm, ReLU]
        [Conv2D({filters}, 3, Padding = 1, Bias = false), BatchNorm]
        partial class {name};
        """;

    private static string ResidualBlocks(int count) => $"""
        [Block, Conv2D(8, 3, Padding = 1), BatchNorm, ReLU, Conv2D(8, 3, Padding = 1), BatchNorm]
        partial class Inner;

        [Block, Residual<Inner>, ReLU]
        partial class Unit;

        [Network, Input(3, 16, 16)]
        [Conv2D(8, 3, Padding = 1), BatchNorm, ReLU, Repeat<Unit>({count})]
        [GlobalAvgPool2D, Dense(10), SoftmaxCrossEntropy]
        public sealed partial class Net;
        """;

    /// <summary>Layers of which no two have the same shape, so that no two share a kernel.</summary>
    private static string DifferentDenses(int count)
    {
        const int First = 20;
        string layers = string.Join(", ReLU, ", Enumerable.Range(First, count).Select(outputs => $"Dense({outputs})"));
        return $"""
            [Network, Input({First})]
            [{layers}]
            [SoftmaxCrossEntropy]
            public sealed partial class Net;
            """;
    }
}
