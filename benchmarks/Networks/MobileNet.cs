namespace Unrolled.Benchmarks;

/// <summary>
/// MobileNetV1 of a quarter of the width, MLPerf Tiny's visual wake words: after the first convolution thirteen pairs, one
/// channel at a time and one place at a time. Where a kernel steps by two, its padding is the same on all sides, while
/// Keras pads below and to the right alone.
/// </summary>
[Network, Input(3, 96, 96)]
[Conv2D(8, 3, Padding = 1, Stride = 2), BatchNorm, ReLU]
[Conv2D(8, 3, Padding = 1, Groups = 8), BatchNorm, ReLU, Conv2D(16, 1), BatchNorm, ReLU]
[Conv2D(16, 3, Padding = 1, Stride = 2, Groups = 16), BatchNorm, ReLU, Conv2D(32, 1), BatchNorm, ReLU]
[Conv2D(32, 3, Padding = 1, Groups = 32), BatchNorm, ReLU, Conv2D(32, 1), BatchNorm, ReLU]
[Conv2D(32, 3, Padding = 1, Stride = 2, Groups = 32), BatchNorm, ReLU, Conv2D(64, 1), BatchNorm, ReLU]
[Conv2D(64, 3, Padding = 1, Groups = 64), BatchNorm, ReLU, Conv2D(64, 1), BatchNorm, ReLU]
[Conv2D(64, 3, Padding = 1, Stride = 2, Groups = 64), BatchNorm, ReLU, Conv2D(128, 1), BatchNorm, ReLU]
[Conv2D(128, 3, Padding = 1, Groups = 128), BatchNorm, ReLU, Conv2D(128, 1), BatchNorm, ReLU]
[Conv2D(128, 3, Padding = 1, Groups = 128), BatchNorm, ReLU, Conv2D(128, 1), BatchNorm, ReLU]
[Conv2D(128, 3, Padding = 1, Groups = 128), BatchNorm, ReLU, Conv2D(128, 1), BatchNorm, ReLU]
[Conv2D(128, 3, Padding = 1, Groups = 128), BatchNorm, ReLU, Conv2D(128, 1), BatchNorm, ReLU]
[Conv2D(128, 3, Padding = 1, Groups = 128), BatchNorm, ReLU, Conv2D(128, 1), BatchNorm, ReLU]
[Conv2D(128, 3, Padding = 1, Stride = 2, Groups = 128), BatchNorm, ReLU, Conv2D(256, 1), BatchNorm, ReLU]
[Conv2D(256, 3, Padding = 1, Groups = 256), BatchNorm, ReLU, Conv2D(256, 1), BatchNorm, ReLU]
[GlobalAvgPool2D, Dense(2), SoftmaxCrossEntropy]
public sealed partial class MobileNet;
