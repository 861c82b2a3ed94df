using System.Buffers;

namespace Unrolled.Data;

/// <summary>
/// Turns an image about its middle, each angle as likely. Pixels are interpolated between their four neighbours; what comes in from outside
/// is a value.
/// </summary>
/// <param name="Degrees">The largest angle to either side, 0 to 180.</param>
/// <param name="Fill">What comes in.</param>
public sealed record Rotate(double Degrees, float Fill = 0) : Augmentation
{
    /// <summary>The largest angle to either side, 0 to 180.</summary>
    public double Degrees { get; } = Degrees is >= 0 and <= 180
        ? Degrees
        : throw new ArgumentOutOfRangeException(nameof(Degrees), Degrees, "Images are turned by 0 to 180 degrees to either side.");

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random)
    {
        double halfTurns = (2.0 * random.NextSingle() - 1) * Degrees / 180;
        double sine = Elementary.SinPi(halfTurns), cosine = Elementary.CosPi(halfTurns);
        float[] copy = ArrayPool<float>.Shared.Rent(shape.Length);
        sample.CopyTo(copy);
        double middleX = (shape.Width - 1) / 2.0, middleY = (shape.Height - 1) / 2.0;
        for (int y = 0; y < shape.Height; y++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                // Where the pixel was before it was turned.
                double fromX = middleX + cosine * (x - middleX) + sine * (y - middleY);
                double fromY = middleY - sine * (x - middleX) + cosine * (y - middleY);
                int left = (int)Math.Floor(fromX), top = (int)Math.Floor(fromY);
                float right = (float)(fromX - left), below = (float)(fromY - top);
                for (int channel = 0; channel < shape.Channels; channel++)
                {
                    ReadOnlySpan<float> plane = copy.AsSpan(channel * shape.Plane, shape.Plane);
                    float upper = Between(At(plane, shape, top, left), At(plane, shape, top, left + 1), right);
                    float lower = Between(At(plane, shape, top + 1, left), At(plane, shape, top + 1, left + 1), right);
                    sample[channel * shape.Plane + y * shape.Width + x] = Between(upper, lower, below);
                }
            }
        }
        ArrayPool<float>.Shared.Return(copy);
    }

    private float At(ReadOnlySpan<float> plane, ImageShape shape, int y, int x) =>
        (uint)y < (uint)shape.Height && (uint)x < (uint)shape.Width ? plane[y * shape.Width + x] : Fill;

    // Exact at both ends, and where both are the same.
    private static float Between(float one, float other, float share) => share == 0 ? one : one + (other - one) * share;

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() => $"Rotate {{ Degrees = {Degrees}, Fill = {Fill} }}";
}
