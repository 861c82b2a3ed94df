namespace Unrolled.Benchmarks;

/// <summary>The network of SimpleChains' README, which it fits to 200 observations at once; no bias in the last layer.</summary>
[Network, Input(24)]
[Dense(8), Tanh, Dropout(0.2), Dense(2, Bias = false)]
[MeanSquaredError]
public sealed partial class Readme;
