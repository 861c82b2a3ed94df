using System.Diagnostics;

namespace Unrolled.Fuzz;

/// <summary>
/// Damages inputs of one format, keeps those that reach something new, and damages them in turn. What reads them may load them
/// or refuse them with an <see cref="InvalidDataException"/>; anything else is a fault, as is more memory than the format's bound
/// or more than ten seconds of the processor: other programs may hold a file up, but take none of those.
/// </summary>
internal sealed class Campaign(Format format, Settings settings, CurrentInput current)
{
    private const int MostInputs = 4000, LongestInput = 1 << 16, MostFaults = 10;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly Watchdog s_watchdog = new(3 * s_longest);

    private readonly Coverage _coverage = new();
    private readonly Random _random = new(settings.Seed);
    private readonly List<byte[]> _inputs = [];
    private readonly Tally _tally = new(format);

    /// <summary>Runs the formats that were asked for.</summary>
    /// <returns>0, or 1 if there was a fault.</returns>
    public static int RunAll(Settings settings)
    {
        Coverage.Begin();
        using var scratch = new Scratch();
        using var current = new CurrentInput(Instrumented.LastInput);
        Format[] formats = [.. Format.All(scratch, settings)];
        int faults = 0, shares = formats.Sum(static format => format.Share);
        foreach (Format format in formats)
            faults += new Campaign(format, settings, current).Run(settings.Time * format.Share / shares);
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        long megabytes = peak >> 20, bound = Format.MostOfProcess >> 20;
        Console.WriteLine($"{faults} faults; the process took at most {megabytes} MB, decoders' own memory included (bound {bound})");
        return faults == 0 && peak <= Format.MostOfProcess ? 0 : 1;
    }

    private int Run(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        foreach (byte[] sound in format.Sound)
        {
            Try(sound, mustLoad: true);
            // Opened, and closed again.
            if (format.Within(sound, static content => content) is { } closed)
                Try(closed, mustLoad: true);
        }
        byte[][] corpus = [.. Corpus.Of(format.Name)];
        _random.Shuffle(corpus);
        // Slow ones leave half of the time for damage.
        foreach (byte[] kept in corpus.TakeWhile(_ => settings.Files > 0 || clock.Elapsed < time / 2))
            Try(kept);
        int begun = _coverage.Branches;
        for (int file = 0; Goes(file) && _tally.Faults < MostFaults; file++)
            Try(Damaged());
        string reached = $"{begun} branches at first, {_coverage.Branches} in the end, by {_inputs.Count} inputs";
        Console.WriteLine($"{_tally} in {clock.Elapsed.TotalSeconds:F0} s; {reached}");
        if (settings.Save is { } folder)
            Corpus.Save(Path.Combine(folder, format.Name), _inputs, Reach);
        return _tally.Faults;

        bool Goes(int file) => settings.Files > 0 ? file < settings.Files : clock.Elapsed < time;
    }

    private byte[] Damaged()
    {
        byte[] input = Pick();
        if (_random.Next(2) == 0 && format.Change(input, Pick(), _random) is { } changed)
            return changed;
        byte[] Damage(byte[] bytes) => Mutation.Of(bytes, Pick(), format.Words, _random);
        return _random.Next(2) == 0 && format.Within(input, Damage) is { } within ? within : Damage(input);
    }

    // What was found last has been damaged least.
    private byte[] Pick()
    {
        int from = _random.Next(2) == 0 ? _inputs.Count * 3 / 4 : 0;
        return _inputs[_random.Next(from, _inputs.Count)];
    }

    private void Try(byte[] input, bool mustLoad = false)
    {
        current.Note(input);
        Coverage.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        s_watchdog.Begin();
        (string? refused, string? fault) = Outcome(input);
        TimeSpan time = s_watchdog.End();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        bool isNew = _coverage.Add();
        if (mustLoad && refused is not null)
            fault ??= $"a sound file was refused: {refused}";
        if (bytes > format.MostBytes(input.Length))
            fault ??= $"it took {bytes:N0} bytes; the bound is {format.MostBytes(input.Length):N0}";
        if (time > s_longest)
            fault ??= $"it took {time.TotalSeconds:F1} s of the processor";
        _tally.Add(input, refused is null, bytes, time);
        if (fault is not null)
            _tally.Fail(input, fault);
        else if (mustLoad || (isNew && input.Length <= LongestInput && _inputs.Count < MostInputs))
            _inputs.Add(input);
    }

    private (string? Refused, string? Fault) Outcome(byte[] input)
    {
        try
        {
            format.Read(input);
            return (null, null);
        }
        catch (InvalidDataException e) when (e.Message.Length is > 0 and < 2000)
        {
            return (e.Message, null);
        }
        catch (Exception e)
        {
            return (null, e.ToString());
        }
    }

    private HashSet<int> Reach(byte[] input)
    {
        Coverage.Clear();
        _ = Outcome(input);
        return Coverage.Taken();
    }
}
