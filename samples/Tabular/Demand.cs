using Unrolled;

namespace Tabular;

/// <summary>From the 16 numbers that a row of the table becomes to the three degrees of demand.</summary>
[Network, Input(16)]
[Dense(48), ReLU, Dense(48), ReLU, Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class Demand;
