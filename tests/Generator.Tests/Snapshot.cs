using System.Runtime.CompilerServices;

namespace Unrolled.Generator.Tests;

/// <summary>
/// Compares text with a file beside the test, in Verify's convention: <c>Test.Name.verified.cs</c> is what was accepted, and a difference
/// leaves
/// <c>Test.Name.received.cs</c> to look at and to rename.
/// </summary>
internal static class Snapshot
{
    public static void Verify(string text, string name, string extension = "cs", [CallerFilePath] string test = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(test)!, "Snapshots", $"{Path.GetFileNameWithoutExtension(test)}.{name}");
        string verified = $"{stem}.verified.{extension}", received = $"{stem}.received.{extension}";
        if (File.Exists(verified) && File.ReadAllText(verified) == text)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(stem)!);
        File.WriteAllText(received, text);
        Assert.Fail(
            $"{name} differs from what was accepted: read {received}, and rename it to {Path.GetFileName(verified)} if it is right.");
    }
}
