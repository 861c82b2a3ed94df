namespace Unrolled.Data;

/// <summary>The shape of a sample with an image's axes; a spectrum over time is one channel of rows and columns.</summary>
/// <param name="Channels">Planes, one behind another.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Width">Floats in a row.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Floats in a plane.</summary>
    public int Plane => Height * Width;

    /// <summary>Floats in a sample.</summary>
    public int Length => Channels * Plane;
}

/// <summary>
/// A random change to a sample that leaves its label true. What it draws follows from seed, epoch, sample and its place among the
/// augmentations (<see cref="SampleRandom"/>), and it computes with nothing but correctly rounded operations: the same seed gives the same
/// bits, for any number of threads and on any machine.
/// </summary>
public abstract record Augmentation
{
    /// <summary>Changes a sample in place.</summary>
    /// <param name="sample">The sample's floats.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="random">The numbers to draw.</param>
    public abstract void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random);

    /// <summary>A value that is at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    private protected static int AtLeast0(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
