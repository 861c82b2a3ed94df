using Unrolled.Memory;

namespace Unrolled.Tests.Training;

/// <summary>
/// The same samples, from where they are: in memory, by index, or in a stream in the order in which a trainer would shuffle them.
/// </summary>
internal static class Sources
{
    public const ulong Seed = 3;

    public static readonly string[] Kinds = ["memory", "index", "stream"];

    public static SampleSource Of(string kind, Dataset data) => kind switch
    {
        "memory" => data,
        "index" => new IndexSource(data),
        _ => Stream(data),
    };

    public static SampleStream Stream(Dataset data, int? count = null) => SampleStream.From<int>(
        count ?? data.Count, data.Shape, epoch => Shuffled(data.Count, epoch), (index, into) => data.Read(index, 0, into));

    public static int[] Shuffled(int count, int epoch)
    {
        int[] order = new int[count];
        CounterRandom.Permute(order, Seed, (ulong)epoch);
        return order;
    }
}

/// <summary>Reads a dataset by index; what happens before each read is for the test to say.</summary>
internal sealed class IndexSource(Dataset data) : SampleSource(data.Count, data.Shape)
{
    private int _ends;

    public Action<int, int> Before { get; init; } = static (_, _) => { };

    public Action<Sample, int> After { get; init; } = static (_, _) => { };

    public bool Sequential { get; init; }

    public override bool IsSequential => Sequential;

    /// <summary>How many epochs were ended.</summary>
    public int Ends => _ends;

    public override void Read(int index, int epoch, Sample into)
    {
        Before(index, epoch);
        data.Read(index, epoch, into);
        After(into, index);
    }

    public override void EndEpoch() => Interlocked.Increment(ref _ends);

    public delegate void Action<TFirst, TSecond>(TFirst first, TSecond second) where TFirst : allows ref struct;
}
