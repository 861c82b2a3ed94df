namespace Unrolled.Benchmarks;

/// <summary>
/// MLPerf Tiny's classifier of images: 77,706 parameters of convolutions and the dense layer, and 960 of batch
/// normalisation. Where a kernel steps by two, its padding is the same on all sides, while Keras pads below and to the
/// right alone.
/// </summary>
[Network, Input(3, 32, 32)]
[Conv2D(16, 3, Padding = 1), BatchNorm, ReLU]
[Residual<ResNet8.Keep16>, ReLU]
[Residual<ResNet8.Shrink32>(Projection = true), ReLU]
[Residual<ResNet8.Shrink64>(Projection = true), ReLU]
[GlobalAvgPool2D, Dense(10), SoftmaxCrossEntropy]
public sealed partial class ResNet8
{
    [Block, Conv2D(16, 3, Padding = 1), BatchNorm, ReLU, Conv2D(16, 3, Padding = 1), BatchNorm]
    internal sealed class Keep16;

    [Block, Conv2D(32, 3, Padding = 1, Stride = 2), BatchNorm, ReLU, Conv2D(32, 3, Padding = 1), BatchNorm]
    internal sealed class Shrink32;

    [Block, Conv2D(64, 3, Padding = 1, Stride = 2), BatchNorm, ReLU, Conv2D(64, 3, Padding = 1), BatchNorm]
    internal sealed class Shrink64;
}
