using System.Diagnostics;
using TorchSharp;

namespace Unrolled.Benchmarks.Peers;

/// <summary>Whether libtorch can be loaded, and what to do where it cannot.</summary>
internal static class TorchAvailable
{
    // Set by the script, so that it is tried once.
    private const string Marker = "UNROLLED_NEWER_LIBRARIES";

    private static readonly Lazy<bool> s_answer = new(Load);

    public static bool Check() => s_answer.Value;

    /// <summary>
    /// Runs the comparison once more, by the script that brings newer C and C++ libraries along; null where that is no help.
    /// </summary>
    public static int? TryWithNewerLibraries(string[] arguments)
    {
        // From bin/Release/net10.0 back to the project.
        string script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../peers.sh"));
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Marker) is not null || !File.Exists(script))
            return null;
        Console.Error.WriteLine(
            "libtorch needs a newer C++ library (GLIBCXX_3.4.32) than this system's; benchmarks/peers.sh brings one along, "
            + "for this program alone.");
        using Process child = Process.Start(new ProcessStartInfo("bash", [script, .. arguments]) { Environment = { [Marker] = "1" } })!;
        child.WaitForExit();
        return child.ExitCode;
    }

    private static bool Load()
    {
        TextWriter rows = Console.Out;
        // TorchSharp tells on standard output what it tries, between the rows.
        Console.SetOut(TextWriter.Null);
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return true;
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            Console.Error.WriteLine($"libtorch cannot be loaded: {(e.InnerException ?? e).Message.Split('\n')[0]}");
            return false;
        }
        finally
        {
            Console.SetOut(rows);
        }
    }
}
