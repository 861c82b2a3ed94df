namespace Unrolled.Benchmarks;

/// <summary>The anomaly detector of MLPerf Tiny: 640 features of sound, through a neck of 8, and back.</summary>
[Network, Input(640)]
[Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU]
[Dense(8), BatchNorm, ReLU]
[Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU]
[Dense(640)]
[MeanSquaredError]
public sealed partial class Autoencoder;
