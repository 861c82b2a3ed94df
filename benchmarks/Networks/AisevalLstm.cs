namespace Unrolled.Benchmarks;

/// <summary>AIsEval's recurrent network: 32 steps of 32 features.</summary>
[Network, Input(32, 32)]
[Lstm(64), Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class AisevalLstm;
