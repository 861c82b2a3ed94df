using Unrolled.Generator.Expressions;

namespace Unrolled.Generator.Kernels;

/// <summary>
/// The elementary functions of the emitted code as C# text, one method on vectors each. Besides FMA they use only operations that IEEE 754
/// defines to the bit (and integer operations on the bits), so the widths and the instruction sets agree. The coefficients are minimax
/// fits of the functions named in the methods' headers (Lawson's iteration, then rounded to float from the lowest order on, the rest
/// fitted anew); the errors there were measured over all 2³² inputs against double precision.
/// </summary>
/// <remarks>The text presumes <c>using System.Runtime.CompilerServices</c> and <c>System.Runtime.Intrinsics</c>.</remarks>
internal static class FunctionText
{
    /// <summary>The method's text for vectors of 512, 256 or 128 bits.</summary>
    /// <remarks>
    /// The 128-bit body also runs where there is no FMA, where the exact one is a library call per element;
    /// <c>MultiplyAddEstimate</c> is the same fused operation wherever the hardware has it.
    /// </remarks>
    internal static string Source(string name, int bits) => bits switch
    {
        512 or 256 => Source(name, $"Vector{bits}", $"Vector{bits}.FusedMultiplyAdd"),
        128 => Source(name, "Vector128", "Vector128.MultiplyAddEstimate"),
        _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "Vectors have 512, 256 or 128 bits."),
    };

    /// <summary>The method's text for a vector class such as <c>Vector256</c> and the full name of its multiply-add.</summary>
    internal static string Source(string name, string vector, string multiplyAdd)
    {
        var text = name switch
        {
            Functions.Exp => ExpText(vector, multiplyAdd),
            Functions.Log => LogText(vector, multiplyAdd),
            Functions.Tanh => TanhText(vector, multiplyAdd),
            Functions.Sigmoid => SigmoidText(vector, multiplyAdd),
            Functions.Erf => ErfText(vector, multiplyAdd),
            _ => throw new ArgumentException($"Expected one of {string.Join(", ", Functions.All)}, got '{name}'.", nameof(name)),
        };
        return text.Replace("\r\n", "\n");
    }

    private static string ExpText(string v, string fma) => $$"""
        // e^x. x = n·ln2 + r, |r| ≤ ln2/2, with ln2 in two parts of which the first times n is exact; e^r = 1 + r + r²·P(r), P of
        // degree 4; 2^n in two factors, so that the last product alone rounds to a denormal or overflows. Largest error: 0.90 ulp.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static {{v}}<float> Exp({{v}}<float> x)
        {
            // 89 already overflows and -104 already gives zero. NaN stays NaN: where one operand is NaN, x86 gives the second.
            x = {{v}}.MinNative({{v}}.Create(89f), {{v}}.MaxNative({{v}}.Create(-104f), x));

            {{Power(v, fma)}}

            // The exponent fields of 2^(n/2) and 2^(n - n/2); the bits of 1.5·2^23 are shifted out.
            var bits = shifted.AsInt32();
            var half = (bits >> 1) << 23;
            var low = half + {{v}}.Create(0x3F800000);
            var high = (bits << 23) - half + {{v}}.Create(0x3F800000);
            return p * low.AsSingle() * high.AsSingle();
        }
        """;

    // n and e^r of x = n·ln2 + r: n is in the low bits of what it was rounded by.
    private static string Power(string v, string fma) => $$"""
        // Adding 1.5·2^23 rounds to an integer and leaves it in the low bits.
            var shifted = {{fma}}(x, {{v}}.Create(1.44269504f), {{v}}.Create(12582912f));
            var n = shifted - {{v}}.Create(12582912f);
            var r = {{fma}}(n, {{v}}.Create(-0.693145752f), x);
            r = {{fma}}(n, {{v}}.Create(-1.42860677e-6f), r);

            var p = {{v}}.Create(0.0013820946f);
            p = {{fma}}(p, r, {{v}}.Create(0.008368684f));
            p = {{fma}}(p, r, {{v}}.Create(0.041668266f));
            p = {{fma}}(p, r, {{v}}.Create(0.16666521f));
            p = {{fma}}(p, r, {{v}}.Create(0.49999994f));
            p = {{fma}}(p, r, {{v}}.Create(1f));
            p = {{fma}}(p, r, {{v}}.Create(1f));
        """;

    private static string LogText(string v, string fma) => $$"""
        // ln x. x = 2^n·(1 + f), √½ ≤ 1 + f < √2; ln(1 + f) = f - f²/2 + f³·P(f), P of degree 7; n·ln2 is added in two parts of which
        // the first is exact. ±0 gives -∞, negative x NaN. Largest error: 0.88 ulp.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static {{v}}<float> Log({{v}}<float> x)
        {
            // Denormals have no exponent to read: scale them by 2^23 and count that.
            var tiny = {{v}}.LessThan(x, {{v}}.Create(1.17549435e-38f));
            var bits = {{v}}.ConditionalSelect(tiny, x * {{v}}.Create(8388608f), x).AsInt32();
            var exponent = (bits - {{v}}.Create(0x3F3504F3)) >> 23;
            var n = {{v}}.ConvertToSingle(exponent) - (tiny & {{v}}.Create(23f));
            var f = (bits - (exponent << 23)).AsSingle() - {{v}}.Create(1f);

            var p = {{v}}.Create(-0.07636439f);
            p = {{fma}}(p, f, {{v}}.Create(0.12762217f));
            p = {{fma}}(p, f, {{v}}.Create(-0.1315961f));
            p = {{fma}}(p, f, {{v}}.Create(0.1420158f));
            p = {{fma}}(p, f, {{v}}.Create(-0.16623409f));
            p = {{fma}}(p, f, {{v}}.Create(0.20001242f));
            p = {{fma}}(p, f, {{v}}.Create(-0.2500082f));
            p = {{fma}}(p, f, {{v}}.Create(0.3333333f));
            p = {{fma}}(p, f, {{v}}.Create(-0.5f));
            p = {{fma}}(p, f * f, n * {{v}}.Create(1.42860677e-6f));
            p = {{fma}}(n, {{v}}.Create(0.693145752f), f + p);

            var zero = {{v}}<float>.Zero;
            var pole = {{v}}.ConditionalSelect({{v}}.Equals(x, zero), {{v}}.Create(float.NegativeInfinity), {{v}}.Create(float.NaN));
            p = {{v}}.ConditionalSelect({{v}}.GreaterThan(x, zero), p, pole);
            return {{v}}.ConditionalSelect({{v}}.Equals(x, {{v}}.Create(float.PositiveInfinity)), x, p);
        }
        """;

    private static string TanhText(string v, string fma) => $$"""
        // tanh x = u/(u + 1) with u = (e^2a - 1)/2, a = |x|, and the sign put back. With a = n·½ln2 + r,
        // u = 2^(n-1)·(e^2r - 1) + 2^(n-1) - ½ loses nothing near zero. Largest error: 1.74 ulp.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static {{v}}<float> Tanh({{v}}<float> x)
        {
            // At 9.2 the result is 1 to the last bit. NaN stays NaN: where one operand is NaN, x86 gives the second.
            var sign = x & {{v}}.Create(-0f);
            var a = {{v}}.MinNative({{v}}.Create(9.2f), {{v}}.Abs(x));
            var shifted = {{fma}}(a, {{v}}.Create(2.88539f), {{v}}.Create(12582912f));
            var n = shifted - {{v}}.Create(12582912f);
            var r = {{fma}}(n, {{v}}.Create(-0.3465736f), a);

            // e^2r - 1: the coefficients of Exp, times powers of two.
            var p = {{v}}.Create(0.08845405f);
            p = {{fma}}(p, r, {{v}}.Create(0.2677979f));
            p = {{fma}}(p, r, {{v}}.Create(0.66669226f));
            p = {{fma}}(p, r, {{v}}.Create(1.3333217f));
            p = {{fma}}(p, r, {{v}}.Create(1.9999998f));
            p = {{fma}}(p, r * r, r + r);
            var power = ((shifted.AsInt32() << 23) + {{v}}.Create(0x3F000000)).AsSingle();
            var u = {{fma}}(power, p, power - {{v}}.Create(0.5f));
            var w = {{v}}.Create(1f);

            {{Quotient(v, fma, " | sign")}}
        }
        """;

    private static string SigmoidText(string v, string fma) => $$"""
        // 1/(1 + e^-x) = u/(u + w) with u = e^x·2^-m, w = 2^-m and m about half of e^x's exponent, so that neither overflows and a small
        // result keeps its relative precision down to the denormals. e^x as in Exp. Largest error: 1.48 ulp.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static {{v}}<float> Sigmoid({{v}}<float> x)
        {
            // At 88 the result is long 1, at -104 zero. NaN stays NaN: where one operand is NaN, x86 gives the second.
            x = {{v}}.MinNative({{v}}.Create(88f), {{v}}.MaxNative({{v}}.Create(-104f), x));

            {{Power(v, fma)}}

            var bits = shifted.AsInt32();
            var half = (bits >> 1) << 23;
            var low = {{v}}.Create(0x3F800000) - half;
            var high = (bits << 23) - half + {{v}}.Create(0x3F800000);
            var u = p * high.AsSingle();
            var w = low.AsSingle();

            {{Quotient(v, fma)}}
        }
        """;

    // Alone, the rounding of the sum and that of the quotient are half an ulp too much each.
    private static string Quotient(string v, string fma, string sign = "") => $$"""
        // u/(u + w), and one step for what the sum's and the quotient's rounding lost.
            var sum = u + w;
            var inverse = {{v}}.Create(1f) / sum;
            var quotient = u * inverse;
            var lost = {{v}}.MinNative(w, u) - (sum - {{v}}.MaxNative(w, u));
            var remainder = {{fma}}(-quotient, sum, u) - quotient * lost;
            return {{fma}}(remainder, inverse, quotient){{sign}};
        """;

    private static string ErfText(string v, string fma) => $$"""
        // erf x = 2/√π·∫₀ˣ e^-t² dt, with a = |x| and the sign put back: below 0.85 a + a·P(a²), P of degree 5; from there 1 - e^Q(a),
        // Q the logarithm of erfc on [0.85, 4], of degree 6. Largest error: 1.14 ulp.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static {{v}}<float> Erf({{v}}<float> x)
        {
            var sign = x & {{v}}.Create(-0f);
            var a = {{v}}.Abs(x);
            var square = a * a;
            var p = {{v}}.Create(-0.00063485187f);
            p = {{fma}}(p, square, {{v}}.Create(0.0050577037f));
            p = {{fma}}(p, square, {{v}}.Create(-0.026807288f));
            p = {{fma}}(p, square, {{v}}.Create(0.11282865f));
            p = {{fma}}(p, square, {{v}}.Create(-0.3761259f));
            p = {{fma}}(p, square, {{v}}.Create(0.12837917f));
            var near = {{fma}}(p, a, a);

            // At 4 the result is 1 to the last bit; NaN stays NaN.
            var t = {{v}}.MinNative({{v}}.Create(4f), a);
            var q = {{v}}.Create(0.00020252913f);
            q = {{fma}}(q, t, {{v}}.Create(-0.0031071715f));
            q = {{fma}}(q, t, {{v}}.Create(0.022478903f));
            q = {{fma}}(q, t, {{v}}.Create(-0.10444787f));
            q = {{fma}}(q, t, {{v}}.Create(-0.6366018f));
            q = {{fma}}(q, t, {{v}}.Create(-1.1280154f));
            q = {{fma}}(q, t, {{v}}.Create(-0.000114703624f));
            var far = {{v}}.Create(1f) - Exp(q);
            return {{v}}.ConditionalSelect({{v}}.LessThan(a, {{v}}.Create(0.85f)), near, far) | sign;
        }
        """;
}
