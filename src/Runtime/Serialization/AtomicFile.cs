namespace Unrolled.Serialization;

/// <summary>
/// A file that appears under its name only when it is complete: it is written beside the old one, flushed to disk and renamed over it.
/// A symbolic link stays one, with its target replaced; an old file's mode and, where the system permits, owner and group are the
/// new one's.
/// Disposed without <see cref="Commit"/>, it leaves no trace and the old file as it was.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    // A cleaner may take a new file for a dead one in the moment before its lock; the next name is another.
    private const int Attempts = 100;

    private readonly string _path;
    private readonly string _temporary;
    private bool _committed;

    /// <param name="path">The file's name.</param>
    /// <param name="newName">Names what is written until it is complete; <see cref="StaleFiles.NewName"/> if left out.</param>
    /// <exception cref="IOException">The path, or what it links to, is no regular file, or takes none.</exception>
    public AtomicFile(string path, Func<string, string>? newName = null)
    {
        string full = Path.GetFullPath(path);
        bool link = new FileInfo(full).LinkTarget is not null;
        _path = link ? File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName : full;
        RegularFile.CheckReplaceable(_path);
        Stream = Create(_path, newName ?? StaleFiles.NewName, out _temporary);
        try
        {
            StaleFiles.Delete(_path, _temporary);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Receives the file's content.</summary>
    public FileStream Stream { get; }

    /// <summary>Puts the new file in the old one's place.</summary>
    public void Commit()
    {
        if (!OperatingSystem.IsWindows() && File.Exists(_path))
            UnixFile.Imitate(Stream.SafeFileHandle, _temporary, _path);
        Stream.Flush(flushToDisk: true);
        // Still open and so still locked: between a lock's end and the rename, a cleaner could take it for a dead writer's.
        File.Move(_temporary, _path, overwrite: true);
        _committed = true;
        Stream.Dispose();
        // The rename itself is on disk when the directory is.
        if (!OperatingSystem.IsWindows())
            UnixFile.SyncDirectory(Path.GetDirectoryName(_path)!);
    }

    public void Dispose()
    {
        if (_committed)
            return;
        try
        {
            Stream.Dispose();
        }
        finally
        {
            File.Delete(_temporary);
        }
    }

    private static FileStream Create(string path, Func<string, string> newName, out string temporary)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            // Reading too, since some network drives grant a shared lock to readers only.
            Access = FileAccess.ReadWrite,
            // A shared lock: readers of the renamed file may come at once, a cleaner, which wants it alone, may not.
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 1 << 16,
        };
        // What an old file's mode hid stays hidden while the new one is written.
        if (!OperatingSystem.IsWindows() && File.Exists(path))
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (int attempt = 1; ; attempt++)
        {
            temporary = newName(path);
            try
            {
                var stream = new FileStream(temporary, options);
                // Whoever has taken it for a dead one has done so by now: the lock is ours.
                if (attempt == Attempts || File.Exists(temporary))
                    return stream;
                stream.Dispose();
            }
            catch (IOException taken) when (StaleFiles.IsHeld(taken) && attempt < Attempts)
            {
                File.Delete(temporary);
            }
        }
    }
}
