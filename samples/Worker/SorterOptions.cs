namespace DigitWorker;

/// <summary>What the sorter looks at.</summary>
internal sealed class SorterOptions
{
    /// <summary>The folder in which pictures arrive.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How often it is looked at.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
}
