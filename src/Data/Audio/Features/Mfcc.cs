using System.Buffers;

namespace Unrolled.Data;

/// <summary>Settings of <see cref="Mfcc"/>, with the defaults of <c>torchaudio.transforms.MFCC</c>.</summary>
public sealed record MfccOptions
{
    /// <summary>The mel spectrogram that the coefficients are made of.</summary>
    public MelOptions Mel { get; init; } = new();

    /// <summary>Coefficients a frame (<c>n_mfcc</c>), at most the mel bands. 40 unless set.</summary>
    public int Coefficients { get; init; } = 40;

    /// <summary>
    /// Whether the logarithm is <c>ln(mel + 1e-6)</c>; otherwise it is <c>10·log₁₀(max(mel, 1e-10))</c>, in decibels, and at most
    /// <see cref="TopDecibels"/> below the sound's loudest. False unless set.
    /// </summary>
    public bool LogMels { get; init; }

    /// <summary>How far below the loudest band of the sound, in decibels, others are clipped. 80 unless set.</summary>
    public double TopDecibels { get; init; } = 80;

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"MfccOptions {{ Mel = {Mel}, Coefficients = {Coefficients}, LogMels = {LogMels}, " +
        $"TopDecibels = {TopDecibels} }}";
}

/// <summary>
/// Mel-frequency cepstral coefficients, <c>torchaudio.transforms.MFCC</c>: the orthonormal cosine transform (DCT-II) of a frame's log-mel
/// bands, <c>√(2/N)·Σₙ log(melₙ)·cos(π/N·(n + ½)·k)</c>, the first one over √2.
/// </summary>
public sealed class Mfcc : AudioFeatures
{
    private const double DecibelsAFactorE = 4.3429448190325183, QuietestPower = 1e-10;

    private readonly MelFrames _mel;

    // [coefficient, band]
    private readonly double[] _cosines;

    /// <summary>Makes the tables.</summary>
    /// <param name="options">Settings; torchaudio's defaults if left out.</param>
    /// <param name="layout">Which axis of the output comes first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Mfcc(MfccOptions? options = null, FeatureLayout layout = FeatureLayout.FramesFirst)
    {
        Options = options ?? new MfccOptions();
        _mel = new MelFrames(Options.Mel);
        Layout = layout;
        int bands = Options.Mel.Bands;
        if (Options.Coefficients < 1 || Options.Coefficients > bands)
            throw new ArgumentOutOfRangeException(
                nameof(options), Options.Coefficients, $"{bands} bands have 1 to {bands} coefficients; 13 to 40 are usual.");
        if (!(Options.TopDecibels > 0))
            throw new ArgumentOutOfRangeException(nameof(options), Options.TopDecibels, "Top decibels are greater than 0; 80 is usual.");
        _cosines = new double[Options.Coefficients * bands];
        for (int i = 0; i < _cosines.Length; i++)
        {
            (int k, int n) = Math.DivRem(i, bands);
            _cosines[i] = Math.Sqrt((k == 0 ? 1.0 : 2.0) / bands) * Elementary.CosPi((n + 0.5) * k / bands);
        }
    }

    /// <summary>The settings.</summary>
    public MfccOptions Options { get; }

    /// <inheritdoc/>
    public override int SampleRate => Options.Mel.SampleRate;

    /// <summary>Coefficients in a frame.</summary>
    public override int Bands => Options.Coefficients;

    /// <inheritdoc/>
    public override FeatureLayout Layout { get; }

    /// <inheritdoc/>
    public override int Frames(int length) => _mel.Count(length);

    private protected override void ComputeAll(ReadOnlySpan<float> samples, int frames, Span<float> output)
    {
        int bands = Options.Mel.Bands;
        double[] rented = _mel.Rent(frames);
        Span<double> all = rented.AsSpan(0, frames * bands), scratch = rented.AsSpan(all.Length);
        for (int frame = 0; frame < frames; frame++)
            _mel.Compute(samples, 0, samples.Length, frame, all.Slice(frame * bands, bands), scratch);
        TakeLogarithms(all);
        for (int frame = 0; frame < frames; frame++)
        {
            for (int k = 0; k < Bands; k++)
                output[At(frame, k, frames)] = (float)Product(all.Slice(frame * bands, bands), _cosines.AsSpan(k * bands, bands));
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    private void TakeLogarithms(Span<double> mels)
    {
        double loudest = double.NegativeInfinity;
        foreach (ref double mel in mels)
        {
            mel = Options.LogMels
                ? Elementary.Ln(mel + LogMel.UsualFloor)
                : DecibelsAFactorE * Elementary.Ln(Math.Max(mel, QuietestPower));
            loudest = Math.Max(loudest, mel);
        }
        if (Options.LogMels)
            return;
        foreach (ref double mel in mels)
            mel = Math.Max(mel, loudest - Options.TopDecibels);
    }

    private static double Product(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
