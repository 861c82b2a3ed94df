using Unrolled;

namespace Recognition;

/// <summary>
/// LeNet-5 with weights that the assembly carries. They were trained by <c>samples/Digits</c> on digits that it writes itself:
/// <c>dotnet run -c Release --project samples/Digits -- --written 60000 --epochs 40 --model samples/Recognition/lenet5.safetensors</c>.
/// </summary>
[Network(Weights = "lenet5.safetensors", InputGradient = true), Input(1, 28, 28)]
[Conv2D(6, 5), ReLU, MaxPool2D(2)]
[Conv2D(16, 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;
