namespace Unrolled.Generator.Layers;

/// <summary>All layers, by the names of their attributes.</summary>
internal static class LayerCatalog
{
    private static readonly Layer[] All =
    [
        new Dense(),
        new Conv2D(),
        new MaxPool2D(),
        new AvgPool2D(),
        new Flatten(),
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
