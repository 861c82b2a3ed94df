namespace Unrolled.Fuzz;

/// <summary>What became of the inputs of a format.</summary>
internal sealed class Tally(Format format)
{
    private int _files, _loaded;
    private long _mostBytes;
    private TimeSpan _slowest;

    /// <summary>The inputs that were neither loaded nor refused as they should.</summary>
    public int Faults { get; private set; }

    public void Add(byte[] input, bool loaded, long bytes, TimeSpan time)
    {
        _files++;
        _loaded += loaded ? 1 : 0;
        _mostBytes = Math.Max(_mostBytes, bytes);
        Closest = Math.Max(Closest, (double)bytes / format.MostBytes(input.Length));
        _slowest = time > _slowest ? time : _slowest;
    }

    /// <summary>Keeps the input and tells of it.</summary>
    public void Fail(byte[] input, string fault)
    {
        string kept = Path.Combine(Path.GetTempPath(), $"unrolled-fuzz-{format.Name}-{Corpus.NameOf(input)}");
        File.WriteAllBytes(kept, input);
        Console.WriteLine($"{format.Name}, kept as {kept}: {fault}");
        Faults++;
    }

    /// <summary>The largest part of its bound of memory that an input has taken.</summary>
    private double Closest { get; set; }

    public override string ToString() =>
        $"{format.Name}: {_files:N0} files, {_loaded:N0} loaded, {_files - _loaded - Faults:N0} refused, {Faults} faults; " +
        $"memory at most {_mostBytes / 1024.0 / 1024:F1} MB, {Closest:P0} of its bound; {_slowest.TotalMilliseconds:F0} ms at most";
}
