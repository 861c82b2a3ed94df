namespace Unrolled.Data;

/// <summary>Which axis of a sound's features is time.</summary>
public enum TimeAxis
{
    /// <summary>The columns: <c>[bands, frames]</c>, or <c>[1, samples]</c> for sound itself.</summary>
    Columns,

    /// <summary>The rows: <c>[frames, bands]</c>.</summary>
    Rows,
}

/// <summary>Begins a sound earlier or later, by whole frames and each distance as likely; what comes in is a value.</summary>
/// <param name="Most">The most frames.</param>
/// <param name="Axis">Which axis is time.</param>
/// <param name="Fill">What comes in: silence.</param>
public sealed record TimeShift(int Most, TimeAxis Axis = TimeAxis.Columns, float Fill = 0) : Augmentation
{
    private readonly Shift _shift = Axis == TimeAxis.Columns ? new(0, Most, Fill) : new(Most, 0, Fill);

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random) => _shift.Apply(sample, shape, ref random);

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() => $"TimeShift {{ Most = {Most}, Axis = {Axis}, Fill = {Fill} }}";
}

/// <summary>
/// Blanks stripes of a spectrum over time (Park and others, "SpecAugment: a simple data augmentation method for automatic speech
/// recognition", 2019, without its warping of time): each mask's width is drawn from 0 to the most, then its place.
/// </summary>
/// <param name="TimeMasks">Stripes of frames.</param>
/// <param name="TimeWidth">The most frames of one.</param>
/// <param name="BandMasks">Stripes of frequency bands.</param>
/// <param name="BandWidth">The most bands of one.</param>
/// <param name="Axis">Which axis is time.</param>
/// <param name="Fill">What the stripes are filled with: the mean, 0 for standardised features.</param>
public sealed record SpecAugment(
    int TimeMasks, int TimeWidth, int BandMasks, int BandWidth, TimeAxis Axis = TimeAxis.Columns, float Fill = 0) : Augmentation
{
    /// <summary>Stripes of frames.</summary>
    public int TimeMasks { get; } = AtLeast0(TimeMasks, nameof(TimeMasks));

    /// <summary>The most frames of one.</summary>
    public int TimeWidth { get; } = AtLeast0(TimeWidth, nameof(TimeWidth));

    /// <summary>Stripes of frequency bands.</summary>
    public int BandMasks { get; } = AtLeast0(BandMasks, nameof(BandMasks));

    /// <summary>The most bands of one.</summary>
    public int BandWidth { get; } = AtLeast0(BandWidth, nameof(BandWidth));

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, ImageShape shape, ref SampleRandom random)
    {
        bool columns = Axis == TimeAxis.Columns;
        for (int mask = 0; mask < TimeMasks; mask++)
            Blank(sample, shape, columns, TimeWidth, ref random);
        for (int mask = 0; mask < BandMasks; mask++)
            Blank(sample, shape, !columns, BandWidth, ref random);
    }

    private void Blank(Span<float> sample, ImageShape shape, bool columns, int most, ref SampleRandom random)
    {
        int extent = columns ? shape.Width : shape.Height;
        int width = random.Next(Math.Min(most, extent) + 1);
        int start = random.Next(extent - width + 1);
        for (int row = 0; row < shape.Channels * shape.Height; row++)
        {
            Span<float> values = sample.Slice(row * shape.Width, shape.Width);
            if (columns)
                values.Slice(start, width).Fill(Fill);
            else if (row % shape.Height >= start && row % shape.Height < start + width)
                values.Fill(Fill);
        }
    }

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"SpecAugment {{ TimeMasks = {TimeMasks}, TimeWidth = {TimeWidth}, BandMasks = {BandMasks}, " +
        $"BandWidth = {BandWidth}, Axis = {Axis}, Fill = {Fill} }}";
}
