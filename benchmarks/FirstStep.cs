using System.Diagnostics;

namespace Unrolled.Benchmarks;

/// <summary>
/// The first training step of a process: the JIT's work on all kernels of LeNet-5, and the step itself. To be called before anything else.
/// </summary>
internal static class FirstStep
{
    /// <summary>Prints <c>milliseconds,what</c>.</summary>
    public static void Run()
    {
        const int Batch = 64;
        var random = new Random(1);
        float[] inputs = [.. Enumerable.Range(0, Batch * LeNet5.InputLength).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(LeNet5.OutputLength))];
        Console.WriteLine("milliseconds,what");
        long start = Stopwatch.GetTimestamp();
        var network = new LeNet5(seed: 1);
        using var trainer = new Trainer<LeNet5>(network, new Adam(1e-3f));
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1},network and trainer");
        start = Stopwatch.GetTimestamp();
        trainer.Step(inputs, labels);
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1},first step of {Batch}");
        start = Stopwatch.GetTimestamp();
        trainer.Step(inputs, labels);
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1},second step");
    }
}
