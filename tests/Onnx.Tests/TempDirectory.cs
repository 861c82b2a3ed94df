namespace Unrolled.Onnx.Tests;

/// <summary>A directory of one test's own; it goes with the test.</summary>
public abstract class TempDirectory : IDisposable
{
    protected string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("unrolled-").FullName;

    protected string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>Writes a file into the directory and returns its path.</summary>
    protected string Put(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    public void Dispose()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
    }
}
