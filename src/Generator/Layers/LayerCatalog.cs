namespace Unrolled.Generator.Layers;

/// <summary>All layers, by the names of their attributes.</summary>
internal static class LayerCatalog
{
    private static readonly Layer[] All =
    [
        new Dense(),
        new Conv1D(),
        new Conv2D(),
        new ConvTranspose2D(),
        new MaxPool1D(),
        new AvgPool1D(),
        new MaxPool2D(),
        new AvgPool2D(),
        new GlobalAvgPool2D(),
        new Embedding(),
        new Rnn(),
        new Gru(),
        new Lstm(),
        new BatchNorm(),
        new LayerNorm(),
        new Dropout(),
        new Use(),
        new Residual(),
        new Repeat(),
        new Branch(),
        new Add(),
        new Concat(),
        new Flatten(),
        new Reshape(),
        new Transpose(),
        new Conv3D(),
        new MaxPool3D(),
        new AvgPool3D(),
        new Pad(),
        new Slice(),
        new Upsample(),
        new PixelShuffle(),
        new PixelUnshuffle(),
        new ReLU(),
        new LeakyReLU(),
        new Sigmoid(),
        new Tanh(),
        new ELU(),
        new GELU(),
        new SiLU(),
        new Softplus(),
        new HardSwish(),
        new Softmax(),
        new LogSoftmax(),
        new SoftmaxCrossEntropy(),
        new MeanSquaredError(),
        new MeanAbsoluteError(),
        new Huber(),
        new BinaryCrossEntropy(),
        new KLDivergence(),
    ];

    private static readonly Dictionary<string, Layer> ByKind = All.ToDictionary(static layer => layer.Kind);

    public static Layer? Find(string kind) => ByKind.TryGetValue(kind, out Layer? layer) ? layer : null;
}
