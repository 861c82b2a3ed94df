namespace Unrolled.Generator.Tests;

/// <summary>Declarations that several tests use.</summary>
internal static class Sources
{
    public const string LeNet5 = """
        using Unrolled;

        namespace T;

        [Network, Input(1, 28, 28)]
        [Conv2D(6, 5), ReLU, MaxPool2D(2)]
        [Conv2D(16, 5), ReLU, MaxPool2D(2)]
        [Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
        [SoftmaxCrossEntropy]
        public sealed partial class LeNet5;

        """;

    /// <summary>A sound network named <c>Net</c> with these attributes behind <c>[Network, Input(4)]</c>.</summary>
    public static string Net(string attributes, string declaration = "public partial class Net;") => $"""
        using Unrolled;

        [Network, Input(4)]
        {attributes}
        {declaration}

        """;

    /// <summary>The attributes of a small network, on one line.</summary>
    public const string Small = "[Network, Input(4), Dense(3), ReLU, Dense(2), SoftmaxCrossEntropy]";
}
