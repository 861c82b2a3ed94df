namespace Unrolled.Serialization;

/// <summary>
/// Files that are read and replaced as a whole. A pipe without a writer holds whoever opens it for ever, a device may have no end,
/// and either would be replaced by a file: so what a path stands for is looked at before it is touched.
/// </summary>
internal static class RegularFile
{
    // A cleaner holds a lock for as long as it takes to see that a file is not a dead writer's.
    private const int Attempts = 100;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a pipe, a socket, or a terminal or other device.</exception>
    /// <exception cref="IOException">Somebody else writes it.</exception>
    public static FileStream OpenRead(string path)
    {
        if (IsOther(path))
            throw new InvalidDataException($"{path}: expected a regular file, but it is {Others}; copy it into a file first.");
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return File.OpenRead(path);
            }
            catch (IOException held) when (StaleFiles.IsHeld(held) && attempt < Attempts)
            {
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>Makes sure that a file may come into the place of what is there.</summary>
    /// <exception cref="IOException">What is there is no file.</exception>
    public static void CheckReplaceable(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a file's name to save to, but it is a directory; add a file's name.");
        if (IsOther(path))
            throw new IOException(
                $"{path}: expected a regular file to replace, or none, but it is {Others}; save to a file of another name.");
    }

    private const string Others = "a pipe, a socket or a device";

    private static bool IsOther(string path) =>
        !OperatingSystem.IsWindows() && UnixStatus.Of(path) is { Type: not (UnixStatus.Regular or UnixStatus.Directory) };
}
