using Unrolled;

/// <summary>
/// Tells a fruit by its weight in grams, width and height in millimetres, and hue in degrees. Numbers go in as they were measured: the
/// first layer learns what is usual and brings them to one scale.
/// </summary>
[Network, Input(4)]
[BatchNorm, Dense(16), ReLU, Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class Fruit;
