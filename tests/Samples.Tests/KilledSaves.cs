using System.Diagnostics;
using Unrolled.Tests;

namespace Unrolled.Samples.Tests;

/// <summary>
/// Children that save a network and a run over and over, each killed at a random moment. Whatever the moment, both files are there
/// and load, and the next save leaves nothing else in the folder.
/// </summary>
internal static class KilledSaves
{
    /// <summary>The argument that makes this program a child: <see cref="SaveForEver"/>.</summary>
    internal const string ChildCommand = "save-until-killed";

    /// <summary>The argument, with a number of kills, that runs them by hand.</summary>
    internal const string Command = "kill-saves";

    // A pair of saves takes some milliseconds; the moment falls into any part of any of the first ones.
    private const double LongestMilliseconds = 25;

    /// <summary>Kills so many children and tells what the kills met.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="kills">How many.</param>
    /// <param name="seed">What the moments follow from.</param>
    internal static string Run(string folder, int kills, int seed)
    {
        var random = new Random(seed);
        int unfinished = 0, most = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            KillOne(folder, TimeSpan.FromMilliseconds(random.NextDouble() * LongestMilliseconds));
            int left = Directory.GetFiles(folder, "*.tmp").Length;
            unfinished += Math.Sign(left);
            most = Math.Max(most, left);
            Load(folder);
        }
        Save(folder, 1);
        RequireTwoFiles(folder);
        return $"{kills} kills: {unfinished} in the middle of a file, at most {most} unfinished files left by one; " +
            "each time both files loaded, and the next save left nothing else";
    }

    /// <summary>The child: loads what is there, saves, looks whether anything else is left, and saves on.</summary>
    internal static void SaveForEver(string folder)
    {
        if (File.Exists(RunOf(folder)))
            Load(folder);
        for (ulong seed = 0; ; seed++)
        {
            Save(folder, seed);
            RequireTwoFiles(folder);
            if (seed == 0)
                Console.WriteLine("saving");
        }
    }

    private static string NetworkOf(string folder) => Path.Combine(folder, "network.safetensors");

    private static string RunOf(string folder) => Path.Combine(folder, "run.safetensors");

    private static void Save(string folder, ulong seed)
    {
        var network = new Remembering(seed);
        using Trainer<Remembering> trainer = Trainer(network);
        network.Save(NetworkOf(folder));
        trainer.Save(RunOf(folder));
    }

    private static void Load(string folder)
    {
        var network = new Remembering();
        network.Load(NetworkOf(folder));
        using Trainer<Remembering> trainer = Trainer(network);
        trainer.Load(RunOf(folder));
    }

    private static Trainer<Remembering> Trainer(Remembering network) => new(network, new Adam(), new() { Threads = 1 });

    private static void RequireTwoFiles(string folder)
    {
        string[] found = Directory.GetFileSystemEntries(folder);
        if (found.Length != 2)
            throw new InvalidOperationException($"Expected two files but there are {string.Join(", ", found)}.");
    }

    private static void KillOne(string folder, TimeSpan after)
    {
        using Process child = Children.Start(ChildCommand, folder);
        if (child.StandardOutput.ReadLine() != "saving")
            throw new InvalidOperationException("The child failed before it was killed; see its error output.");
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < after)
            Thread.SpinWait(20);
        if (child.HasExited)
            throw new InvalidOperationException("The child failed before it was killed; see its error output.");
        child.Kill();
        child.WaitForExit();
    }
}

/// <summary>This program again, as a child with other arguments.</summary>
internal static class Children
{
    internal static Process Start(params string[] arguments) => Process.Start(Information(arguments))!;

    internal static ProcessStartInfo Information(params string[] arguments)
    {
        string[] program = ["exec", typeof(Program).Assembly.Location, .. arguments];
        return new ProcessStartInfo(DotnetHost.Path, program) { RedirectStandardOutput = true };
    }

    /// <summary>Runs a child to its end; what it said.</summary>
    internal static string Run(ProcessStartInfo information)
    {
        using Process child = Process.Start(information)!;
        string said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
        return said;
    }
}
