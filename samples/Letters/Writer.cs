using Unrolled;

namespace Letters;

/// <summary>Reads 64 characters and, after each of them, guesses the next one.</summary>
[Network, Input(64)]
[Embedding(Alphabet.Size, 32)]
[Lstm(128, ReturnSequences = true)]
[Dense(Alphabet.Size)]
[SoftmaxCrossEntropy]
internal sealed partial class Writer;
