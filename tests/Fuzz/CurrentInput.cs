using System.IO.MemoryMappedFiles;

namespace Unrolled.Fuzz;

/// <summary>The input being read, in mapped memory: the system keeps it when the process dies, and noting it costs a copy.</summary>
internal sealed class CurrentInput(string path) : IDisposable
{
    private const int Size = 1 << 20;

    private readonly MemoryMappedFile _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Size);

    /// <summary>Notes an input before it is read.</summary>
    public void Note(byte[] input)
    {
        int length = Math.Min(input.Length, Size - sizeof(int));
        using MemoryMappedViewAccessor view = _file.CreateViewAccessor(0, sizeof(int) + length);
        view.Write(0, length);
        view.WriteArray(sizeof(int), input, 0, length);
    }

    /// <summary>The input that was noted last.</summary>
    public static byte[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return bytes.AsSpan(sizeof(int), BitConverter.ToInt32(bytes)).ToArray();
    }

    public void Dispose() => _file.Dispose();
}
