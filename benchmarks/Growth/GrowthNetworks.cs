namespace Unrolled.Benchmarks.Growth;

/// <summary>A network whose growth is measured.</summary>
/// <param name="Name">What the command calls it.</param>
/// <param name="Source">The text of its declaration, with what it needs.</param>
/// <param name="Class">The class in that text.</param>
internal sealed record GrowthNetwork(string Name, string Source, string Class = "Net");

/// <summary>
/// The networks whose growth is measured: some that the other benchmarks run too, and some that exist as text alone, each
/// a class <c>Net</c>.
/// </summary>
internal static class GrowthNetworks
{
    /// <summary>All of them, by name.</summary>
    public static readonly GrowthNetwork[] All =
    [
        Declared<LeNet5>("lenet5"),
        Declared<ResNet8>("resnet8"),
        Declared<DsCnn>("ds-cnn"),
        Declared<MobileNet>("mobilenet-0.25"),
        new("resnet18-64", ResNet18(64)),
        new("resnet18-224", ResNet18(224)),
        new("blocks-50", ResidualBlocks(50)),
        new("blocks-200", ResidualBlocks(200)),
        Declared<TwoGrus>("gru-2x128"),
        new("u-net", """
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
        Declared<WideMlp>("mlp-1024"),
        new("dense-300", DifferentDenses(300)),
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

    /// <summary>A network that is compiled into this program too; its file is a resource.</summary>
    private static GrowthNetwork Declared<T>(string name) where T : class, INetwork<T>
    {
        using Stream file = typeof(T).Assembly.GetManifestResourceStream($"{typeof(T).Name}.cs")
            ?? throw new InvalidOperationException(
                $"The declaration of {typeof(T).Name} is to stand in Networks/{typeof(T).Name}.cs, alone.");
        using var reader = new StreamReader(file);
        return new GrowthNetwork(name, reader.ReadToEnd(), typeof(T).FullName!);
    }

    /// <summary>
    /// ResNet-18 as torchvision has it, 11,689,512 learned parameters: no biases before normalisations, and projections are normalised too.
    /// </summary>
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
