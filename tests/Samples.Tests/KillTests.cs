using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Unrolled.Samples.Tests;

/// <summary>
/// A network with all that a stopped run must take up again: moments, running statistics, random masks, tokens, a place in the data.
/// </summary>
[Network(L2 = 1e-3), Input(6)]
[Embedding(20, 6), Lstm(8, ReturnSequences = true), Dropout(0.3), Dense(7), BatchNorm, ReLU, Flatten, Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Remembering;

/// <summary>
/// A run that is killed in mid-epoch, again and again, and resumed each time, ends with the parameters of one that was not.
/// </summary>
[Trait("Category", "Slow")]
public class KillTests
{
    /// <summary>The argument that makes this program <see cref="Train"/> instead of running tests.</summary>
    internal const string Command = "train-until-killed";

    /// <summary>The argument that makes it <see cref="TrainWithCheckpoints"/>.</summary>
    internal const string CheckpointCommand = "train-with-checkpoints";

    /// <summary>The argument behind the file of a child that will be killed, and what it says at an end that came before.</summary>
    internal const string Stays = "stays";

    private const int Epochs = 3, Samples = 150, Batch = 16;

    [Fact]
    public void A_run_that_is_killed_and_resumed_ends_with_the_same_bits()
    {
        string folder = Directory.CreateTempSubdirectory("unrolled").FullName, file = Path.Combine(folder, "run.safetensors");
        try
        {
            // After so many batches, none of them a whole number of epochs; the last child may finish.
            string? hash = null;
            foreach (int batches in (int[])[3, 6, 1, 8, int.MaxValue])
                hash = Child(Command, file, batches);
            Assert.Equal(Hash(Run(null)), hash);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_run_over_a_stream_that_is_killed_at_any_moment_goes_on_from_its_checkpoints()
    {
        string folder = Directory.CreateTempSubdirectory("unrolled").FullName, file = Path.Combine(folder, "run.safetensors");
        try
        {
            string? hash = null;
            var random = new Random(2);
            foreach (int batches in (int[])[2, 5, 9, 11, int.MaxValue])
                hash = Child(CheckpointCommand, file, batches, TimeSpan.FromMilliseconds(random.NextDouble() * 10));
            Assert.Equal(Hash(RunWithCheckpoints(Path.Combine(folder, "straight"), told: null)), hash);
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "straight.best")), File.ReadAllBytes(file + ".best"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The child: trains on from the checkpoint, if there is one, and tells each batch, at the end the parameters' hash.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="stays">Whether it waits at its end to be killed: it runs on while its lines are read.</param>
    internal static void TrainWithCheckpoints(string file, bool stays)
    {
        Remembering network = RunWithCheckpoints(file, static _ => Console.WriteLine("batch"));
        End(network, stays);
    }

    private static Remembering RunWithCheckpoints(string file, Action<FitProgress>? told)
    {
        Dataset data = Data();
        SampleStream stream = SampleStream.From<int>(
            data.Count, data.Shape, _ => Enumerable.Range(0, data.Count), (index, into) => data.Read(index, 0, into));
        var network = new Remembering(seed: 3);
        var options = new TrainerOptions
        {
            Threads = 2,
            Seed = 9,
            Schedule = new CosineSchedule(40),
            BestEpochFile = file + ".best",
            Checkpoint = new Checkpoint(file) { EveryBatches = 2 },
        };
        using var trainer = new Trainer<Remembering>(network, new Adam(0.01), options);
        if (File.Exists(file))
            trainer.Load(file);
        trainer.Train(stream, Epochs - trainer.Epochs, Batch, told, data);
        return network;
    }

    /// <summary>The child: takes up the run where the file stands, tells each batch, and at the end the parameters' hash.</summary>
    internal static void Train(string file, bool stays)
    {
        Remembering network = Run(file);
        End(network, stays);
    }

    private static void End(Remembering network, bool stays)
    {
        Console.WriteLine(stays ? Stays : Hash(network));
        if (stays)
            Thread.Sleep(Timeout.Infinite);
    }

    internal static Dataset Data()
    {
        var random = new Random(5);
        int[] tokens = [.. Enumerable.Range(0, Samples * Remembering.InputLength).Select(_ => random.Next(20))];
        return new Dataset(tokens, Remembering.InputLength, [.. Enumerable.Range(0, Samples).Select(_ => random.Next(3))]);
    }

    private static Remembering Run(string? file)
    {
        Dataset data = Data();
        var network = new Remembering(seed: 3);
        var options = new TrainerOptions { Threads = 2, Seed = 9, MaxNorm = 1, Schedule = new CosineSchedule(40) };
        using var trainer = new Trainer<Remembering>(network, new Adam(0.01f), options);
        if (file is not null && File.Exists(file))
            trainer.Load(file);
        foreach (EpochResult _ in trainer.Fit(data, Epochs - trainer.Epochs, Batch, Saved))
        {
        }
        return network;

        void Saved(FitProgress progress)
        {
            if (file is null)
                return;
            trainer.Save(file);
            Console.WriteLine("batch");
        }
    }

    /// <summary>Lets a child train for some batches and a little longer, and kills it; the last line of one that came to its end.</summary>
    private static string? Child(string command, string file, int batches, TimeSpan longer = default)
    {
        using Process child = batches == int.MaxValue ? Children.Start(command, file) : Children.Start(command, file, Stays);
        string? last = null;
        bool killed = false;
        for (string? line; (line = child.StandardOutput.ReadLine()) is not null; last = line)
        {
            if (killed || (--batches != 0 && line != Stays))
                continue;
            Thread.Sleep(longer);
            child.Kill();
            killed = true;
        }
        child.WaitForExit();
        Assert.Equal(!killed, child.ExitCode == 0);
        return last;
    }

    private static string Hash(Remembering network) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(network.Parameters)));
}
