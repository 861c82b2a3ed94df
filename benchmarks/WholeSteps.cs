using System.Diagnostics;

namespace Unrolled.Benchmarks;

/// <summary>Whole training steps - forward, loss, backward, optimiser - against the FMA peak of the same process.</summary>
internal static class WholeSteps
{
    private const int Batch = 2048, BatchOfImages = 64;

    /// <summary>Prints <c>workload,threads,gflops,peak_gflops,fraction</c>.</summary>
    public static void Run(string[] only)
    {
        double peak = FmaPeak.Measure();
        Console.WriteLine("workload,threads,gflops,peak_gflops,fraction");
        foreach (int threads in new[] { 1, 2 }.Where(t => t <= Environment.ProcessorCount))
        {
            if (only.Length == 0 || only.Contains("lenet5"))
                Row<LeNet5>("lenet5", new LeNet5(seed: 1), threads, peak);
            if (only.Length == 0 || only.Contains("mlp"))
                Row<Mlp>("mlp-784-128-10", new Mlp(seed: 1), threads, peak);
            if (only.Length == 0 || only.Contains("wide"))
                Row<WideMlp>("mlp-1024-1024-1024-1024-100", new WideMlp(seed: 1), threads, peak);
            // Convolutions of three taps take fewer multiplications than are counted here, so that more than the peak can be had.
            if (only.Length == 0 || only.Contains("resnet8"))
                Row<ResNet8>("resnet8", new ResNet8(seed: 1), threads, peak, BatchOfImages);
        }
    }

    private static void Row<T>(string workload, T network, int threads, double peak, int batch = Batch) where T : class, INetwork<T>
    {
        using var trainer = new Trainer<T>(network, new Adam(1e-3f), new TrainerOptions { Threads = threads });
        var random = new Random(1);
        float[] inputs = [.. Enumerable.Range(0, batch * T.Info.InputLength).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.Next(T.Info.OutputLength))];
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 1000)
            trainer.Step(inputs, labels);

        // The best of many steps: other programs on the machine only ever add time. The peak is measured again around it for the same
        // reason.
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        double best = double.MaxValue;
        clock.Restart();
        while (clock.ElapsedMilliseconds < 3000)
        {
            long start = Stopwatch.GetTimestamp();
            trainer.Step(inputs, labels);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        peak = Math.Max(peak, FmaPeak.Measure()) * threads;
        double gflops = Operations<T>() * batch / best / 1e9;
        Console.WriteLine($"{workload},{threads},{gflops:F1},{peak:F1},{gflops / peak:F3}");
        Console.Error.WriteLine(
            $"  {workload}, {threads} threads: {best / batch * 1e6:F2} us a sample, {allocated} bytes allocated in all timed steps");
    }

    /// <summary>
    /// Floating-point operations that a training step of one sample needs: forward, weight gradients, and input gradients of all but the
    /// first
    /// layer with parameters, whose input is data.
    /// </summary>
    private static double Operations<T>() where T : class, INetwork<T>
    {
        long[] layers = [.. T.Info.Layers.Select(l => l.MultiplyAdds).Where(m => m > 0)];
        return 2.0 * (3 * layers.Sum() - layers[0]);
    }
}
