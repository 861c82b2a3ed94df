namespace Unrolled.Benchmarks;

/// <summary>AIsEval's perceptron. Its first layer is a wide one.</summary>
[Network, Input(784)]
[Dense(512), ReLU, Dense(128), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class AisevalMlp;
