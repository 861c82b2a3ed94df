using System.Runtime.InteropServices;

namespace Unrolled.Tests.Training;

/// <summary>
/// Floats that end where a page of forbidden memory begins: on Unix a read or write behind the end kills the process. Before the beginning
/// lie
/// marks that <see cref="Dispose"/> checks.
/// </summary>
internal sealed unsafe class GuardedMemory : IDisposable
{
    private const int Marks = 16;
    private const float Mark = -12345.5f;

    private readonly nuint _page = (nuint)Environment.SystemPageSize;
    private readonly nuint _bytes;
    private readonly byte* _memory;
    private readonly int _length;

    public GuardedMemory(int length)
    {
        _length = length;
        _bytes = ((nuint)(length + Marks) * sizeof(float) + _page - 1) / _page * _page;
        _memory = OperatingSystem.IsWindows() ? (byte*)NativeMemory.Alloc(_bytes) : Map();
        Pointer = (float*)(_memory + _bytes) - length;
        new Span<float>(Pointer - Marks, Marks + length).Fill(Mark);
    }

    public GuardedMemory(ReadOnlySpan<float> content)
        : this(content.Length) => content.CopyTo(Span);

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, _length);

    public void Dispose()
    {
        Assert.Equal(-1, new Span<float>(Pointer - Marks, Marks).IndexOfAnyExcept(Mark));
        if (OperatingSystem.IsWindows())
            NativeMemory.Free(_memory);
        else
            _ = munmap(_memory, _bytes + _page);
    }

    private byte* Map()
    {
        const int ReadWrite = 3, Private = 2;
        int anonymous = OperatingSystem.IsLinux() ? 0x20 : 0x1000;
        byte* memory = mmap(null, _bytes + _page, ReadWrite, Private | anonymous, -1, 0);
        Assert.NotEqual(-1, (nint)memory);
        Assert.Equal(0, mprotect(memory + _bytes, _page, 0));
        return memory;
    }

#pragma warning disable SYSLIB1054, CA2101 // Blittable arguments only.
    [DllImport("libc")]
    private static extern byte* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc")]
    private static extern int mprotect(void* address, nuint length, int protection);

    [DllImport("libc")]
    private static extern int munmap(void* address, nuint length);
#pragma warning restore SYSLIB1054, CA2101
}
