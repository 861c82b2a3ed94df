namespace Unrolled.Benchmarks.Peers;

/// <summary>
/// Rows of <c>workload,batch,threads,ours_us,peer,peer_us,ratio</c> to standard output, what they mean to standard error.
/// </summary>
internal static class Report
{
    private static readonly List<(string Workload, string Peer, int Batch, int Threads, double Ours, double Theirs)> Rows = [];

    public static void Header()
    {
        Console.WriteLine("workload,batch,threads,ours_us,peer,peer_us,ratio");
        Console.Error.WriteLine(
            "Microseconds a sample, medians; the peer's time over ours. Training against TorchSharp, prediction against ONNX Runtime.");
    }

    /// <summary>A row; the spreads go to standard error.</summary>
    public static void Row(string workload, int batch, int threads, Timing ours, string peer, Timing theirs)
    {
        Rows.Add((workload, peer, batch, threads, ours.Median, theirs.Median));
        Console.WriteLine(
            $"{workload},{batch},{threads},{ours.Median:0.####},{peer},{theirs.Median:0.####},{theirs.Median / ours.Median:0.00}");
        Console.Error.WriteLine($"    spread of the middle half: ours {ours.Spread:P0}, theirs {theirs.Spread:P0}");
    }

    /// <summary>For each workload and peer, the peer's best batch and thread count against ours there, and against our own best.</summary>
    public static void Best()
    {
        Console.Error.WriteLine(
            $"{"at the peer's best",-22} {"peer",-12} {"batch",6} {"threads",7} {"theirs",9} {"ours",9} {"ratio",6}   "
            + $"{"our best",9} {"ratio",6}");
        foreach (var group in Rows.GroupBy(r => (r.Workload, r.Peer)))
        {
            var best = group.MinBy(r => r.Theirs);
            double ours = group.Min(r => r.Ours);
            Console.Error.WriteLine(
                $"{best.Workload,-22} {best.Peer,-12} {best.Batch,6} {best.Threads,7} {best.Theirs,9:0.000} {best.Ours,9:0.000} " +
                $"{best.Theirs / best.Ours,6:0.00}   {ours,9:0.000} {best.Theirs / ours,6:0.00}");
        }
    }

    /// <summary>Ends the program if two libraries that have the same parameters answer differently.</summary>
    public static void Same(string workload, string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, float tolerance)
    {
        float scale = 1e-3f, worst = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(theirs[i]));
            worst = Math.Max(worst, Math.Abs(ours[i] - theirs[i]));
        }

        if (!(worst <= tolerance * scale))
            throw Different(workload, what, worst, scale);
    }

    /// <summary>Ends the program if two libraries' vectors lie apart by more than a fraction of their length.</summary>
    public static void Near(string workload, string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, float tolerance)
    {
        double squares = 0, apart = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            double difference = ours[i] - theirs[i];
            squares += (double)theirs[i] * theirs[i];
            apart += difference * difference;
        }

        if (!(Math.Sqrt(apart) <= tolerance * Math.Sqrt(squares)))
            throw Different(workload, what, Math.Sqrt(apart), Math.Sqrt(squares));
    }

    private static InvalidOperationException Different(string workload, string what, double apart, double scale) =>
        new($"{workload}: {what} differ by {apart:G3} of {scale:G3}; a comparison of their times would mean nothing.");
}
