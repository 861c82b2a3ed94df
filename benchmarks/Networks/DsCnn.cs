namespace Unrolled.Benchmarks;

/// <summary>
/// MLPerf Tiny's keyword spotting: 49 frames of 10 features, convolutions of one channel at a time and of one place at a
/// time. Keras' "same" padding takes eight rows of zeros and two columns for 25×5; five rows above and below give the same.
/// </summary>
[Network, Input(1, 49, 10)]
[Conv2D(64, 10, 4, Stride = 2, PaddingHeight = 5, PaddingWidth = 1), BatchNorm, ReLU, Dropout(0.2)]
[Repeat<DsCnn.Separable>(4)]
[Dropout(0.4), GlobalAvgPool2D, Dense(12), SoftmaxCrossEntropy]
public sealed partial class DsCnn
{
    [Block, Conv2D(64, 3, Padding = 1, Groups = 64), BatchNorm, ReLU, Conv2D(64, 1), BatchNorm, ReLU]
    internal sealed class Separable;
}
