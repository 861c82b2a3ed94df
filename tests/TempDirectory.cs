namespace Unrolled.Tests;

/// <summary>A directory of one test's own; it goes with the test.</summary>
public abstract class TempDirectory : IDisposable
{
    protected string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("unrolled-").FullName;

    protected string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>Writes a file into the directory, with the folders on its way, and returns its path.</summary>
    protected string Put(string name, ReadOnlySpan<byte> content)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    protected string Put(string name, string content) => Put(name, System.Text.Encoding.UTF8.GetBytes(content));

    public void Dispose()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
    }
}
