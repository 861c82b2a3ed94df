using Unrolled;

namespace SpokenDigits;

/// <summary>
/// Hears 64 frames of 32 mel bands, eight tenths of a second, and tells which of ten words it was. The first layers look at patches
/// of bands and frames, so that they find the same sounds in higher and lower voices; the later ones follow them through time.
/// </summary>
[Network, Input(1, 32, 64)]
[Conv2D(16, 5, StrideHeight = 2, StrideWidth = 1, Padding = 2), BatchNorm, ReLU, MaxPool2D(2)]
[Conv2D(32, 3, Padding = 1), BatchNorm, ReLU, MaxPool2D(2), Reshape(128, 16)]
[Dropout(0.2), Conv1D(64, 3, Padding = 1), BatchNorm, ReLU]
[Dropout(0.2), Conv1D(64, 3, Padding = 1), BatchNorm, ReLU, AvgPool1D(4)]
[Dropout(0.4), Flatten, Dense(10)]
[SoftmaxCrossEntropy(LabelSmoothing = 0.1)]
internal sealed partial class Listener;
