namespace Unrolled.Numerics;

/// <summary>
/// The elementary functions of generated code (docs/numerics.md) for one float: the same operations in the same order, and so the same
/// bits on every machine.
/// </summary>
internal static class ElementaryFunctions
{
    // 1.5·2²³, which rounds what is added to it to an integer.
    private const float Rounding = 12582912f;

    /// <summary>
    /// <c>eˣ</c>. <c>x = n·ln 2 + r</c> with <c>|r| ≤ ½·ln 2</c> and <c>eʳ = 1 + r + r²·P(r)</c>; 2ⁿ in two factors, so that the last
    /// product alone rounds to a denormal or overflows.
    /// </summary>
    public static float Exp(float x)
    {
        (float power, int bits, int half) = Reduce(MathF.Min(MathF.Max(x, -104f), 89f));
        return power * Power(half) * Power((bits << 23) - half);
    }

    /// <summary>
    /// <c>1/(1 + e⁻ˣ) = u/(u + w)</c> with <c>u = eˣ·2⁻ᵐ</c>, <c>w = 2⁻ᵐ</c> and m half of eˣ's exponent; what the sum's and the
    /// quotient's rounding lost is made good by one step.
    /// </summary>
    public static float Sigmoid(float x)
    {
        (float power, int bits, int half) = Reduce(MathF.Min(MathF.Max(x, -104f), 88f));
        float u = power * Power((bits << 23) - half), w = Power(-half);
        float sum = u + w, inverse = 1f / sum, quotient = u * inverse;
        float lost = MathF.Min(u, w) - (sum - MathF.Max(u, w));
        float remainder = Fma(-quotient, sum, u) - quotient * lost;
        return Fma(remainder, inverse, quotient);
    }

    /// <summary>
    /// Softmax of a row in its place. The sum has the order of all sums along an axis: 16 interleaved chains, element j in chain
    /// j mod 16, folded 16→8→4→2→1.
    /// </summary>
    public static void Softmax(Span<float> row)
    {
        float max = row[0];
        foreach (float x in row)
            max = MathF.Max(max, x);
        Span<float> chains = stackalloc float[16];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = Exp(row[j] - max);
            chains[j % 16] = j < 16 ? row[j] : chains[j % 16] + row[j];
        }
        for (int half = 8, length = Math.Min(16, row.Length); half >= 1; length = Math.Min(length, half), half /= 2)
        {
            for (int c = 0; c < half && c + half < length; c++)
                chains[c] += chains[c + half];
        }
        float scale = 1f / chains[0];
        foreach (ref float x in row)
            x *= scale;
    }

    // eʳ, n in the low bits of a number, and the exponent field of about half of it.
    private static (float Power, int Bits, int Half) Reduce(float x)
    {
        float shifted = Fma(x, 1.44269504f, Rounding), n = shifted - Rounding;
        float r = Fma(n, -1.42860677e-6f, Fma(n, -0.693145752f, x));
        float p = 0.0013820946f;
        p = Fma(p, r, 0.008368684f);
        p = Fma(p, r, 0.041668266f);
        p = Fma(p, r, 0.16666521f);
        p = Fma(p, r, 0.49999994f);
        p = Fma(p, r, 1f);
        p = Fma(p, r, 1f);
        int bits = BitConverter.SingleToInt32Bits(shifted);
        return (p, bits, bits >> 1 << 23);
    }

    private static float Power(int exponent) => BitConverter.Int32BitsToSingle(exponent + 0x3F800000);

    private static float Fma(float x, float y, float z) => MathF.FusedMultiplyAdd(x, y, z);
}
