namespace Unrolled.Data;

/// <summary>Moves a sample by whole places, each distance as likely; what comes in from outside is a value.</summary>
/// <param name="Down">The most rows, up or down.</param>
/// <param name="Across">The most columns, left or right.</param>
/// <param name="Fill">What comes in.</param>
public sealed record Shift(int Down, int Across, float Fill = 0) : Augmentation
{
    /// <summary>The most rows, up or down.</summary>
    public int Down { get; } = AtLeast0(Down, nameof(Down));

    /// <summary>The most columns, left or right.</summary>
    public int Across { get; } = AtLeast0(Across, nameof(Across));

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random)
    {
        int down = random.Next(2 * Down + 1) - Down, across = random.Next(2 * Across + 1) - Across;
        for (int channel = 0; channel < shape.Channels; channel++)
            Move(sample.Slice(channel * shape.Plane, shape.Plane), shape, down, across, Fill);
    }

    /// <summary>Moves a plane; rows are taken in the order in which none is overwritten before it is moved.</summary>
    internal static void Move(Span<float> plane, ImageShape shape, int down, int across, float fill)
    {
        int kept = Math.Max(0, shape.Width - Math.Abs(across));
        for (int i = 0; i < shape.Height; i++)
        {
            int row = down > 0 ? shape.Height - 1 - i : i, from = row - down;
            Span<float> to = plane.Slice(row * shape.Width, shape.Width);
            if (from < 0 || from >= shape.Height || kept == 0)
            {
                to.Fill(fill);
                continue;
            }
            Span<float> values = plane.Slice(from * shape.Width, shape.Width);
            int start = Math.Max(0, across);
            values.Slice(Math.Max(0, -across), kept).CopyTo(to[start..]);
            to[..start].Fill(fill);
            to[(start + kept)..].Fill(fill);
        }
    }

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() => $"Shift {{ Down = {Down}, Across = {Across}, Fill = {Fill} }}";
}

/// <summary>
/// Puts a margin around a sample and cuts its size out of that at a random place (PyTorch's <c>RandomCrop</c> with <c>padding</c>).
/// </summary>
/// <param name="Padding">Width of the margin.</param>
/// <param name="Fill">What the margin is made of.</param>
public sealed record Crop(int Padding, float Fill = 0) : Augmentation
{
    private readonly Shift _shift = new(Padding, Padding, Fill);

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random) => _shift.Apply(sample, shape, ref random);

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() => $"Crop {{ Padding = {Padding}, Fill = {Fill} }}";
}
