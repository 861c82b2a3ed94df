namespace Unrolled.Training;

/// <summary>A group of samples with what a network made of them.</summary>
/// <param name="outputs">Its outputs, sample-major.</param>
/// <param name="labels">Its labels; null where there are targets.</param>
/// <param name="targets">Its target floats; null where there are labels.</param>
/// <param name="first">The place of its first sample in the block.</param>
/// <param name="count">Samples in it.</param>
internal readonly unsafe struct JudgedGroup(float* outputs, int* labels, float* targets, int first, int count)
{
    public float* Outputs => outputs;

    public int* Labels => labels;

    public float* Targets => targets;

    public int First => first;

    public int Count => count;
}
