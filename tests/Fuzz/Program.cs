using System.Diagnostics;
using Unrolled.Fuzz;

// dotnet run -c Release --project tests/Fuzz -- [FILES] [SEED]: so many mutated files of each format, by default 10,000.
int files = args.Length > 0 ? int.Parse(args[0]) : 10_000;
int seed = args.Length > 1 ? int.Parse(args[1]) : 1;
int failures = 0;
using var scratch = new Scratch();
foreach (Format format in Format.All(scratch))
{
    var random = new Random(seed);
    int loaded = 0, refused = 0;
    long mostBytes = 0;
    var slowest = TimeSpan.Zero;
    for (int file = 0; file < files; file++)
    {
        byte[] bytes = Mutation.Of(format.Sound[file % format.Sound.Count], random);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        string? fault = null;
        try
        {
            format.Read(bytes);
            loaded++;
        }
        catch (InvalidDataException e) when (e.Message.Length is > 0 and < 2000)
        {
            refused++;
        }
        catch (Exception e)
        {
            fault = e.ToString();
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        mostBytes = Math.Max(mostBytes, taken);
        slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        if (taken > format.MostBytes)
            fault ??= $"it took {taken:N0} bytes; the bound is {format.MostBytes:N0}";
        if (clock.Elapsed > TimeSpan.FromSeconds(10))
            fault ??= $"it took {clock.Elapsed.TotalSeconds:F1} s";
        if (fault is null)
            continue;
        string kept = Path.Combine(Path.GetTempPath(), $"unrolled-fuzz-{format.Name}-{seed}-{file}");
        File.WriteAllBytes(kept, bytes);
        Console.WriteLine($"{format.Name} {file}, kept as {kept}: {fault}");
        if (++failures > 20)
            return 1;
    }

    Console.WriteLine($"{format.Name}: {files:N0} files, {loaded:N0} loaded, {refused:N0} refused; at most {mostBytes / 1024.0 / 1024:F1} MB (bound {format.MostBytes >> 20}) and {slowest.TotalMilliseconds:F0} ms for one");
}

Console.WriteLine($"the process took at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB, the decoder's own memory included");
return failures == 0 ? 0 : 1;
