namespace Unrolled.Data;

/// <summary>How recordings become samples of one length.</summary>
public sealed record AudioOptions
{
    /// <summary>Samples a second: all recordings are resampled to it. That of <see cref="Features"/>, or 16,000, unless set.</summary>
    public int? SampleRate { get; init; }

    /// <summary>
    /// The length of a sample: longer recordings lose their ends, shorter ones get silence on both sides. 1 second unless set.
    /// </summary>
    public double Seconds { get; init; } = 1;

    /// <summary>What is computed of the sound: <see cref="LogMel"/> or <see cref="Mfcc"/>; the samples themselves unless set.</summary>
    public AudioFeatures? Features { get; init; }

    /// <summary>
    /// How many decibels below its loudest band a recording still counts, greater than 0: what is quieter, the noise of rooms and
    /// microphones, becomes silence. Around the sound stands what each of its bands has at its quietest, so that its ends are no edges.
    /// 30 to 40 suit speech from different microphones. Everything counts unless set. Acts on <see cref="LogMel"/> alone, before
    /// <see cref="Normalization"/>.
    /// </summary>
    public double? DynamicRange { get; init; }

    /// <summary>What is taken out of each recording's features. Nothing unless set.</summary>
    public Normalization Normalization { get; init; }

    /// <summary>
    /// Takes away what is more than so many decibels below the loudest part at both ends (<see cref="Silence.Trim"/>). Nothing unless set.
    /// </summary>
    public double? TrimDecibels { get; init; }

    /// <summary>
    /// What the path of a recording below the folder says, without its extension: <c>{label}/{take}</c>, a folder a class, unless
    /// set. Names
    /// in braces are fields, which end where what follows them begins: <c>{label}_{speaker}_{take}</c> takes <c>7_theo_12.wav</c> apart.
    /// One field is <c>label</c>.
    /// </summary>
    public string Template { get; init; } = "{label}/{take}";

    /// <summary>Limits of each file; a minute and 256 MB unless set.</summary>
    public WavOptions Wav { get; init; } = new() { MaxSeconds = 60 };

    internal int Rate => SampleRate ?? Features?.SampleRate ?? 16_000;

    internal int Length
    {
        get
        {
            double length = Seconds * Rate;
            return length is >= 1 and <= 1 << 28 ? (int)Math.Round(length) : throw new ArgumentOutOfRangeException(
                nameof(Seconds), Seconds, $"{nameof(Seconds)} must give 1 to {1 << 28} samples; 1 second is usual for a word.");
        }
    }

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"AudioOptions {{ SampleRate = {SampleRate}, Seconds = {Seconds}, Features = {Features}, " +
        $"DynamicRange = {DynamicRange}, Normalization = {Normalization}, TrimDecibels = {TrimDecibels}, " +
        $"Template = {Template}, Wav = {Wav} }}";
}
