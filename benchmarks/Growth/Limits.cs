using System.Diagnostics;
using System.Text;

namespace Unrolled.Benchmarks.Growth;

/// <summary>What one process may take.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Gigabytes">Of the garbage collector's heap, and of memory that is resident.</param>
internal sealed record Limits(double Seconds, double Gigabytes)
{
    public string Late => $"> {Seconds:0.##} s";

    public string Large => $"> {Gigabytes:0.##} GB";

    private long Bytes => (long)(Gigabytes * (1L << 30));

    /// <summary>The outcome of <c>dotnet exec</c> in a process of its own, which is killed where it exceeds a limit.</summary>
    public Outcome Run(params IEnumerable<string> arguments) => Run(new Dictionary<string, string>(), arguments);

    /// <summary>The outcome of the same with variables of the environment.</summary>
    public Outcome Run(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Toolchain.Dotnet, ["exec", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = Bytes.ToString("X"), ["DOTNET_DbgEnableMiniDump"] = "0" },
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        StringBuilder output = new(), errors = new();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var use = new Use(0, 0, 0);
        string? exceeded = null;
        const int Moment = 20;
        while (!process.WaitForExit(Moment))
        {
            exceeded ??= clock.Elapsed.TotalSeconds > Seconds ? Late : (use = use.Now(process)).ResidentBytes > Bytes ? Large : null;
            if (exceeded is not null)
                process.Kill(entireProcessTree: true);
        }

        double milliseconds = clock.Elapsed.TotalMilliseconds;
        // Once more without a limit, which also waits for the last lines.
        process.WaitForExit();
        string text = output.ToString().Trim();
        string all = $"{text}\n{errors}".Trim();
        string? trouble = exceeded ?? (process.ExitCode == 0 ? null : OutOfMemory(all) ? Large : "failed");
        return new Outcome(milliseconds, use.ProcessorMilliseconds, use.PeakMb, text, trouble, all);
    }

    /// <summary>Whether a process that failed tells that its heap was full: as an exception, or as the runtime's last words.</summary>
    private static bool OutOfMemory(string text) =>
        text.Contains(nameof(OutOfMemoryException)) || text.Contains("Out of memory", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What became of a process.</summary>
/// <param name="Milliseconds">From its start to its end.</param>
/// <param name="ProcessorMilliseconds">Of all its threads, whatever else the machine does.</param>
/// <param name="PeakMb">The most megabytes that were resident.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Trouble">
/// What a table says in place of figures: the limit that it exceeded or that it failed; none where all went well.
/// </param>
/// <param name="All">Everything that it wrote.</param>
internal sealed record Outcome(
    double Milliseconds, double ProcessorMilliseconds, double PeakMb, string Output, string? Trouble, string All);

/// <summary>What a process has used so far, as it was last seen alive.</summary>
internal sealed record Use(long ResidentBytes, double PeakMb, double ProcessorMilliseconds)
{
    /// <summary>The same a moment later; the process may have ended meanwhile.</summary>
    public Use Now(Process process)
    {
        try
        {
            process.Refresh();
            // A process that has ended but was not yet collected has no memory any more.
            double peak = Math.Max(PeakMb, process.PeakWorkingSet64 / 1e6);
            return new Use(process.WorkingSet64, peak, process.TotalProcessorTime.TotalMilliseconds);
        }
        catch (InvalidOperationException)
        {
            return this;
        }
    }
}
