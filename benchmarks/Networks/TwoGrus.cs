namespace Unrolled.Benchmarks;

/// <summary>Keyword spotting over 100 frames of 40 features: two recurrent layers of 128, whose last step is classified.</summary>
[Network, Input(100, 40)]
[Gru(128, ReturnSequences = true), Gru(128), Dense(12)]
[SoftmaxCrossEntropy]
public sealed partial class TwoGrus;
