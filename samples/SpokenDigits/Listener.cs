using Unrolled;

namespace SpokenDigits;

/// <summary>Hears 80 frames of 40 mel bands, eight tenths of a second, and tells which of ten words it was.</summary>
[Network, Input(40, 80)]
[Conv1D(48, 5, Padding = 2), BatchNorm, ReLU, MaxPool1D(2)]
[Conv1D(48, 5, Padding = 2), BatchNorm, ReLU, MaxPool1D(2)]
[Conv1D(48, 5, Padding = 2), BatchNorm, ReLU, MaxPool1D(4)]
[Dropout(0.3), Flatten, Dense(10)]
[SoftmaxCrossEntropy(LabelSmoothing = 0.1)]
internal sealed partial class Listener;
