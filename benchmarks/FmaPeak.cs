using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.Benchmarks;

/// <summary>The most multiply-adds a core makes: independent chains in registers, nothing else.</summary>
internal static class FmaPeak
{
    private const int Chains = 12, Turns = 200_000;

    /// <summary>The best of several runs, in GFLOP/s of one core; a multiply-add counts as two operations.</summary>
    public static double Measure()
    {
        double best = 0;
        for (int run = 0; run < 20; run++)
        {
            if (Vector512.IsHardwareAccelerated)
                best = Math.Max(best, Rate(Run512, 16));
            if (Fma.IsSupported)
                best = Math.Max(best, Rate(Run256, 8));
            best = Math.Max(best, Rate(Run128, 4));
        }

        return best;
    }

    private static double Rate(Func<float> run, int lanes)
    {
        long start = Stopwatch.GetTimestamp();
        float result = run();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (float.IsNaN(result))
            throw new InvalidOperationException("The peak loop must stay finite.");
        return 2.0 * lanes * Chains * Turns / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run512()
    {
        Vector512<float> a = Vector512.Create(0.5f), b = Vector512.Create(1f);
        Vector512<float> s0 = b, s1 = b, s2 = b, s3 = b, s4 = b, s5 = b, s6 = b, s7 = b, s8 = b, s9 = b, s10 = b, s11 = b;
        for (int turn = 0; turn < Turns; turn++)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, a, b);
            s1 = Vector512.FusedMultiplyAdd(s1, a, b);
            s2 = Vector512.FusedMultiplyAdd(s2, a, b);
            s3 = Vector512.FusedMultiplyAdd(s3, a, b);
            s4 = Vector512.FusedMultiplyAdd(s4, a, b);
            s5 = Vector512.FusedMultiplyAdd(s5, a, b);
            s6 = Vector512.FusedMultiplyAdd(s6, a, b);
            s7 = Vector512.FusedMultiplyAdd(s7, a, b);
            s8 = Vector512.FusedMultiplyAdd(s8, a, b);
            s9 = Vector512.FusedMultiplyAdd(s9, a, b);
            s10 = Vector512.FusedMultiplyAdd(s10, a, b);
            s11 = Vector512.FusedMultiplyAdd(s11, a, b);
        }

        return (s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run256()
    {
        Vector256<float> a = Vector256.Create(0.5f), b = Vector256.Create(1f);
        Vector256<float> s0 = b, s1 = b, s2 = b, s3 = b, s4 = b, s5 = b, s6 = b, s7 = b, s8 = b, s9 = b, s10 = b, s11 = b;
        for (int turn = 0; turn < Turns; turn++)
        {
            s0 = Vector256.FusedMultiplyAdd(s0, a, b);
            s1 = Vector256.FusedMultiplyAdd(s1, a, b);
            s2 = Vector256.FusedMultiplyAdd(s2, a, b);
            s3 = Vector256.FusedMultiplyAdd(s3, a, b);
            s4 = Vector256.FusedMultiplyAdd(s4, a, b);
            s5 = Vector256.FusedMultiplyAdd(s5, a, b);
            s6 = Vector256.FusedMultiplyAdd(s6, a, b);
            s7 = Vector256.FusedMultiplyAdd(s7, a, b);
            s8 = Vector256.FusedMultiplyAdd(s8, a, b);
            s9 = Vector256.FusedMultiplyAdd(s9, a, b);
            s10 = Vector256.FusedMultiplyAdd(s10, a, b);
            s11 = Vector256.FusedMultiplyAdd(s11, a, b);
        }

        return (s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run128()
    {
        Vector128<float> a = Vector128.Create(0.5f), b = Vector128.Create(1f);
        Vector128<float> s0 = b, s1 = b, s2 = b, s3 = b, s4 = b, s5 = b, s6 = b, s7 = b, s8 = b, s9 = b, s10 = b, s11 = b;
        for (int turn = 0; turn < Turns; turn++)
        {
            s0 = Vector128.MultiplyAddEstimate(s0, a, b);
            s1 = Vector128.MultiplyAddEstimate(s1, a, b);
            s2 = Vector128.MultiplyAddEstimate(s2, a, b);
            s3 = Vector128.MultiplyAddEstimate(s3, a, b);
            s4 = Vector128.MultiplyAddEstimate(s4, a, b);
            s5 = Vector128.MultiplyAddEstimate(s5, a, b);
            s6 = Vector128.MultiplyAddEstimate(s6, a, b);
            s7 = Vector128.MultiplyAddEstimate(s7, a, b);
            s8 = Vector128.MultiplyAddEstimate(s8, a, b);
            s9 = Vector128.MultiplyAddEstimate(s9, a, b);
            s10 = Vector128.MultiplyAddEstimate(s10, a, b);
            s11 = Vector128.MultiplyAddEstimate(s11, a, b);
        }

        return (s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11).ToScalar();
    }
}
