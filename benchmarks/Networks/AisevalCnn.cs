namespace Unrolled.Benchmarks;

/// <summary>
/// AIsEval's network of two convolutions. There the last pooling is adaptive, from 14×14 to 4×4, by windows of four that
/// begin at 0, 3, 7 and 10. Pooling has even steps here, so all three libraries take windows of five in steps of three,
/// which gives 4×4 too.
/// </summary>
[Network, Input(1, 28, 28)]
[Conv2D(16, 3, Padding = 1), ReLU, MaxPool2D(2)]
[Conv2D(32, 3, Padding = 1), ReLU, AvgPool2D(5, Stride = 3)]
[Flatten, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class AisevalCnn;
