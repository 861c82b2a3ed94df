namespace Unrolled.Benchmarks;

/// <summary>Layers whose weights exceed a core's cache: 3,251,300 parameters.</summary>
[Network, Input(1024)]
[Dense(1024), ReLU, Dense(1024), ReLU, Dense(1024), ReLU, Dense(100)]
[SoftmaxCrossEntropy]
public sealed partial class WideMlp;
