using System.Diagnostics;

namespace Unrolled.Benchmarks.Peers;

/// <summary>
/// The median time of one call in microseconds, and how far the middle half of all rounds lies apart, as a fraction of the median.
/// </summary>
internal readonly record struct Timing(double Median, double Spread)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(600), Round = TimeSpan.FromMilliseconds(12);

    // The threads of ONNX Runtime spin on behind their last call: after 15 ms they still held the second core, which took half of what a
    // second thread gives, after 300 ms they slept.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(15), RestOfThreads = TimeSpan.FromMilliseconds(300);

    // A thread that slept so long may wake on its caller's core, and takes some milliseconds to be moved to another one.
    private static readonly TimeSpan SettlingOfThreads = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Times two actions by turns, so that what else the machine does meets both. Each has been warmed up beyond the JIT's last tier;
    /// before each turn there is a pause
    /// and at least one call that is not timed, for the other's threads to fall asleep and its own caches to fill.
    /// </summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <param name="rounds">Turns of each.</param>
    /// <param name="threads">Threads of each.</param>
    public static (Timing First, Timing Second) ByTurns(Action first, Action second, int rounds, int threads = 1)
    {
        (TimeSpan rest, TimeSpan settling) = threads > 1 ? (RestOfThreads, SettlingOfThreads) : (Rest, TimeSpan.Zero);
        int firstCalls = Warm(first), secondCalls = Warm(second);
        double[] firstTimes = new double[rounds], secondTimes = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            firstTimes[round] = Time(first, firstCalls, rest, settling);
            secondTimes[round] = Time(second, secondCalls, rest, settling);
        }

        return (Of(firstTimes), Of(secondTimes));
    }

    /// <summary>The time of one call if a call is so many samples.</summary>
    public Timing Per(int samples) => this with { Median = Median / samples };

    private static int Warm(Action action)
    {
        int calls = 0;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < WarmUp || calls < 100 && clock.Elapsed < 5 * WarmUp; calls++)
            action();
        // The last calls tell how many fill a round.
        clock.Restart();
        for (calls = 0; clock.Elapsed < Round; calls++)
            action();
        return Math.Max(1, calls);
    }

    private static double Time(Action action, int calls, TimeSpan rest, TimeSpan settling)
    {
        Thread.Sleep(rest);
        var clock = Stopwatch.StartNew();
        do
            action();
        while (clock.Elapsed < settling);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }

    private static Timing Of(double[] times)
    {
        Array.Sort(times);
        double median = times[times.Length / 2];
        return new Timing(median, (times[times.Length * 3 / 4] - times[times.Length / 4]) / median);
    }
}
