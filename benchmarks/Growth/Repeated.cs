using System.Diagnostics;

namespace Unrolled.Benchmarks.Growth;

/// <summary>Measurements that are short enough to be made several times.</summary>
internal static class Repeated
{
    private const int Times = 3;
    private const double ShortSeconds = 4;

    /// <summary>The fastest of three runs, or the only one if it took long: other programs on the machine only ever add time.</summary>
    public static T Best<T>(Func<T> run, Func<T, double> milliseconds)
    {
        var clock = Stopwatch.StartNew();
        T best = run();
        for (int time = 1; time < Times && clock.Elapsed.TotalSeconds < ShortSeconds; time++)
        {
            T other = run();
            if (milliseconds(other) < milliseconds(best))
                best = other;
        }

        return best;
    }
}
