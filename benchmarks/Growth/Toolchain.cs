using System.Reflection;

namespace Unrolled.Benchmarks.Growth;

/// <summary>The SDK that built this program, and the assemblies that a user's network is compiled with.</summary>
internal static class Toolchain
{
    /// <summary>The command <c>dotnet</c>.</summary>
    public static string Dotnet { get; } = Path.Combine(Built("NetCoreRoot"), OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    /// <summary>The compiler.</summary>
    public static string Csc { get; } = Path.Combine(Built("Roslyn"), "bincore", "csc.dll");

    /// <summary>The generator as an analyzer.</summary>
    public static string Generator { get; } = typeof(Unrolled.Generator.NetworkGenerator).Assembly.Location;

    /// <summary>The library.</summary>
    public static string Library { get; } = typeof(NetworkInfo).Assembly.Location;

    /// <summary>The framework's reference assemblies and the library.</summary>
    public static IReadOnlyList<string> References { get; } =
        [.. Directory.GetFiles(Path.Combine(Built("ReferencePack"), "ref", "net10.0"), "*.dll"), Library];

    /// <summary>What the project file has noted (<c>AssemblyMetadata</c>).</summary>
    private static string Built(string key) =>
        typeof(Toolchain).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(note => note.Key == key).Value!;
}
