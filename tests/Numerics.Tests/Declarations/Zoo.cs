namespace Unrolled.Numerics.Tests;

/// <summary>
/// Every layer with all its options, on small odd shapes, behind a layer with parameters, so that its input's gradient shows; one of each
/// kind also alone, where nothing asks for that gradient. Compiling them is most of what these tests cost. A bug report becomes one more line.
/// </summary>
internal static class Zoo
{
    private static readonly (int[] Input, Layer Layer)[] Layers =
    [
        ([7], new Dense(5)),
        ([1], new Dense(1)),
        ([3], new Dense(10) { Bias = false }),
        ([33], new Dense(17) { Name = "head.fc" }),
        ([130], new Dense(65)),
        ([4, 6], new Dense(5)),
        ([2, 7, 9], new Conv2D(3, 3)),
        ([1, 5, 5], new Conv2D(1, 1)),
        ([1, 5, 5], new Conv2D(2, 5)),
        ([2, 7, 9], new Conv2D(3, 3) { Bias = false, Name = "features.0" }),
        ([2, 7, 9], new Conv2D(4, 1, 5)),
        ([2, 7, 9], new Conv2D(4, 5, 1)),
        ([3, 9, 6], new Conv2D(5, 3) { Stride = 2 }),
        ([3, 9, 11], new Conv2D(2, 2, 3) { StrideHeight = 3, StrideWidth = 2 }),
        ([2, 9, 9], new Conv2D(3, 2) { Stride = 3 }),
        ([2, 5, 7], new Conv2D(3, 3) { Padding = 1 }),
        ([2, 5, 7], new Conv2D(3, 3, 5) { PaddingHeight = 1, PaddingWidth = 2 }),
        ([2, 5, 7], new Conv2D(3, 3) { Padding = 2, PaddingWidth = 0 }),
        ([1, 4, 3], new Conv2D(2, 2) { Padding = 3 }),
        ([2, 9, 9], new Conv2D(3, 3) { Dilation = 2 }),
        ([2, 9, 9], new Conv2D(3, 3) { DilationHeight = 3, DilationWidth = 2 }),
        ([4, 6, 5], new Conv2D(6, 3) { Groups = 2 }),
        ([6, 5, 6], new Conv2D(6, 3) { Groups = 3, Bias = false }),
        ([5, 6, 6], new Conv2D(5, 3) { Groups = 5, Padding = 1 }),
        ([3, 7, 7], new Conv2D(6, 3) { Groups = 3, Stride = 2, Padding = 1 }),
        ([4, 11, 10], new Conv2D(6, 3, 2) { Stride = 2, Padding = 2, DilationHeight = 2, Groups = 2 }),
        ([17, 3, 4], new Conv2D(19, 3, 2) { Padding = 1 }),
        ([2, 8, 7], new MaxPool2D(2)),
        ([2, 7, 9], new MaxPool2D(3)),
        ([2, 7, 9], new MaxPool2D(3) { Stride = 2 }),
        ([2, 7, 6], new MaxPool2D(3) { Stride = 1, Padding = 1 }),
        ([1, 9, 8], new MaxPool2D(2) { Stride = 3, Padding = 1 }),
        ([3, 5, 5], new MaxPool2D(5)),
        ([2, 4, 3], new MaxPool2D(1)),
        ([2, 8, 7], new AvgPool2D(2)),
        ([2, 7, 9], new AvgPool2D(3)),
        ([2, 7, 9], new AvgPool2D(3) { Stride = 2 }),
        ([2, 7, 6], new AvgPool2D(3) { Stride = 1, Padding = 1 }),
        ([1, 9, 8], new AvgPool2D(2) { Stride = 3, Padding = 1 }),
        ([3, 5, 5], new AvgPool2D(5)),
        ([2, 3, 5], new Flatten()),
        ([2, 3, 5], new ReLU()),
        ([11], new ReLU()),
        ([2, 3, 5], new LeakyReLU()),
        ([11], new LeakyReLU(0.2)),
        ([2, 3, 5], new Sigmoid()),
        ([11], new Sigmoid()),
        ([2, 3, 5], new Tanh()),
        ([11], new Tanh()),
        ([2, 3, 5], new ELU()),
        ([11], new ELU(0.3)),
        ([2, 3, 5], new GELU()),
        ([11], new GELU()),
        ([2, 3, 5], new SiLU()),
        ([11], new SiLU()),
        ([2, 3, 5], new Softplus()),
        ([11], new Softplus(2.5)),
        ([11], new Softplus(0.5, 0.2)),
        ([2, 3, 5], new HardSwish()),
        ([11], new HardSwish()),
        ([11], new Softmax()),
        ([3, 4], new Softmax()),
    ];

