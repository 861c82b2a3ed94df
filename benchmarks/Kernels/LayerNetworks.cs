namespace Unrolled.Benchmarks.Kernels;

// One layer each, so that its kernels can be timed alone. The sizes are those of the workloads.

/// <summary>The first layer of a classifier of digits.</summary>
[Network, Input(784), Dense(128), MeanSquaredError]
public sealed partial class DenseLayer;

/// <summary>A 5×5 convolution as LeNet-5's second.</summary>
[Network, Input(6, 12, 12), Conv2D(16, 5), MeanSquaredError]
public sealed partial class ConvolutionLayer;

/// <summary>A 3×3 convolution with borders as in residual networks.</summary>
[Network, Input(16, 32, 32), Conv2D(16, 3, Padding = 1), MeanSquaredError]
public sealed partial class PaddedConvolutionLayer;

/// <summary>A depthwise convolution.</summary>
[Network, Input(64, 16, 16), Conv2D(64, 3, Padding = 1, Groups = 64), MeanSquaredError]
public sealed partial class DepthwiseLayer;

/// <summary>Max pooling of LeNet-5's first feature maps.</summary>
[Network, Input(6, 24, 24), MaxPool2D(2), MeanSquaredError]
public sealed partial class PoolLayer;

/// <summary>An LSTM over 50 steps of 32 features.</summary>
[Network, Input(50, 32), Lstm(64), MeanSquaredError]
public sealed partial class LstmLayer;

/// <summary>A GRU over 50 steps of 32 features.</summary>
[Network, Input(50, 32), Gru(64), MeanSquaredError]
public sealed partial class GruLayer;

/// <summary>4,096 sigmoids.</summary>
[Network, Input(4096), Sigmoid, MeanSquaredError]
public sealed partial class SigmoidLayer;

/// <summary>4,096 hyperbolic tangents.</summary>
[Network, Input(4096), Tanh, MeanSquaredError]
public sealed partial class TanhLayer;

/// <summary>4,096 exponentials and their sum.</summary>
[Network, Input(4096), Softmax, MeanSquaredError]
public sealed partial class SoftmaxLayer;

/// <summary>4,096 Gaussian error functions.</summary>
[Network, Input(4096), GELU, MeanSquaredError]
public sealed partial class GeluLayer;
