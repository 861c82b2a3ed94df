namespace Unrolled.Training;

/// <summary>
/// Samples as callers hand them over: inputs or tokens, and targets or labels. The spans of what they do not have are
/// empty.
/// </summary>
/// <param name="count">How many samples, at least one.</param>
internal readonly unsafe ref struct SampleSpans(int count)
{
    /// <summary>How many samples there are.</summary>
    public int Count { get; } = count;

    /// <summary>Inputs of networks of floats.</summary>
    public ReadOnlySpan<float> Inputs { get; init; }

    /// <summary>Inputs of networks of tokens.</summary>
    public ReadOnlySpan<int> Tokens { get; init; }

    /// <summary>Target floats, or for a loss over classes distributions.</summary>
    public ReadOnlySpan<float> Targets { get; init; }

    /// <summary>Class labels.</summary>
    public ReadOnlySpan<int> Labels { get; init; }

    /// <summary>All samples of a dataset.</summary>
    public static SampleSpans Of(Dataset data) =>
        new(data.Count) { Inputs = data.Inputs, Tokens = data.Tokens, Targets = data.Targets, Labels = data.Labels };

    /// <summary>Some of the samples, one after another.</summary>
    public SampleSpans Slice(int first, int count) => new(count)
    {
        Inputs = Part(Inputs, first, count),
        Tokens = Part(Tokens, first, count),
        Targets = Part(Targets, first, count),
        Labels = Part(Labels, first, count),
    };

    /// <summary>
    /// The samples as one batch, in order, for as long as they are fixed at these places; some targets count in the
    /// mean loss.
    /// </summary>
    public Batch At(float* inputs, int* tokens, float* targets, int* labels, long counted) => new()
    {
        Inputs = new(inputs, Inputs.Length / Count),
        Tokens = new(tokens, Tokens.Length / Count),
        Targets = new(targets, Targets.Length / Count),
        Labels = new(labels, Labels.Length / Count),
        Samples = Count,
        Counted = counted,
    };

    private ReadOnlySpan<TElement> Part<TElement>(ReadOnlySpan<TElement> all, int first, int count)
    {
        int length = all.Length / Count;
        return all.Slice(first * length, count * length);
    }
}
