using System.Runtime.InteropServices;

namespace Unrolled.Tests;

/// <summary>The <c>dotnet</c> whose runtime this is: the program under which tests run may be one of their own.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
