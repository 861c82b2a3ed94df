namespace Unrolled.Training;

/// <summary>Samples of one step or evaluation, in memory that stays where it is for as long.</summary>
/// <param name="inputs">The first sample's inputs, sample-major.</param>
/// <param name="targets">The first sample's targets: ints or floats, both of 4 bytes.</param>
/// <param name="targetLength">Targets of one sample.</param>
/// <param name="order">Which rows of that memory are the samples; null for the first rows in order.</param>
/// <param name="samples">How many.</param>
/// <param name="distributions">Whether the targets of a loss over classes are distributions.</param>
/// <param name="counted">Targets that count in the mean loss: labels that are not ignored, or target floats.</param>
internal readonly unsafe struct Batch(float* inputs, void* targets, int targetLength, int* order, int samples, long counted, bool distributions = false)
{
    public readonly float* Inputs = inputs;
    public readonly float* Targets = (float*)targets;
    public readonly int TargetLength = targetLength;
    public readonly int* Order = order;
    public readonly int Samples = samples;
    public readonly long Counted = counted;
    public readonly bool Distributions = distributions;

    /// <summary>What each target weighs, so that the shares add up to the mean.</summary>
    public float Scale => (float)(1.0 / Counted);
}
