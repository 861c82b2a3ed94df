namespace Unrolled.Benchmarks;

/// <summary>
/// M5 (Dai et al., "Very deep convolutional neural networks for raw waveforms", 2016) in the size of PyTorch's tutorial on
/// speech commands: a second of 8,000 samples. Behind the last pooling one place is left, which is also the mean over all
/// places: no layer takes it.
/// </summary>
[Network, Input(1, 8000)]
[Conv1D(32, 80, Stride = 16), BatchNorm, ReLU, MaxPool1D(4)]
[Conv1D(32, 3), BatchNorm, ReLU, MaxPool1D(4)]
[Conv1D(64, 3), BatchNorm, ReLU, MaxPool1D(4)]
[Conv1D(64, 3), BatchNorm, ReLU, MaxPool1D(4)]
[Flatten, Dense(35), SoftmaxCrossEntropy]
public sealed partial class M5;
