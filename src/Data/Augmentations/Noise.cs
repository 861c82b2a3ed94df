namespace Unrolled.Data;

/// <summary>Adds numbers of a normal distribution.</summary>
/// <param name="Deviation">Their standard deviation, at least 0.</param>
public sealed record Noise(double Deviation) : Augmentation
{
    /// <summary>The numbers' standard deviation.</summary>
    public double Deviation { get; } = Deviation >= 0 && double.IsFinite(Deviation)
        ? Deviation
        : throw new ArgumentOutOfRangeException(nameof(Deviation), Deviation, "A deviation is finite and at least 0.");

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random)
    {
        float deviation = (float)Deviation;
        foreach (ref float value in sample)
            value += deviation * random.NextNormal();
    }

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() => $"Noise {{ Deviation = {Deviation} }}";
}
