namespace SpokenDigits;

/// <summary>What a run was asked to do.</summary>
internal sealed record Settings
{
    /// <summary>A folder of recordings, <c>digit_speaker_take.wav</c>; null for tones that the sample makes.</summary>
    public string? Data { get; init; }

    /// <summary>The speaker to judge by; null for a random tenth of all recordings.</summary>
    public string? HoldOut { get; init; }

    /// <summary>Passes of each network over the recordings.</summary>
    public required int Epochs { get; init; }

    /// <summary>Networks that are trained apart and judge together.</summary>
    public required int Networks { get; init; }

    public required int Threads { get; init; }

    /// <summary>Decides first weights, order, what is changed in recordings, and the tenth to judge by.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where a picture of the confusion matrix goes; null for nowhere.</summary>
    public string? Confusion { get; init; }
}
