using System.Buffers.Binary;

namespace Unrolled.Fuzz;

/// <summary>Damage: bits, bytes, numbers of 32 and 64 bits that lie about lengths, pieces cut out, doubled,
/// moved or put behind, words of the format, pieces of another input.</summary>
internal static class Mutation
{
    private static readonly ulong[] s_lies =
    [
        0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, ulong.MaxValue,
    ];

    /// <summary>An input, damaged once to four times.</summary>
    /// <param name="sound">The input.</param>
    /// <param name="other">Another one, of which pieces may come.</param>
    /// <param name="words">What may be put in.</param>
    /// <param name="random">Where and how.</param>
    public static byte[] Of(byte[] sound, byte[] other, IReadOnlyList<byte[]> words, Random random)
    {
        var bytes = new List<byte>(sound);
        for (int times = random.Next(2) == 0 ? 1 : random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
            Damage(bytes, other, words, random);
        return [.. bytes];
    }

    private static void Damage(List<byte> bytes, byte[] other, IReadOnlyList<byte[]> words, Random random)
    {
        int at = random.Next(bytes.Count), length = random.Next(1, Math.Min(64, bytes.Count - at) + 1);
        switch (random.Next(11))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                Lie(bytes, at, s_lies[random.Next(s_lies.Length)], random.Next(2) == 0 ? 4 : 8, random.Next(2) == 0);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 6:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 7:
                // Digits are where text tells lengths.
                int digit = bytes.FindIndex(at, static b => b is >= (byte)'0' and <= (byte)'9');
                if (digit >= 0)
                    bytes[digit] = (byte)('0' + random.Next(10));
                break;
            case 8 when words.Count > 0:
                byte[] word = words[random.Next(words.Count)];
                bytes.RemoveRange(at, Math.Min(random.Next(2) * word.Length, bytes.Count - at));
                bytes.InsertRange(at, word);
                break;
            case 9 when other.Length > 0:
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(length, other.Length - from)).ToArray());
                break;
            default:
                bytes.AddRange(Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)));
                break;
        }
    }

    private static void Lie(List<byte> bytes, int at, ulong value, int size, bool bigEndian)
    {
        Span<byte> number = stackalloc byte[8];
        if (bigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(number, value << (64 - 8 * size));
        else
            BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        for (int i = 0; i < size && at + i < bytes.Count; i++)
            bytes[at + i] = number[i];
    }
}