    private static readonly LossLayer[] Losses =
    [
        new SoftmaxCrossEntropy(), new SoftmaxCrossEntropy { LabelSmoothing = 0.1 }, new MeanSquaredError(), new MeanAbsoluteError(),
        new Huber(), new Huber(0.3), new BinaryCrossEntropy(), new KLDivergence(),
    ];

    private static readonly Declaration[] Whole =
    [
        new([5], [new ReLU(), new SoftmaxCrossEntropy()]),
        new([5], [new Dense(2), new SoftmaxCrossEntropy()]),
        new([9], [new Dense(33), new ReLU(), new Dense(12), new Tanh(), new Dense(10), new SoftmaxCrossEntropy()]),
        new([27], [new Dense(10) { Bias = false }, new Tanh(), new LeakyReLU(0.3), new Dense(2), new SoftmaxCrossEntropy()]),
        new([4, 7], [new Dense(16), new Sigmoid(), new LeakyReLU(), new ReLU(), new MeanSquaredError()]),
        new([4, 6], [new Dense(5), new ReLU(), new Dense(3), new SoftmaxCrossEntropy()]),
        new([8], [new Dense(13), new GELU(), new SiLU(), new ELU(), new ELU(0.5), new HardSwish(), new Dense(3), new SoftmaxCrossEntropy()]),
        new([2, 9, 8], [new Conv2D(5, 3), new GELU(), new MaxPool2D(2), new Conv2D(3, 2), new MaxPool2D(2), new SiLU(), new MeanSquaredError()]),
        new([4, 6], [new Flatten(), new Dense(5) { Name = "a.b" }, new Softmax(), new MeanSquaredError()]),
        new([1, 12, 12],
        [
            new Conv2D(4, 3), new ReLU(), new MaxPool2D(2), new Conv2D(6, 2), new ReLU(), new AvgPool2D(2),
            new Flatten(), new Dense(10), new SoftmaxCrossEntropy(),
        ]),
        new([2, 9, 7],
        [
            new Conv2D(4, 3) { Padding = 1 }, new Tanh(), new Conv2D(4, 3) { Padding = 1 }, new Tanh(), new Conv2D(4, 3) { Padding = 1 },
            new MeanSquaredError(),
        ]),
        new([2, 9, 7],
        [
            new MaxPool2D(2), new ReLU(), new Conv2D(3, 2) { Padding = 1 }, new LeakyReLU(), new AvgPool2D(3) { Stride = 1 },
            new MeanSquaredError(),
        ]),
    ];

    public static IReadOnlyList<Declaration> All { get; } =
    [
        .. Layers.DistinctBy(l => (l.Layer.GetType(), l.Input.Length)).Select(l => new Declaration(l.Input, [l.Layer, new MeanSquaredError()])),
        .. Layers.Select(l => new Declaration(l.Input, [Front(l.Input), l.Layer, new MeanSquaredError()])),
        .. Losses.Select(l => new Declaration([6], [new Dense(7), l])),
        .. Losses.Select(l => new Declaration([3, 4], [new Dense(15), l])),
        .. Whole,
    ];

    /// <summary>A layer with parameters that keeps the shape.</summary>
    private static Layer Front(int[] input) =>
        input.Length == 3 ? new Conv2D(input[0], 1) { Name = "front" } : new Dense(input[^1]) { Name = "front" };
}
