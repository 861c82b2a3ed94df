namespace Unrolled.Data;

/// <summary>
/// What is changed at random in recordings each time they are read, so that a network hears more voices, rooms and tempi than there are.
/// What is 0, null or false is left alone.
/// </summary>
public sealed record AudioAugmentation
{
    /// <summary>
    /// By how much recordings are played faster or slower, voices and all, as a share: 0.15 for 0.85 to 1.15 times, in hundredths. Imitates
    /// smaller and larger speakers. 0 to 0.5.
    /// </summary>
    public double Speed { get; init => field = Share(value, nameof(Speed)); }

    /// <summary>
    /// By how much frames are stretched in time while bands stay, as a share: slow and quick speakers. Acts on features alone. 0 to 0.5.
    /// </summary>
    public double Tempo { get; init => field = Share(value, nameof(Tempo)); }

    /// <summary>
    /// By how much bands are stretched while frames stay, as a share: longer and shorter vocal tracts (after Jaitly and Hinton,
    /// "Vocal tract
    /// length perturbation improves speech recognition", 2013, here along the bands of the features). Acts on features alone. 0 to 0.5.
    /// </summary>
    public double Pitch { get; init => field = Share(value, nameof(Pitch)); }

    /// <summary>
    /// How many decibels of power sound is above the white noise that is added to it: at least as many as this, at most 40 more. Null for
    /// no noise.
    /// </summary>
    public double? SignalToNoise { get; init; }

    /// <summary>Whether recordings lie anywhere in their sample; otherwise in its middle.</summary>
    public bool Shift { get; init; }

    /// <summary>The most neighbouring bands that a mask covers (SpecAugment: Park and others, 2019). Acts on features alone.</summary>
    public int BandMask { get; init => field = Length(value, nameof(BandMask)); }

    /// <summary>The most neighbouring frames that a mask covers. Acts on features alone.</summary>
    public int FrameMask { get; init => field = Length(value, nameof(FrameMask)); }

    /// <summary>Masks of either kind. 1 unless set.</summary>
    public int Masks { get; init => field = Length(value, nameof(Masks)); } = 1;

    internal int DrawPlace(int spare, AugmentationDraws draws) => Shift ? draws.For(AugmentationDraws.Place).Next(spare + 1) : spare / 2;

    internal Warp DrawWarp(AugmentationDraws draws) =>
        new(Factor(Tempo, draws.For(AugmentationDraws.Tempo)), Factor(Pitch, draws.For(AugmentationDraws.Pitch)));

    /// <summary>Covers neighbouring bands and frames with their features' mean.</summary>
    internal void Mask(FeatureGrid grid, AugmentationDraws draws)
    {
        if (BandMask == 0 && FrameMask == 0)
            return;
        SampleRandom random = draws.For(AugmentationDraws.Masks);
        double sum = 0;
        for (int band = 0; band < grid.Bands; band++)
        {
            for (int frame = 0; frame < grid.Frames; frame++)
                sum += grid[frame, band];
        }
        float mean = (float)(sum / grid.Frames / grid.Bands);
        for (int mask = 0; mask < Masks; mask++)
        {
            (int firstBand, int bands) = Stretch(ref random, BandMask, grid.Bands);
            Cover(grid, 0, grid.Frames, firstBand, bands, mean);
            (int firstFrame, int frames) = Stretch(ref random, FrameMask, grid.Frames);
            Cover(grid, firstFrame, frames, 0, grid.Bands, mean);
        }
    }

    /// <summary>Adds noise to sound, in place.</summary>
    internal void AddNoise(Span<float> samples, AugmentationDraws draws)
    {
        if (SignalToNoise is not { } least)
            return;
        const float Range = 40;
        SampleRandom random = draws.For(AugmentationDraws.Noise);
        double power = Decibels.MeanPower(samples) / Decibels.ToPower(least + Range * random.NextSingle());
        // Evenly distributed from -a to a has the power a²/3.
        float amplitude = (float)Math.Sqrt(3 * power);
        foreach (ref float sample in samples)
            sample += random.Between(-amplitude, amplitude);
    }

    private static void Cover(FeatureGrid grid, int firstFrame, int frames, int firstBand, int bands, float value)
    {
        for (int band = firstBand; band < firstBand + bands; band++)
        {
            for (int frame = firstFrame; frame < firstFrame + frames; frame++)
                grid[frame, band] = value;
        }
    }

    private static (int First, int Count) Stretch(ref SampleRandom random, int most, int length)
    {
        int count = random.Next(Math.Min(most, length) + 1);
        return (random.Next(length - count + 1), count);
    }

    private static float Factor(double share, SampleRandom random) =>
        share == 0 ? 1 : random.Between((float)(1 - share), (float)(1 + share));

    private static double Share(double value, string name) => value is >= 0 and <= 0.5
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a share of 0 to 0.5; 0.15 means 0.85 to 1.15 times.");

    private static int Length(int value, string name) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a number of at least 0.");

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"AudioAugmentation {{ Speed = {Speed}, Tempo = {Tempo}, Pitch = {Pitch}, " +
        $"SignalToNoise = {SignalToNoise}, Shift = {Shift}, BandMask = {BandMask}, FrameMask = {FrameMask}, " +
        $"Masks = {Masks} }}";
}
