namespace Unrolled.Serialization;

/// <summary>
/// A file that appears under its name only when it is complete: it is written beside the old one, flushed to disk and renamed over it.
/// Disposed without <see cref="Commit"/>, it leaves no trace and the old file as it was.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _committed;

    public AtomicFile(string path)
    {
        _path = Path.GetFullPath(path);
        // In the same directory, since a rename is atomic only within one file system.
        _temporary = $"{_path}.{Path.GetRandomFileName()}.tmp";
        Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
    }

    /// <summary>Receives the file's content.</summary>
    public FileStream Stream { get; }

    /// <summary>Puts the new file in the old one's place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _committed = true;
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
}
