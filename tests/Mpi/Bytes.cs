using System.Runtime.InteropServices;

namespace Unrolled.Mpi.Tests;

/// <summary>Bytes that do not move, those of a message: what they are follows from who sends it to whom and which one it is.</summary>
internal sealed unsafe class Bytes(nint count) : IDisposable
{
    public byte* First { get; } = (byte*)NativeMemory.Alloc((nuint)count);

    public nint Count { get; } = count;

    /// <summary>Writes what a message has.</summary>
    public Bytes Fill(int from, int to, int number)
    {
        ulong state = Seed(from, to, number);
        for (nint i = 0; i < Count; i++)
            First[i] = Next(ref state);
        return this;
    }

    /// <summary>Compares with what a message has.</summary>
    public void Expect(int from, int to, int number)
    {
        ulong state = Seed(from, to, number);
        for (nint i = 0; i < Count; i++)
        {
            byte expected = Next(ref state);
            if (First[i] != expected)
                throw new InvalidDataException(
                    $"Message {number} from rank {from} to {to}, of {Count} bytes, has {First[i]} at {i} instead of {expected}.");
        }
    }

    public void Dispose() => NativeMemory.Free(First);

    private static ulong Seed(int from, int to, int number) => unchecked((ulong)(from * 1009 + to) * 2654435761 + (ulong)number * 97 + 1);

    private static byte Next(ref ulong state)
    {
        state = unchecked(state * 6364136223846793005 + 1442695040888963407);
        return (byte)(state >> 56);
    }
}
