namespace Unrolled.Benchmarks;

/// <summary>The small classifier of many tutorials.</summary>
[Network, Input(784)]
[Dense(128), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Mlp;
