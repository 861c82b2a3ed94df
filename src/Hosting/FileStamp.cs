using Unrolled.Serialization;

namespace Unrolled.Hosting;

/// <summary>
/// By what a file is taken for the same one, links followed: that it is there, its length and time and, on Linux and macOS, its inode and
/// the time of its last change, which tell files apart that were given one time.
/// </summary>
internal readonly record struct FileStamp(bool Exists, long Length, DateTime Written, ulong Inode, long Changed)
{
    /// <summary>The stamp of what a path leads to now; all zeros where that is no file.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (!file.Exists)
            return default;
        if (OperatingSystem.IsWindows() || UnixStatus.Of(path) is not { } status)
            return new(true, file.Length, file.LastWriteTimeUtc, Inode: 0, Changed: 0);
        return new(true, file.Length, file.LastWriteTimeUtc, status.Inode, status.Changed);
    }
}
