namespace Unrolled.Benchmarks;

/// <summary>
/// The network of Keras' example for CIFAR-10: 1,250,858 parameters, of which the first dense layer has nineteen in twenty.
/// </summary>
[Network, Input(3, 32, 32)]
[Conv2D(32, 3, Padding = 1), ReLU, Conv2D(32, 3), ReLU, MaxPool2D(2), Dropout(0.25)]
[Conv2D(64, 3, Padding = 1), ReLU, Conv2D(64, 3), ReLU, MaxPool2D(2), Dropout(0.25)]
[Flatten, Dense(512), ReLU, Dropout(0.5), Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class CifarCnn;
