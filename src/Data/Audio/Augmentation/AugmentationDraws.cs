namespace Unrolled.Data;

/// <summary>Where the random numbers of one sample in one epoch come from, each use with its own.</summary>
internal readonly record struct AugmentationDraws(ulong Seed, int Epoch, int Index)
{
    public const int Speed = 0, Noise = 1, Place = 2, Tempo = 3, Pitch = 4, Masks = 5;

    public SampleRandom For(int use) => new(Seed, Epoch, Index, use);
}
