namespace Unrolled.Data;

/// <summary>Puts augmentations before a source of samples.</summary>
public static class Augmenting
{
    /// <summary>
    /// The same samples and labels, with inputs that are changed at random anew in each epoch. Only what is trained with is
    /// augmented; validation and test samples stay as they are.
    /// </summary>
    /// <param name="source">Samples of floats.</param>
    /// <param name="shape">A sample's shape.</param>
    /// <param name="seed">Chosen by the user.</param>
    /// <param name="augmentations">What is done to each sample, in this order.</param>
    /// <exception cref="ArgumentException">The samples are tokens, or of another shape.</exception>
    public static SampleSource Augment(
        this SampleSource source, ImageShape shape, ulong seed, params IReadOnlyList<Augmentation> augmentations)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(augmentations);
        if (source.HasTokens)
            throw new ArgumentException("Tokens cannot be augmented; these augmentations are for floats.", nameof(source));
        if (source.InputLength != (long)shape.Channels * shape.Height * shape.Width)
            throw new ArgumentException(
                $"{shape.Channels}×{shape.Height}×{shape.Width} is not the shape of samples of {source.InputLength} floats.",
                nameof(shape));
        return new AugmentedSource(source, shape, seed, [.. augmentations]) { ClassNames = source.ClassNames };
    }

    private sealed class AugmentedSource(SampleSource source, ImageShape shape, ulong seed, Augmentation[] augmentations)
        : SampleSource(source.Count, source.Shape)
    {
        public override bool IsSequential => source.IsSequential;

        public override void EndEpoch() => source.EndEpoch();

        public override void Read(int index, int epoch, Sample into)
        {
            source.Read(index, epoch, into);
            for (int i = 0; i < augmentations.Length; i++)
            {
                var random = new SampleRandom(seed, epoch, index, i);
                augmentations[i].Apply(into.Input, shape, ref random);
            }
        }
    }
}
