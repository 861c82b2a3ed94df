namespace Unrolled.Training;

/// <summary>
/// Samples as callers hand them over: inputs or tokens, and targets or labels. The spans of what they do not have are
/// empty.
/// </summary>
/// <param name="count">How many samples; none where a rank has no part of a batch.</param>
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

    /// <summary>What each sample weighs in the mean loss; empty where all weigh 1.</summary>
    public ReadOnlySpan<float> Weights { get; init; }

    /// <summary>All samples of a dataset.</summary>
    public static SampleSpans Of(Dataset data) => new(data.Count)
    {
        Inputs = data.Inputs,
        Tokens = data.Tokens,
        Targets = data.Targets,
        Labels = data.Labels,
        Weights = data.Weights,
    };

    /// <summary>Some of the samples, one after another.</summary>
    public SampleSpans Slice(int first, int count) => new(count)
    {
        Inputs = Part(Inputs, first, count),
        Tokens = Part(Tokens, first, count),
        Targets = Part(Targets, first, count),
        Labels = Part(Labels, first, count),
        Weights = Part(Weights, first, count),
    };

    /// <summary>
    /// The samples as one batch, in order, for as long as they are fixed at these places; what their targets
    /// weigh together in the mean loss is known.
    /// </summary>
    public Batch At(float* inputs, int* tokens, float* targets, int* labels, double counted, float* weights = null) => new()
    {
        Inputs = new(inputs, Inputs.Length / Math.Max(1, Count)),
        Tokens = new(tokens, Tokens.Length / Math.Max(1, Count)),
        Targets = new(targets, Targets.Length / Math.Max(1, Count)),
        Labels = new(labels, Labels.Length / Math.Max(1, Count)),
        Weights = new(weights, Weights.Length / Math.Max(1, Count)),
        Samples = Count,
        Counted = counted,
    };

    private ReadOnlySpan<TElement> Part<TElement>(ReadOnlySpan<TElement> all, int first, int count)
    {
        int length = all.Length / Count;
        return all.Slice(first * length, count * length);
    }
}
