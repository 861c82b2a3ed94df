namespace Unrolled.Serialization;

/// <summary>
/// Files beside a target that its writers began and, killed, did not end. A writer that lives holds a lock on its file, which
/// the system drops with the process, on whatever machine and in whatever container it ran.
/// </summary>
internal static class StaleFiles
{
    private const string Extension = ".tmp";

    // As Path.GetRandomFileName gives them: abcdefgh.ijk of 32 letters and digits.
    private const int RandomLength = 12;
    private const int Dot = 8;

    // Files of read-only targets open for reading alone; on some network drives who only reads gets no lock to himself.
    private static readonly FileAccess[] s_accesses = [FileAccess.ReadWrite, FileAccess.Read];

    // Where locks do not hold, no writer takes as long.
    private static readonly TimeSpan SurelyStale = TimeSpan.FromDays(1);

    /// <summary>A name for a new file, in the target's directory: a rename is atomic only within one file system.</summary>
    public static string NewName(string target) => $"{target}.{Path.GetRandomFileName()}{Extension}";

    /// <summary>Deletes what earlier writers of the target left, as far as the system lets us.</summary>
    /// <param name="target">The file that they were to become.</param>
    /// <param name="own">The file that the caller is writing, whose lock it holds.</param>
    public static void Delete(string target, string own)
    {
        try
        {
            string[] others = [.. Of(target).Where(path => path != own)];
            if (others.Length == 0)
                return;
            FileAccess[] holding = [.. s_accesses.Where(access => !TryLock(own, access, delete: false))];
            foreach (string path in others)
            {
                FileAccess[] telling = holding;
                if (holding.Length == 0 && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > SurelyStale)
                    telling = s_accesses;
                _ = telling.Any(access => TryLock(path, access, delete: true));
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A directory that cannot be listed can still be written to, and that is what was asked for.
        }
    }

    private static IEnumerable<string> Of(string target)
    {
        string directory = Path.GetDirectoryName(target)!, start = Path.GetFileName(target) + ".";
        // The search pattern would take the name's own wildcards for such.
        return Directory.EnumerateFiles(directory, "*" + Extension).Where(path => IsOurs(Path.GetFileName(path.AsSpan()), start));
    }

    private static bool IsOurs(ReadOnlySpan<char> name, string start)
    {
        if (name.Length != start.Length + RandomLength + Extension.Length || !name.StartsWith(start, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> random = name.Slice(start.Length, RandomLength);
        return random[Dot] == '.' && !random[..Dot].ContainsAnyExcept(Letters) && !random[(Dot + 1)..].ContainsAnyExcept(Letters);
    }

    private static ReadOnlySpan<char> Letters => "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Whether opening a file failed because somebody else holds a lock on it.</summary>
    public static bool IsHeld(IOException error)
    {
        // ERROR_SHARING_VIOLATION; EWOULDBLOCK.
        if (OperatingSystem.IsWindows())
            return error.HResult == unchecked((int)0x8007_0020);
        return error.HResult == (OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 11 : 35);
    }

    /// <summary>Whether nobody holds the file; then it may be deleted while it is ours.</summary>
    private static bool TryLock(string path, FileAccess access, bool delete)
    {
        try
        {
            using (new FileStream(path, FileMode.Open, access, FileShare.None))
            {
                if (delete && !OperatingSystem.IsWindows())
                    File.Delete(path);
            }
            // There an open file cannot be deleted; its writer is gone all the same.
            if (delete && OperatingSystem.IsWindows())
                File.Delete(path);
            return true;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
