using Unrolled;

namespace Transfer;

/// <summary>LeNet-5's convolution part: what a picture of a digit shows, whatever digit it is.</summary>
[Network, Input(1, 28, 28)]
[Conv2D(6, 5), ReLU, MaxPool2D(2)]
[Conv2D(16, 5), ReLU, MaxPool2D(2), Flatten]
public sealed partial class Backbone;

/// <summary>LeNet-5's dense part, for five digits.</summary>
[Network, Input(256)]
[Dense(120), ReLU, Dense(84), ReLU, Dense(5)]
[SoftmaxCrossEntropy]
public sealed partial class Head;

/// <summary>Both, learning.</summary>
[Network, Input(1, 28, 28)]
[Use<Backbone>, Use<Head>]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;

/// <summary>Both, the convolution part as it is: the generated code has no way back through it.</summary>
[Network, Input(1, 28, 28)]
[Use<Backbone>(Frozen = true), Use<Head>]
[SoftmaxCrossEntropy]
public sealed partial class Transferred;
