namespace Unrolled.Data;

/// <summary>The unit in which mel bands have equal widths.</summary>
public enum MelScale
{
    /// <summary><c>2595·log₁₀(1 + f/700)</c>, as in HTK and by default in torchaudio.</summary>
    Htk,

    /// <summary>Linear to 1 kHz and logarithmic above, as in Slaney's Auditory Toolbox and by default in librosa.</summary>
    Slaney,
}

/// <summary>How high the triangles of mel bands are.</summary>
public enum MelNorm
{
    /// <summary>All of them 1, torchaudio's default.</summary>
    None,

    /// <summary>2 over their width in Hz, so that all have one area, librosa's default.</summary>
    Slaney,
}

/// <summary>
/// A mel spectrogram's settings, with the names' meanings and the defaults of <c>torchaudio.transforms.MelSpectrogram</c>. Frames are
/// seen through a periodic Hann window, in the middle of <see cref="FftLength"/> where it is shorter.
/// </summary>
public sealed record MelOptions
{
    /// <summary>Samples a second. 16,000 unless set.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>
    /// Samples that a frame's Fourier transform sees (<c>n_fft</c>): 400 unless set. Any length; products of 2, 3 and 5 are quick.
    /// </summary>
    public int FftLength { get; init; } = 400;

    /// <summary>Samples in the window (<c>win_length</c>), at most <see cref="FftLength"/>; as many as that unless set.</summary>
    public int? WindowLength { get; init; }

    /// <summary>Samples from frame to frame (<c>hop_length</c>); half a window unless set.</summary>
    public int? HopLength { get; init; }

    /// <summary>Where the lowest band begins, in Hz (<c>f_min</c>). 0 unless set.</summary>
    public double LowestFrequency { get; init; }

    /// <summary>Where the highest band ends, in Hz (<c>f_max</c>); half the rate unless set.</summary>
    public double? HighestFrequency { get; init; }

    /// <summary>Mel bands (<c>n_mels</c>). 128 unless set.</summary>
    public int Bands { get; init; } = 128;

    /// <summary>The power of magnitudes that is summed: 2, energies, unless set, or 1.</summary>
    public int Power { get; init; } = 2;

    /// <summary>
    /// Whether frame <c>t</c> is centred on sample <c>t·hop</c>, with the sound mirrored at its ends; otherwise it begins there, and no
    /// frame goes beyond the end. True unless set.
    /// </summary>
    public bool Centered { get; init; } = true;

    /// <summary>The unit of the bands' widths. HTK's unless set.</summary>
    public MelScale Scale { get; init; }

    /// <summary>The height of the bands' triangles. 1 unless set.</summary>
    public MelNorm Norm { get; init; }

    internal int Window => WindowLength ?? FftLength;

    internal int Hop => HopLength ?? Math.Max(1, Window / 2);

    internal double Highest => HighestFrequency ?? SampleRate / 2;

    internal MelOptions Checked()
    {
        Waveform.RequireRate(SampleRate, nameof(SampleRate));
        Require(FftLength is >= 2 and <= 1 << 20, nameof(FftLength), FftLength, "a transform sees 2 to 1048576 samples; 400 is usual");
        Require(Window >= 1 && Window <= FftLength, nameof(WindowLength), Window,
            $"a window has 1 to {nameof(FftLength)} = {FftLength} samples");
        Require(Hop >= 1, nameof(HopLength), Hop, "frames are at least 1 sample apart");
        Require(Bands is >= 1 and <= 4096, nameof(Bands), Bands, "there are 1 to 4096 bands; 40 to 128 are usual");
        Require(Power is 1 or 2, nameof(Power), Power, "magnitudes are summed as they are, 1, or squared, 2");
        Require(LowestFrequency >= 0 && LowestFrequency < Highest, nameof(LowestFrequency), LowestFrequency,
            $"it is at least 0 and below the highest, {Highest} Hz");
        Require(Highest <= SampleRate / 2.0, nameof(HighestFrequency), Highest,
            $"sound of {SampleRate} samples a second has frequencies to {SampleRate / 2.0} Hz");
        return this;
    }

    private static void Require(bool condition, string name, object value, string expected)
    {
        if (!condition)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}, but {expected}.");
    }

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"MelOptions {{ SampleRate = {SampleRate}, FftLength = {FftLength}, WindowLength = {WindowLength}, " +
        $"HopLength = {HopLength}, LowestFrequency = {LowestFrequency}, HighestFrequency = {HighestFrequency}, " +
        $"Bands = {Bands}, Power = {Power}, Centered = {Centered}, Scale = {Scale}, Norm = {Norm} }}";
}
