namespace Unrolled.Benchmarks;

/// <summary>A controller of a game or a device: 1,004 parameters.</summary>
[Network, Input(6)]
[Dense(64), ReLU, Dense(8), ReLU, Dense(4)]
[MeanSquaredError]
public sealed partial class SmallMlp;
