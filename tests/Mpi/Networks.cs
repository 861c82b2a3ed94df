using Unrolled;

namespace Unrolled.Mpi.Tests;

/// <summary>Guesses each next letter, with what random numbers and rows of tables bring.</summary>
[Network, Input(24)]
[Embedding(40, 16), Dropout(0.2), Lstm(32, ReturnSequences = true), Dropout(0.3), Dense(40)]
[SoftmaxCrossEntropy]
internal sealed partial class Letters;
