using System.Numerics;

namespace Unrolled.Generated;

/// <summary>Looks for tokens that are none.</summary>
internal static class TokenCheck
{
    /// <summary>The place of the first token below 0 or not below <paramref name="tokens"/>; -1 if there is none.</summary>
    public static int FirstOutside(ReadOnlySpan<int> inputs, int tokens)
    {
        // Seen without a sign, what is below 0 is above all tokens.
        var bound = new Vector<uint>((uint)tokens);
        int i = 0;
        while (i <= inputs.Length - Vector<int>.Count && Vector.LessThanAll(Vector.AsVectorUInt32(new Vector<int>(inputs[i..])), bound))
            i += Vector<int>.Count;
        for (; i < inputs.Length; i++)
        {
            if ((uint)inputs[i] >= (uint)tokens)
                return i;
        }
        return -1;
    }
}
