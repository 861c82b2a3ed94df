using System.IO.MemoryMappedFiles;

namespace Unrolled.Fuzz;

/// <summary>The input being read, in mapped memory: the system keeps it when the process dies, and noting it costs a copy.</summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Size = 1 << 20;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public CurrentInput(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Size);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Notes an input before it is read.</summary>
    public void Note(byte[] input)
    {
        int length = Math.Min(input.Length, Size - sizeof(int));
        _view.Write(0, length);
        _view.WriteArray(sizeof(int), input, 0, length);
    }

    /// <summary>The input that was noted last.</summary>
    public static byte[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return bytes.AsSpan(sizeof(int), BitConverter.ToInt32(bytes)).ToArray();
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
