using System.Numerics;
using System.Runtime.InteropServices;

namespace Unrolled.Generated;

/// <summary>Looks for tokens that are none.</summary>
internal static class TokenCheck
{
    /// <summary>The place of the first token below 0 or not below <paramref name="tokens"/>; -1 if there is none.</summary>
    public static int FirstOutside(ReadOnlySpan<int> inputs, int tokens)
    {
        // Seen without a sign, what is below 0 is above all tokens.
        ReadOnlySpan<uint> values = MemoryMarshal.Cast<int, uint>(inputs);
        int i = 0;
        for (; i <= values.Length - Vector<uint>.Count && !Vector.GreaterThanOrEqualAny(new Vector<uint>(values[i..]), new Vector<uint>((uint)tokens)); i += Vector<uint>.Count)
        {
        }
        for (; i < values.Length; i++)
        {
            if (values[i] >= (uint)tokens)
                return i;
        }
        return -1;
    }
}
