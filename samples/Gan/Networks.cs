using Unrolled;

namespace Gan;

/// <summary>Draws a digit from 64 numbers of noise.</summary>
[Network, Input(64)]
[Dense(64 * 7 * 7, Bias = false), BatchNorm, ReLU, Reshape(64, 7, 7)]
[ConvTranspose2D(32, 4, Stride = 2, Padding = 1, Bias = false), BatchNorm, ReLU]
[ConvTranspose2D(1, 4, Stride = 2, Padding = 1), Tanh]
public sealed partial class Artist;

/// <summary>Tells drawn digits from real ones.</summary>
[Network, Input(1, 28, 28)]
[Conv2D(32, 4, Stride = 2, Padding = 1), LeakyReLU(0.2)]
[Conv2D(64, 4, Stride = 2, Padding = 1, Bias = false), BatchNorm, LeakyReLU(0.2)]
[Flatten, Dense(1)]
public sealed partial class Critic;

/// <summary>The two against each other.</summary>
[Adversarial<Artist, Critic>]
public sealed partial class Pair;

/// <summary>Knows the ten digits, and says what a drawing shows and how sure it is.</summary>
[Network, Input(1, 28, 28)]
[Conv2D(8, 5), ReLU, MaxPool2D(2), Conv2D(16, 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Judge;
