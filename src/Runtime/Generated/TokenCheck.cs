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

    /// <summary>
    /// Checks tokens that have been copied from where callers may write. Rows are fetched by such copies alone: what a
    /// caller's memory was found to hold may have changed by the time that it is read again.
    /// </summary>
    /// <exception cref="ArgumentException">A token is out of range, though it was not when the call began.</exception>
    public static unsafe void Copied(int* copy, int count, int tokens, NetworkInfo info)
    {
        int wrong = FirstOutside(new ReadOnlySpan<int>(copy, count), tokens);
        if (wrong >= 0)
            throw new ArgumentException(Messages.Changed(info, "tokens", copy[wrong], tokens), nameof(tokens));
    }
}
