namespace Unrolled.Benchmarks;

/// <summary>A classifier of sequences: 50 steps of 32 features.</summary>
[Network, Input(50, 32)]
[Lstm(64), Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Sequences;
