namespace Unrolled.Hosting;

/// <summary>Where a network comes from, and what happens when it changes; a section of a configuration may be bound to it.</summary>
/// <typeparam name="T">The network's class.</typeparam>
public sealed class NetworkOptions<T> where T : class, INetwork<T>
{
    /// <summary>The safetensors file; where it is relative, from the host's content root.</summary>
    public string Path { get; set; } = "";

    /// <summary>Whether the file is looked at again, and its network used when it has changed; true unless it is set.</summary>
    public bool Reload { get; set; } = true;

    /// <summary>
    /// How often it is looked at; one second unless it is set. What has changed is read when two looks in a row find it the same, so that
    /// a file that is being written is left alone.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the service starts, unhealthy, where the file cannot be loaded, and uses it when it can; otherwise that is an error at the
    /// start.
    /// </summary>
    public bool Optional { get; set; }
}
