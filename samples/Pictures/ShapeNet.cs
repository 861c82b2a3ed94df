using Unrolled;

namespace Pictures;

/// <summary>From coloured pictures of 32×32 pixels to five classes.</summary>
[Network, Input(3, 32, 32)]
[Conv2D(12, 3, Padding = 1), BatchNorm, ReLU, MaxPool2D(2)]
[Conv2D(24, 3, Padding = 1), BatchNorm, ReLU, MaxPool2D(2)]
[Conv2D(32, 3, Padding = 1), BatchNorm, ReLU, GlobalAvgPool2D]
[Dense(5), SoftmaxCrossEntropy]
public sealed partial class ShapeNet;
