using System.Diagnostics;
using SharpFuzz;

namespace Unrolled.Fuzz;

/// <summary>
/// A copy of this program whose assemblies count their branches. The process that starts it outlives it: a stack overflow or a
/// killed process is a finding too, and its input is there.
/// </summary>
internal static class Instrumented
{
    private const string Mark = "UNROLLED_FUZZ_LAST";

    // What a reader may take at all, in bytes: a runaway is an OutOfMemoryException and not the end of the machine.
    private const string HeapLimit = "0x60000000";

    private static readonly string[] s_assemblies =
    [
        "Unrolled.dll", "Unrolled.Data.dll", "Unrolled.Generator.dll", "Unrolled.Onnx.dll", "Unrolled.Tool.dll", "Recognition.dll",
    ];

    /// <summary>Whether this is the instrumented copy.</summary>
    public static bool Here => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <summary>Where the copy notes what it reads, for the case that it does not come back.</summary>
    public static string LastInput => Environment.GetEnvironmentVariable(Mark)!;

    /// <summary>Makes the copy, runs it, and gives its exit code.</summary>
    public static int Start(string[] args)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unrolled-fuzz-");
        try
        {
            Copy(AppContext.BaseDirectory, folder.FullName);
            foreach (string assembly in s_assemblies)
                _ = Fuzzer.Instrument(Path.Combine(folder.FullName, assembly), static _ => true, Options.Value).Count();
            return Run(folder.FullName, args);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Run(string folder, string[] args)
    {
        string last = Path.Combine(folder, "last");
        string program = Path.Combine(folder, Path.GetFileName(typeof(Instrumented).Assembly.Location));
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet");
        foreach (string arg in (string[])[program, .. args])
            start.ArgumentList.Add(arg);
        start.Environment[Mark] = last;
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode is not (0 or 1) && File.Exists(last))
        {
            string kept = Path.Combine(Path.GetTempPath(), $"unrolled-fuzz-died-{Environment.ProcessId}");
            File.WriteAllBytes(kept, CurrentInput.Read(last));
            Console.WriteLine($"the process died with {process.ExitCode}; what it read last is kept as {kept}");
        }
        return process.ExitCode;
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
