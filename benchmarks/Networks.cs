namespace Unrolled.Benchmarks;

/// <summary>LeNet-5 as SimpleChains measures it: 44,426 parameters.</summary>
[Network, Input(1, 28, 28)]
[Conv2D(6, 5), ReLU, MaxPool2D(2)]
[Conv2D(16, 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;

/// <summary>The small classifier of many tutorials.</summary>
[Network, Input(784)]
[Dense(128), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Mlp;

/// <summary>Layers whose weights exceed a core's cache: 3,251,300 parameters.</summary>
[Network, Input(1024)]
[Dense(1024), ReLU, Dense(1024), ReLU, Dense(1024), ReLU, Dense(100)]
[SoftmaxCrossEntropy]
public sealed partial class WideMlp;

/// <summary>A controller of a game or a device: 1,004 parameters.</summary>
[Network, Input(6)]
[Dense(64), ReLU, Dense(8), ReLU, Dense(4)]
[MeanSquaredError]
public sealed partial class SmallMlp;

/// <summary>The network of SimpleChains' README, which it fits to 200 observations at once; no bias in the last layer.</summary>
[Network, Input(24)]
[Dense(8), Tanh, Dropout(0.2), Dense(2, Bias = false)]
[MeanSquaredError]
public sealed partial class Readme;

/// <summary>SimpleChains' example that learns the exponential of 2×2 matrices, from 10,000 of them at once.</summary>
[Network, Input(4)]
[Dense(32), Tanh, Dense(16), Tanh, Dense(4)]
[MeanSquaredError]
public sealed partial class MatrixExponential;

/// <summary>A classifier of sequences: 50 steps of 32 features.</summary>
[Network, Input(50, 32)]
[Lstm(64), Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Sequences;

/// <summary>The anomaly detector of MLPerf Tiny: 640 features of sound, through a neck of 8, and back.</summary>
[Network, Input(640)]
[Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU]
[Dense(8), BatchNorm, ReLU]
[Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU, Dense(128), BatchNorm, ReLU]
[Dense(640)]
[MeanSquaredError]
public sealed partial class Autoencoder;
