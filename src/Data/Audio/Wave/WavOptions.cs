namespace Unrolled.Data;

/// <summary>What <see cref="Wav"/> accepts.</summary>
public sealed record WavOptions
{
    /// <summary>
    /// The longest recording, in seconds: an hour unless set. Longer ones are refused before memory is taken for their samples.
    /// </summary>
    public double MaxSeconds { get; init; } = 3600;

    /// <summary>The largest file, in bytes: 256 MB unless set. Larger ones are refused before they are read.</summary>
    public int MaxBytes { get; init; } = 256 << 20;

    /// <summary>Whether all channels become one, their mean. False unless set.</summary>
    public bool Mono { get; init; }

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"WavOptions {{ MaxSeconds = {MaxSeconds}, MaxBytes = {MaxBytes}, Mono = {Mono} }}";
}
