namespace Unrolled.Benchmarks;

/// <summary>SimpleChains' example that learns the exponential of 2×2 matrices, from 10,000 of them at once.</summary>
[Network, Input(4)]
[Dense(32), Tanh, Dense(16), Tanh, Dense(4)]
[MeanSquaredError]
public sealed partial class MatrixExponential;
