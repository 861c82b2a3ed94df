using System.Diagnostics;

namespace Unrolled.Samples.Tests;

/// <summary>What the machine lacks: room on the disk, memory; and numbers that no float holds.</summary>
[Trait("Category", "Slow")]
public class FailureTests
{
    /// <summary>The arguments that make this program a child that meets a failure.</summary>
    internal const string FullDisk = "save-to-a-full-disk", NoMemory = "train-without-memory", NoLocks = "save-without-locks";

    private const int Many = 200_000, Few = 32;

    [Fact]
    public void A_network_and_a_run_that_are_killed_while_they_are_saved_are_there()
    {
        string folder = Directory.CreateTempSubdirectory("unrolled").FullName;
        try
        {
            Assert.StartsWith("8 kills", KilledSaves.Run(folder, 8, seed: 1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_full_disk_leaves_the_old_files_and_nothing_else()
    {
        // The limit on files' lengths is Unix's.
        if (OperatingSystem.IsWindows())
            return;
        string folder = Directory.CreateTempSubdirectory("unrolled").FullName;
        try
        {
            ProcessStartInfo child = Children.Information(FullDisk, folder);
            // Blocks of 512 bytes; without the trap the signal would end the child before its write fails.
            string[] shell = ["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"", child.FileName, .. child.ArgumentList];
            var limited = new ProcessStartInfo("/bin/sh", shell) { RedirectStandardOutput = true };
            // The runtime's own double mapping of code is a file too.
            limited.Environment["DOTNET_EnableWriteXorExecute"] = "0";
            new Remembering(seed: 1).Save(Path.Combine(folder, "network.safetensors"));
            byte[] before = File.ReadAllBytes(Path.Combine(folder, "network.safetensors"));

            Assert.Equal("failed failed\n", Children.Run(limited));

            Assert.Equal(before, File.ReadAllBytes(Assert.Single(Directory.GetFileSystemEntries(folder))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The child on a full disk: saves over an old file and to a new one, and tells what it met.</summary>
    internal static void SaveToAFullDisk(string folder)
    {
        var network = new Remembering(seed: 2);
        using var trainer = new Trainer<Remembering>(network, new Adam());
        bool first = Fails(() => network.Save(Path.Combine(folder, "network.safetensors")));
        bool second = Fails(() => trainer.Save(Path.Combine(folder, "run.safetensors")));
        Console.Write($"{(first ? "failed" : "saved")} {(second ? "failed" : "saved")}\n");

        // A file over its limit is an argument's error to .NET, where a full disk is one of input and output.
        static bool Fails(Action save) => Record.Exception(save) is IOException or ArgumentException;
    }

    [Fact]
    public void Without_locks_only_what_is_older_than_a_day_goes_with_the_next_save()
    {
        string folder = Directory.CreateTempSubdirectory("unrolled").FullName;
        try
        {
            string fresh = "network.safetensors.abcdefgh.i2j.tmp", old = "network.safetensors.abcdefgh.i2k.tmp";
            Put(fresh, TimeSpan.FromHours(23));
            Put(old, TimeSpan.FromHours(25));
            ProcessStartInfo child = Children.Information(NoLocks, folder);
            child.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";

            // The system's own locks hold on Windows all the same.
            string[] left = OperatingSystem.IsWindows() ? ["network.safetensors"] : ["network.safetensors", fresh];
            Assert.Equal($"{string.Join(' ', left)}\n", Children.Run(child));
            // With locks, nobody holds what is left.
            SaveWithoutLocks(folder);
            Assert.Equal(["network.safetensors"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Put(string name, TimeSpan age)
        {
            string path = Path.Combine(folder, name);
            File.WriteAllBytes(path, [1, 2, 3]);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        }
    }

    /// <summary>The child whose files nobody locks: saves, and tells what the folder then has.</summary>
    internal static void SaveWithoutLocks(string folder)
    {
        new Remembering(seed: 2).Save(Path.Combine(folder, "network.safetensors"));
        Console.Write(
            string.Join(' ', Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)) + "\n");
    }

    [Fact]
    public void A_batch_without_memory_is_refused_and_a_smaller_one_trains()
    {
        ProcessStartInfo child = Children.Information(NoMemory);
        child.Environment["DOTNET_GCHeapHardLimit"] = "0x8000000";
        string said = Children.Run(child);
        Assert.Contains($"There is no memory for a batch of {Many} samples through Remembering, which keeps", said);
        Assert.EndsWith("as before: True, steps 1", said.Trim());
    }

    /// <summary>The child with little memory: a batch too large, then one that fits.</summary>
    internal static void TrainWithoutMemory()
    {
        var network = new Remembering(seed: 2);
        float[] before = network.Parameters.ToArray();
        using var trainer = new Trainer<Remembering>(network, new Adam(), new() { Threads = 1 });
        int[] tokens = new int[Many * Remembering.InputLength], labels = new int[Many];
        Console.WriteLine(Record.Exception(() => trainer.Step(tokens, labels))?.Message);
        bool same = network.Parameters.SequenceEqual(before) && trainer.Steps == 0;
        float loss = trainer.Step(tokens.AsSpan(0, Few * Remembering.InputLength), labels.AsSpan(0, Few));
        Console.WriteLine($"as before: {same && float.IsFinite(loss)}, steps {trainer.Steps}");
    }

    [Fact]
    public void A_variance_that_no_float_holds_is_an_error_before_the_step()
    {
        var network = new Remembering(seed: 2);
        // Differences of 1e30 have squares of 1e60; normalised by an infinite variance they would be zero, and the loss finite.
        foreach (ref float weight in network.Dense1Weight)
            weight *= 1e30f;
        float[] before = network.Parameters.ToArray();
        using var trainer = new Trainer<Remembering>(network, new Adam(), new() { Threads = 2 });
        var random = new Random(3);
        int[] tokens = [.. Enumerable.Range(0, Few * Remembering.InputLength).Select(_ => random.Next(20))];
        int[] labels = [.. Enumerable.Range(0, Few).Select(_ => random.Next(3))];

        string message = Assert.Throws<ArithmeticException>(() => trainer.Step(tokens, labels)).Message;
        Assert.Contains("variance of channel", message);
        var data = new Dataset(tokens, Remembering.InputLength, labels);
        Assert.Throws<ArithmeticException>(() => trainer.Fit(data, 1, 16).Count());

        Assert.Equal(before, network.Parameters.ToArray());
        Assert.Equal((0, 1), (trainer.Steps, trainer.Epochs));
    }
}
