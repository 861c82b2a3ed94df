namespace Unrolled.Benchmarks.Peers;

/// <summary>The workloads, each defined as in its source; families have a file each.</summary>
internal static class Workloads
{
    /// <summary>All of them, in the order in which they run.</summary>
    public static readonly Workload[] All =
        [.. ImageWorkloads.All, .. DenseWorkloads.All, .. SoundWorkloads.All, .. RecurrentWorkloads.All, new RtNeural()];
}
