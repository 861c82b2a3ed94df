namespace Unrolled;

/// <summary>
/// Room for one sample, which a <see cref="SampleSource"/> fills. The spans of what its samples do not have are empty.
/// </summary>
public readonly ref struct Sample
{
    /// <summary>The input of a network of floats: <see cref="SampleSource.InputLength"/> of them.</summary>
    public Span<float> Input { get; init; }

    /// <summary>The input of a network of tokens: <see cref="SampleSource.InputLength"/> of them.</summary>
    public Span<int> Tokens { get; init; }

    /// <summary>Class labels: <see cref="SampleSource.TargetLength"/> of them; -100 is ignored.</summary>
    public Span<int> Labels { get; init; }

    /// <summary>Target floats: <see cref="SampleSource.TargetLength"/> of them.</summary>
    public Span<float> Targets { get; init; }

    /// <summary>What the sample counts for in the mean loss: one float, where <see cref="SampleSource.HasWeights"/>.</summary>
    public Span<float> Weight { get; init; }
}
