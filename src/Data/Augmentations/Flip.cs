namespace Unrolled.Data;

/// <summary>Mirrors a sample, as often as not: each half of the samples of an epoch.</summary>
public sealed record Flip : Augmentation
{
    private readonly bool _horizontal;
    private readonly double _probability;

    private Flip(bool horizontal, double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is between 0 and 1.");
        (_horizontal, _probability) = (horizontal, probability);
    }

    /// <summary>Mirrors left and right.</summary>
    /// <param name="probability">How often, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no probability.</exception>
    public static Flip Horizontal(double probability = 0.5) => new(true, probability);

    /// <summary>Mirrors top and bottom.</summary>
    /// <param name="probability">How often, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no probability.</exception>
    public static Flip Vertical(double probability = 0.5) => new(false, probability);

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random)
    {
        if (!random.Happens(_probability))
            return;
        for (int row = 0; row < shape.Channels * shape.Height; row++)
        {
            Span<float> values = sample.Slice(row * shape.Width, shape.Width);
            if (_horizontal)
                values.Reverse();
            else if (row % shape.Height < shape.Height / 2)
                Swap(values, sample.Slice(Opposite(row, shape.Height) * shape.Width, shape.Width));
        }
    }

    private static int Opposite(int row, int height) => row - row % height + height - 1 - row % height;

    private static void Swap(Span<float> one, Span<float> other)
    {
        for (int x = 0; x < one.Length; x++)
            (one[x], other[x]) = (other[x], one[x]);
    }
}
