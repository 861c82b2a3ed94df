namespace Unrolled.Fuzz;

/// <summary>
/// The processor's time that an input takes. One that takes too much never comes back, perhaps: it ends the process, and the one that
/// started it keeps the input.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const int EndlessExitCode = 3;

    private readonly Timer _timer;
    private long _begin = long.MaxValue;

    /// <summary>Watches from now on.</summary>
    /// <param name="limit">What an input may take before the process ends.</param>
    public Watchdog(TimeSpan limit) => _timer = new Timer(_ => Look(limit), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));

    private static TimeSpan Used => Environment.CpuUsage.TotalTime;

    /// <summary>An input is about to be read.</summary>
    public void Begin() => Volatile.Write(ref _begin, Used.Ticks);

    /// <summary>It was read, and this is what it took.</summary>
    public TimeSpan End() => Used - TimeSpan.FromTicks(Interlocked.Exchange(ref _begin, long.MaxValue));

    public void Dispose() => _timer.Dispose();

    private void Look(TimeSpan limit)
    {
        if (Used.Ticks - Volatile.Read(ref _begin) <= limit.Ticks)
            return;
        Console.WriteLine($"an input has taken {limit.TotalSeconds:F0} s of the processor and has no end");
        Environment.Exit(EndlessExitCode);
    }
}
