using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.Generated;

/// <summary>
/// Transposes in registers, blocks of 8 or 4 samples by 4 elements. A length that is no multiple of 4 is finished by a
/// block that overlaps the one before and writes the same values again, which needs a length of at least 4.
/// </summary>
internal static unsafe class Transpose
{
    private const int Width = Lanes.Width;

    // How far ahead of its use a sample is asked for, in floats. Samples of a large batch come from beyond the second-level
    // cache, and sixteen short streams are more than hardware follows.
    private const int Ahead = 64;

    /// <summary>
    /// All 16 samples of <paramref name="length"/> floats, <paramref name="stride"/> floats apart, to all lanes. Needs AVX.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack16(float* samples, int stride, int length, float* lanes)
    {
        for (int i = 0; i < length; i += 4)
        {
            if (i % 16 == 0)
            {
                for (int row = 0; row < Width; row++)
                    Sse.Prefetch0(samples + (nint)row * stride + i + Ahead);
            }

            int at = Math.Min(i, length - 4);
            Turn8(samples + at, stride, lanes + (nint)at * Width);
            Turn8(samples + at + 8 * (nint)stride, stride, lanes + (nint)at * Width + 8);
        }
    }

    /// <summary>8 such samples to 8 of the 16 lanes. Needs AVX.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack8(float* samples, int stride, int length, float* lanes)
    {
        for (int i = 0; i < length; i += 4)
        {
            int at = Math.Min(i, length - 4);
            Turn8(samples + at, stride, lanes + (nint)at * Width);
        }
    }

    /// <summary>
    /// 8 of the 16 lanes, of elements <paramref name="step"/> floats apart, to 8 samples, <paramref name="stride"/> floats apart. Needs
    /// AVX.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack8(float* lanes, int length, int step, float* samples, int stride)
    {
        for (int i = 0; i < length; i += 4)
        {
            int at = Math.Min(i, length - 4);
            float* x = lanes + (nint)at * step;
            Vector256<float> r0 = Vector256.Load(x);
            Vector256<float> r1 = Vector256.Load(x + step);
            Vector256<float> r2 = Vector256.Load(x + 2 * (nint)step);
            Vector256<float> r3 = Vector256.Load(x + 3 * (nint)step);
            Turn(ref r0, ref r1, ref r2, ref r3);
            Split(r0, samples + at, stride);
            Split(r1, samples + at + (nint)stride, stride);
            Split(r2, samples + at + 2 * (nint)stride, stride);
            Split(r3, samples + at + 3 * (nint)stride, stride);
        }
    }

    /// <summary>4 such samples to 4 of the 16 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack4(float* samples, int stride, int length, float* lanes)
    {
        for (int i = 0; i < length; i += 4)
        {
            int at = Math.Min(i, length - 4);
            Turn4(samples + at, stride, lanes + (nint)at * Width, Width);
        }
    }

    /// <summary>
    /// 4 of the 16 lanes, of elements <paramref name="step"/> floats apart, to 4 samples, <paramref name="stride"/> floats apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack4(float* lanes, int length, int step, float* samples, int stride)
    {
        for (int i = 0; i < length; i += 4)
        {
            int at = Math.Min(i, length - 4);
            Turn4(lanes + (nint)at * step, step, samples + at, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn8(float* x, nint length, float* y)
    {
        // Halves hold samples r and r + 4, so that transposing within halves leaves eight lanes in order.
        Vector256<float> r0 = Vector256.Create(Vector128.Load(x), Vector128.Load(x + 4 * length));
        Vector256<float> r1 = Vector256.Create(Vector128.Load(x + length), Vector128.Load(x + 5 * length));
        Vector256<float> r2 = Vector256.Create(Vector128.Load(x + 2 * length), Vector128.Load(x + 6 * length));
        Vector256<float> r3 = Vector256.Create(Vector128.Load(x + 3 * length), Vector128.Load(x + 7 * length));
        Turn(ref r0, ref r1, ref r2, ref r3);
        r0.Store(y);
        r1.Store(y + Width);
        r2.Store(y + 2 * Width);
        r3.Store(y + 3 * Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector256<float> pair, float* sample, nint stride)
    {
        pair.GetLower().Store(sample);
        pair.GetUpper().Store(sample + 4 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref Vector256<float> r0, ref Vector256<float> r1, ref Vector256<float> r2, ref Vector256<float> r3)
    {
        Vector256<float> low01 = Avx.UnpackLow(r0, r1), high01 = Avx.UnpackHigh(r0, r1);
        Vector256<float> low23 = Avx.UnpackLow(r2, r3), high23 = Avx.UnpackHigh(r2, r3);
        r0 = Avx.Shuffle(low01, low23, 0b01_00_01_00);
        r1 = Avx.Shuffle(low01, low23, 0b11_10_11_10);
        r2 = Avx.Shuffle(high01, high23, 0b01_00_01_00);
        r3 = Avx.Shuffle(high01, high23, 0b11_10_11_10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn4(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + fromStride);
        Vector128<float> r2 = Vector128.Load(from + 2 * fromStride), r3 = Vector128.Load(from + 3 * fromStride);
        // Interleaving twice transposes; x64 and Arm each have it as one instruction.
        Vector128<float> a = Interleave(r0, r2, low: true), b = Interleave(r1, r3, low: true);
        Vector128<float> c = Interleave(r0, r2, low: false), d = Interleave(r1, r3, low: false);
        Interleave(a, b, low: true).Store(to);
        Interleave(a, b, low: false).Store(to + toStride);
        Interleave(c, d, low: true).Store(to + 2 * toStride);
        Interleave(c, d, low: false).Store(to + 3 * toStride);
    }

    // low: (x0, y0, x1, y1); otherwise (x2, y2, x3, y3).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Interleave(Vector128<float> x, Vector128<float> y, bool low)
    {
        if (Sse.IsSupported)
            return low ? Sse.UnpackLow(x, y) : Sse.UnpackHigh(x, y);
        if (AdvSimd.Arm64.IsSupported)
            return low ? AdvSimd.Arm64.ZipLow(x, y) : AdvSimd.Arm64.ZipHigh(x, y);
        return low
            ? Vector128.Create(x.GetElement(0), y.GetElement(0), x.GetElement(1), y.GetElement(1))
            : Vector128.Create(x.GetElement(2), y.GetElement(2), x.GetElement(3), y.GetElement(3));
    }
}
