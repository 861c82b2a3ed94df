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
        // Tiles of 2 and of 4 outputs, whole and in part, with a padding of 0, 1 and 2.
        ([9, 5, 7], new Conv2D(12, 3) { Algorithm = "Winograd" }),
        ([9, 5, 7], new Conv2D(12, 3) { Padding = 1, Algorithm = "Winograd" }),
        ([9, 5, 7], new Conv2D(12, 3) { Padding = 2, Bias = false, Algorithm = "Winograd" }),
        ([8, 2, 13], new Conv2D(17, 3) { PaddingHeight = 1, PaddingWidth = 0, Algorithm = "Winograd" }),
        ([9, 21], new Conv1D(12, 3) { Padding = 2, Algorithm = "Winograd" }),
        ([17, 6], new Conv1D(8, 3) { Algorithm = "Winograd" }),
        // Windows that leave places untouched, and windows of nothing but padding.
        ([2, 9, 9], new Conv2D(3, 1) { Stride = 2 }),
        ([2, 11, 9], new Conv2D(3, 2) { Stride = 6, Dilation = 2 }),
        ([3, 9, 9], new Conv2D(3, 3) { Stride = 2, Dilation = 2, Groups = 3 }),
        ([2, 4, 5], new Conv2D(3, 3) { Padding = 7 }),
        ([2, 9, 9], new AvgPool2D(1) { Stride = 2 }),
        ([2, 9, 9], new AvgPool2D(2) { Stride = 5 }),
        ([2, 3, 4], new ConvTranspose2D(3, 3) { Stride = 5 }),
        ([2, 11], new Conv1D(3, 2) { Stride = 4 }),
        ([2, 30], new Conv1D(3, 14) { Padding = 9 }),
        // Windows too large to be written out.
        ([1, 9, 10], new MaxPool2D(7) { Stride = 3, Padding = 3 }),
        ([1, 14, 15], new MaxPool2D(14)),
        ([2, 30], new MaxPool1D(14) { Stride = 5, Padding = 4 }),
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
        ([3, 11], new Conv1D(5, 3)),
        ([1, 9], new Conv1D(1, 1)),
        ([2, 6], new Conv1D(3, 6)),
        ([17, 8], new Conv1D(19, 3) { Padding = 1, Name = "tcn.0" }),
        ([3, 13], new Conv1D(4, 4) { Stride = 3, Padding = 2, Dilation = 2, Bias = false }),
        ([4, 10], new Conv1D(6, 3) { Groups = 2, Stride = 2 }),
        ([5, 9], new Conv1D(5, 3) { Groups = 5, Padding = 1 }),
        ([3, 12], new Conv1D(4, 3) { Causal = true }),
        ([2, 11], new Conv1D(3, 4) { Causal = true, Dilation = 4 }),
        ([4, 10], new Conv1D(4, 2) { Causal = true, Stride = 3, Dilation = 3, Groups = 2 }),
        ([3, 2], new Conv1D(3, 5) { Causal = true, Stride = 2 }),
        ([2, 4, 5], new ConvTranspose2D(3, 3)),
        ([2, 4, 3], new ConvTranspose2D(3, 2) { Stride = 2 }),
        ([1, 1, 1], new ConvTranspose2D(1, 1)),
        ([17, 3, 3], new ConvTranspose2D(19, 3, 2) { Stride = 2, Padding = 1, Name = "up.0" }),
        ([3, 4, 5], new ConvTranspose2D(4, 3) { Stride = 2, Padding = 1, OutputPadding = 1, Bias = false }),
        ([2, 4, 3], new ConvTranspose2D(3, 2, 4) { StrideHeight = 3, StrideWidth = 2, OutputPaddingHeight = 2, PaddingWidth = 2 }),
        ([2, 4, 4], new ConvTranspose2D(2, 3) { Dilation = 2, OutputPadding = 1 }),
        ([4, 3, 4], new ConvTranspose2D(6, 3) { Groups = 2, Stride = 2, DilationHeight = 3 }),
        ([5, 4, 4], new ConvTranspose2D(5, 2) { Groups = 5, Stride = 2 }),
        ([4, 5, 3], new ConvTranspose2D(2, 3) { Groups = 2, Padding = 2, Stride = 3, OutputPadding = 2 }),
        ([3, 10], new MaxPool1D(2)),
        ([2, 9], new MaxPool1D(3) { Stride = 2, Padding = 1 }),
        ([18, 7], new MaxPool1D(4) { Stride = 1 }),
        ([3, 10], new AvgPool1D(2)),
        ([2, 9], new AvgPool1D(3) { Stride = 2, Padding = 1 }),
        ([1, 8], new AvgPool1D(2) { Stride = 3 }),
        // Padding that differs from side to side, or follows from the input.
        ([2, 5, 7], new Conv2D(3, 3) { PaddingTop = 2, PaddingRight = 1 }),
        ([2, 5, 7], new Conv2D(3, 2, 4) { Same = "Upper" }),
        ([2, 5, 8], new Conv2D(3, 2, 4) { Same = "Lower", StrideWidth = 3, DilationHeight = 2 }),
        ([9, 5, 7], new Conv2D(12, 3) { Padding = 1, PaddingBottom = 0, PaddingLeft = 2, Algorithm = "Winograd" }),
        ([3, 9, 9], new Conv2D(6, 3) { Groups = 3, Stride = 2, PaddingBottom = 1, PaddingRight = 1 }),
        ([3, 11], new Conv1D(4, 4) { Same = "Upper", Dilation = 2 }),
        ([3, 11], new Conv1D(4, 4) { Same = "Lower", Stride = 2 }),
        ([9, 11], new Conv1D(8, 3) { PaddingBefore = 2, PaddingAfter = 1, Algorithm = "Winograd" }),
        ([3, 4, 5], new ConvTranspose2D(4, 3) { Stride = 2, PaddingTop = 1, PaddingLeft = 2, PaddingRight = 0, OutputPadding = 1 }),
        ([2, 7, 6], new MaxPool2D(3) { Stride = 2, PaddingTop = 2, PaddingLeft = 1 }),
        ([2, 8, 9], new MaxPool2D(2) { SizeWidth = 3, StrideHeight = 1, Same = "Upper" }),
        ([2, 9, 8], new MaxPool2D(3) { Stride = 2, Dilation = 2, DilationWidth = 1, Padding = 1 }),
        ([2, 8, 9], new MaxPool2D(3) { Stride = 2, CeilMode = true }),
        ([2, 7, 7], new MaxPool2D(2) { Padding = 1, CeilMode = true }),
        ([2, 12], new MaxPool1D(3) { Stride = 3, Dilation = 2, PaddingBefore = 3, CeilMode = true }),
        ([2, 7, 6], new AvgPool2D(3) { Stride = 1, Padding = 1, CountIncludePad = false }),
        ([18, 8, 9], new AvgPool2D(3) { Stride = 2, CeilMode = true, PaddingLeft = 1 }),
        ([2, 8, 9], new AvgPool2D(3) { SizeHeight = 2, Stride = 3, Same = "Lower", CountIncludePad = false }),
        ([2, 8, 9], new AvgPool2D(2) { CountIncludePad = false }),
        ([3, 10], new AvgPool1D(3) { Stride = 2, PaddingAfter = 2, CountIncludePad = false }),
        ([17, 10], new AvgPool1D(4) { Stride = 4, CeilMode = true }),
        ([3, 10], new AvgPool1D(3) { Stride = 2, Same = "Upper" }),
        ([3, 5, 7], new GlobalAvgPool2D()),
        ([19, 1, 3], new GlobalAvgPool2D()),
        ([2, 3, 5], new Flatten()),
        ([5, 3], new Transpose()),
        ([2, 18], new Transpose()),
        ([2, 3, 5], new Reshape(5, 3, 2)),
        ([2, 3, 5], new Reshape(10, 3)),
        ([12], new Reshape(2, 3, 2)),
        ([2, 3, 5], new Reshape(1, 5, 2, 3)),
        ([2, 2, 3, 4], new Dense(5)),
        ([2, 2, 3, 4], new Softmax()),
        ([2, 2, 3, 4], new BatchNorm()),
        ([2, 1, 3, 2, 5], new LayerNorm()),
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
        ([40], new Softmax()),
        ([2, 33], new Softmax()),
        ([2, 2, 3, 4], new LogSoftmax()),
        ([11], new LogSoftmax()),
        ([3, 4], new LogSoftmax()),
        ([40], new LogSoftmax()),
        ([2, 33], new LogSoftmax()),
        ([7], new BatchNorm()),
        ([4, 5], new BatchNorm { Epsilon = 1e-2, Momentum = 0.5, Bias = false }),
        ([3, 5, 4], new BatchNorm { Name = "bn.0" }),
        ([3, 5, 4], new BatchNorm { Frozen = true }),
        ([7], new LayerNorm()),
        ([3, 35], new LayerNorm { Epsilon = 1e-2, Name = "norm" }),
        ([19], new LayerNorm { Bias = false }),
        ([2, 3, 5], new Dropout(0)),
        ([5, 3], new Rnn(4)),
        ([4, 17], new Rnn(19) { Nonlinearity = "ReLU", ReturnSequences = true, Name = "cell" }),
        ([5, 3], new Gru(4)),
        ([4, 6], new Gru(9) { Bias = false, ReturnSequences = true }),
        ([5, 3], new Lstm(4)),
        ([1, 2], new Lstm(1)),
        ([4, 6], new Lstm(9) { Bias = false, ReturnSequences = true }),
        ([3, 20], new Lstm(17) { ReturnSequences = true }),
        ([7], new Dense(5) { L1 = 0.1, L2 = 0.3 }),
        ([2, 7, 9], new Conv2D(3, 3) { L2 = 0.3, RegularizeBias = true }),
        ([7], new Dense(5) { Frozen = true }),
        ([7], new BatchNorm { L1 = 0.1, L2 = 0.3, RegularizeBias = true }),
        ([3, 5], new LayerNorm { L2 = 0.3, RegularizeBias = true }),
        ([3, 5], new LayerNorm { Frozen = true }),
        ([23, 3], new Gru(5) { L2 = 0.3, RegularizeBias = true }),
        ([4, 3], new Lstm(4) { Frozen = true, ReturnSequences = true }),
    ];

    private static readonly LossLayer[] Losses =
    [
        new SoftmaxCrossEntropy(), new SoftmaxCrossEntropy { LabelSmoothing = 0.1 }, new MeanSquaredError(), new MeanAbsoluteError(),
        new Huber(), new Huber(0.3), new BinaryCrossEntropy(), new KLDivergence(),
    ];

    /// <summary>Weights of every distribution.</summary>
    public static Declaration Initialized { get; } = new([6, 8],
    [
        new Conv1D(12, 3) { Groups = 2, Init = "XavierUniform" }, new ReLU(), new Conv1D(20, 2) { Init = "KaimingNormal" }, new ReLU(), new Transpose(),
        new Gru(18) { Init = "XavierNormal" }, new Dense(30) { Init = "KaimingUniform" }, new Dense(3) { Init = "Zeros" }, new MeanSquaredError(),
    ]);

    private static readonly Part Mix = new("Mix", [new Dense(5), new Tanh()]);
    private static readonly Part Wide = new("Wide", [new Dense(7), new BatchNorm(), new ReLU()]);
    private static readonly Part Keep = new("Keep", [new Conv2D(3, 3) { Padding = 1, Bias = false }, new BatchNorm(), new ReLU(), new Conv2D(3, 3) { Padding = 1, Bias = false }, new BatchNorm()]);
    private static readonly Part Shrink = new("Shrink", [new Conv2D(5, 3) { Padding = 1, Stride = 2 }, new BatchNorm(), new ReLU(), new Conv2D(5, 3) { Padding = 1 }, new BatchNorm()]);
    private static readonly Part One = new("One", [new Conv2D(2, 1), new ReLU()]);
    private static readonly Part Three = new("Three", [new Conv2D(3, 3) { Padding = 1 }, new LeakyReLU()]);
    private static readonly Part Pool = new("Pool", [new MaxPool2D(3) { Stride = 1, Padding = 1 }, new Conv2D(2, 1)]);
    private static readonly Part Deep = new("Deep", [new Residual(Mix), new Repeat(Mix, 2) { Tied = true }, new Dense(5), new Tanh(), new Add("dense1")]);
    private static readonly Part Encode = new("Encode", [new Gru(5) { ReturnSequences = true }, new LayerNorm()]);

    private static readonly Declaration[] Parts =
    [
        new([5], [new Use(Mix), new Dense(3), new SoftmaxCrossEntropy()]),
        new([5], [new Residual(Mix), new Residual(Wide) { Projection = true }, new Dense(2), new MeanSquaredError()]),
        new([3, 6, 7], [new Residual(Keep), new ReLU(), new Residual(Shrink) { Projection = true }, new ReLU(), new GlobalAvgPool2D(), new Dense(3), new SoftmaxCrossEntropy()]),
        new([3, 5, 6], [new Branch(One, Three, Pool), new BatchNorm(), new ReLU(), new Branch(Three, Three) { Join = "Add" }, new Flatten(), new Dense(2), new MeanSquaredError()]),
        new([5], [new Repeat(Mix, 3), new Repeat(Mix, 3) { Tied = true }, new Use(Mix) { Name = "head" }, new MeanSquaredError()]),
        new([5], [new Use(Wide) { Frozen = true }, new Dense(4), new Residual(Mix) { Frozen = true, Projection = true }, new Dense(3), new SoftmaxCrossEntropy()]),
        new([6], [new Dense(5), new ReLU(), new Dense(5), new Add("relu1"), new Tanh(), new Concat("dense1", "tanh1"), new Dense(4) { From = "dense2" }, new Concat("concat1"), new Dense(2), new SoftmaxCrossEntropy()]),
        new([6], [new Use(new("Words", [new Embedding(9, 5), new Gru(4)])), new Dense(3), new SoftmaxCrossEntropy()]),
        new([5], [new Use(Deep), new Use(Deep), new Dense(3), new SoftmaxCrossEntropy()]),
        new([4, 5], [new Residual(Encode), new Concat("encode1"), new Branch(Mix, Encode), new Dense(2), new MeanSquaredError()]),
        new([2, 9], [new Conv1D(4, 3) { Padding = 1 }, new Residual(new("Line", [new Conv1D(6, 3) { Padding = 1, Stride = 2 }, new ReLU()])) { Projection = true }, new Concat("line1"), new Flatten(), new Dense(2), new MeanSquaredError()]),
    ];

    private static readonly Declaration[] Whole =
    [
        .. Parts,
        new([5], [new ReLU(), new SoftmaxCrossEntropy()]),
        new([5], [new Dense(2), new SoftmaxCrossEntropy()]),
        new([9], [new Dense(33), new ReLU(), new Dense(12), new Tanh(), new Dense(10), new SoftmaxCrossEntropy()]),
        new([4, 7, 7], [new Softmax(), new MaxPool2D(2), new Flatten(), new Dense(3), new MeanSquaredError()]),
        new([4, 7, 7], [new Softmax(), new Conv2D(4, 3) { Groups = 4 }, new MeanSquaredError()]),
        new([6], [new Dense(9), new LogSoftmax(), new Dense(5), new LogSoftmax(), new KLDivergence()]),
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
        new([3, 16],
        [
            new LeakyReLU(), new Conv1D(6, 3) { Causal = true }, new Tanh(), new Conv1D(7, 2) { Causal = true, Dilation = 2 }, new Sigmoid(), new AvgPool1D(2),
            new Tanh(), new Flatten(), new Dense(4), new SoftmaxCrossEntropy(),
        ]),
        new([6, 5], [new Transpose(), new Conv1D(3, 2), new Tanh(), new Transpose(), new Tanh(), new Dense(7), new Softmax(), new MeanSquaredError()]),
        new([4, 6], [new Dense(5), new Transpose(), new LeakyReLU(), new MaxPool1D(2), new MeanSquaredError()]),
        new([3, 6], [new Transpose(), new MeanSquaredError()]),
        new([1, 7, 7],
        [
            new Conv2D(4, 3) { Stride = 2 }, new Tanh(), new ConvTranspose2D(3, 2) { Stride = 2 }, new Tanh(), new ConvTranspose2D(1, 3) { Padding = 1 },
            new Sigmoid(), new Flatten(), new Dense(3), new SoftmaxCrossEntropy(),
        ]),
        new([2, 9], [new Sigmoid(), new AvgPool1D(2), new Conv1D(3, 2), new Tanh(), new MeanSquaredError()]),
        new([24], [new Dense(24), new Reshape(4, 6), new Tanh(), new MaxPool1D(2), new Conv1D(2, 2), new Reshape(2, 2), new Dense(3), new SoftmaxCrossEntropy()]),
        new([2, 8, 7],
        [
            new Conv2D(5, 3), new ReLU(), new GlobalAvgPool2D(), new LeakyReLU(), new Dense(12), new Reshape(3, 2, 2), new Conv2D(2, 2), new Tanh(),
            new Reshape(2), new MeanSquaredError(),
        ]),
        new([6], [new Embedding(9, 5), new MeanSquaredError()]),
        new([6], [new Embedding(9, 5), new Lstm(4), new Dense(3), new SoftmaxCrossEntropy()]),
        // So long that its weight gradient is summed in stretches, the last one shorter.
        new([401, 2], [new Lstm(13), new Dense(2), new MeanSquaredError()]),
        new([4], [new Embedding(5, 3), new Dropout(0), new Gru(4) { ReturnSequences = true }, new LayerNorm(), new Dense(5), new SoftmaxCrossEntropy()]),
        new([3], [new Embedding(17, 6) { Frozen = true, Name = "tokens" }, new Flatten(), new Dense(4), new SoftmaxCrossEntropy()]),
        new([6, 3],
        [
            new Lstm(5) { ReturnSequences = true }, new Gru(4) { ReturnSequences = true }, new Tanh(), new Rnn(6) { ReturnSequences = true }, new Dense(3),
            new MeanSquaredError(),
        ]),
        new([5, 4], [new Dense(3), new Gru(5) { ReturnSequences = true }, new Flatten(), new Dense(3), new SoftmaxCrossEntropy()]),
        new([2, 9], [new Conv1D(4, 3) { Causal = true, Bias = false }, new BatchNorm(), new ReLU(), new Transpose(), new Gru(3), new MeanSquaredError()]),
        new([2, 8, 7],
        [
            new Conv2D(3, 3) { Bias = false }, new BatchNorm(), new ReLU(), new Conv2D(4, 2) { Bias = false }, new BatchNorm { Bias = false }, new LeakyReLU(), new MaxPool2D(2),
            new Flatten(), new Dense(6) { Bias = false }, new BatchNorm(), new Tanh(), new Dense(3), new SoftmaxCrossEntropy(),
        ]),
        new([2, 6, 5], [new Conv2D(3, 3) { Frozen = true }, new BatchNorm { Frozen = true }, new ReLU(), new Flatten(), new Dense(3), new SoftmaxCrossEntropy()]),
        new([6], [new BatchNorm(), new Tanh(), new Dense(4) { Bias = false }, new BatchNorm(), new MeanSquaredError()]),
        new([6], [new Embedding(7, 3) { L1 = 0.1, L2 = 0.3 }, new Rnn(4) { ReturnSequences = true }, new BatchNorm(), new Flatten(), new Dense(2), new MeanSquaredError()]),
        new([5], [new Dense(4), new BatchNorm(), new Tanh(), new Dense(4) { L1 = 0, L2 = 0 }, new Dense(3) { L2 = 0.4 }, new SoftmaxCrossEntropy()])
        {
            Network = new() { L1 = 0.05, L2 = 0.2 },
        },
        new([4, 3], [new Lstm(5), new LayerNorm { L2 = 0 }, new Dense(3), new SoftmaxCrossEntropy { LabelSmoothing = 0.1 }])
        {
            Network = new() { L2 = 0.2, RegularizeBias = true },
        },
        new([4, 3], [new Gru(4) { ReturnSequences = true }, new BatchNorm(), new Lstm(3) { ReturnSequences = true }, new Dense(2), new MeanSquaredError()]),
        new([6], [new BatchNorm { Bias = false }, new Dense(3), new MeanSquaredError()]),
        // A scale for each channel behind a function that another kernel's epilogue cannot take.
        new([2, 8, 7], [new Conv2D(3, 3) { Padding = 1 }, new BatchNorm { Frozen = true }, new ReLU(), new MaxPool2D(2), new Conv2D(2, 2), new MeanSquaredError()]),
        new([2, 6, 7], [new Conv2D(3, 3) { Padding = 1 }, new BatchNorm { Frozen = true }, new Tanh(), new BatchNorm { Frozen = true }, new Softmax(), new MeanSquaredError()]),
        // Functions that use their operand twice, in a row.
        new([5], [new Dense(4), new SiLU(), new GELU(), new SiLU(), new HardSwish(), new GELU(), new SiLU(), new Dense(2), new MeanSquaredError()]),
        // Axes that mean something else behind a view.
        new([2, 5, 5], [new Conv2D(2, 3), new Tanh(), new Flatten(), new ReLU(), new BatchNorm(), new Dense(3), new MeanSquaredError()]),
        new([4, 3], [new LayerNorm(), new Flatten(), new LeakyReLU(), new BatchNorm(), new Dense(3), new MeanSquaredError()]),
        // A layer that nobody uses, whose weights only decay; and a value beside itself through a view.
        new([5], [new Dense(3), new Tanh(), new Dense(5), new Dense(2) { From = "tanh1" }, new MeanSquaredError()]) { Network = new() { L2 = 0.05 } },
        new([2, 4, 4], [new Conv2D(2, 3), new Flatten(), new Concat("flatten1"), new Tanh(), new Add("concat1"), new Dense(2), new MeanSquaredError()]),
        Initialized,
        new([2, 9, 7],
        [
            new MaxPool2D(2), new ReLU(), new Conv2D(3, 2) { Padding = 1 }, new LeakyReLU(), new AvgPool2D(3) { Stride = 1 },
            new MeanSquaredError(),
        ]),
    ];

    public static IReadOnlyList<Declaration> All { get; } =
    [
        .. Layers.DistinctBy(l => (l.Layer.GetType(), l.Input.Length)).Select(l => new Declaration(l.Input, [l.Layer, new MeanSquaredError()])),
        .. Layers.Select(l => new Declaration(l.Input, [Front(l.Layer, l.Input), l.Layer, new MeanSquaredError()])),
        .. Losses.Select(l => new Declaration([6], [new Dense(7), l])),
        // Few outputs where the loss has a kink at each target: differences must not step over one.
        .. Losses.Select(l => new Declaration([3, 4], [new Dense(l is MeanAbsoluteError ? 2 : 15), l])),
        .. Whole,
    ];

    /// <summary>A layer with parameters that keeps the shape.</summary>
    private static Layer Front(Layer layer, int[] input) => input.Length switch
    {
        // The gradient of a bias before a normalisation is 0 but for rounding.
        3 => new Conv2D(input[0], 1) { Name = "front", Bias = layer is BatchNorm ? false : null },
        2 when layer is Conv1D or MaxPool1D or AvgPool1D => new Conv1D(input[0], 1) { Name = "front" },
        _ => new Dense(input[^1]) { Name = "front", Bias = layer is BatchNorm ? false : null },
    };
}
