using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.Generated;

/// <summary>
/// Moves data between samples, one after another, and lanes, where 16 neighbouring floats are the same element of 16
/// samples. Nothing outside the stated extents is read or written.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Lanes
{
    /// <summary>Samples in a group.</summary>
    public const int Width = 16;

    /// <summary>The label that a loss leaves out, PyTorch's default.</summary>
    public const int Ignored = -100;

    /// <summary>Samples <c>[count, length]</c> to lanes <c>[length, 16]</c>; the lanes of missing samples become zero.</summary>
    /// <param name="samples">The first sample.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="count">Samples, 0 to 16.</param>
    /// <param name="lanes">Receives <c>16·length</c> floats.</param>
    public static void Pack(float* samples, int length, int count, float* lanes) => PackRows(samples, length, length, count, lanes);

    /// <summary>As <see cref="Pack"/>, of rows that lie apart.</summary>
    /// <param name="samples">The first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="length">Floats of a row that are taken.</param>
    /// <param name="count">Rows, 0 to 16.</param>
    /// <param name="lanes">Receives <c>16·length</c> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PackRows(float* samples, int stride, int length, int count, float* lanes)
    {
        int row = 0;
        for (; Avx.IsSupported && length >= 4 && row + 16 <= count; row += 16)
            Transpose.Pack16(samples, stride, length, lanes);
        for (; Avx.IsSupported && length >= 4 && row + 8 <= count; row += 8)
            Transpose.Pack8(samples + (nint)row * stride, stride, length, lanes + row);
        for (; length >= 4 && row + 4 <= count; row += 4)
            Transpose.Pack4(samples + (nint)row * stride, stride, length, lanes + row);
        for (; row < count; row++)
        {
            for (int i = 0; i < length; i++)
                lanes[i * Width + row] = samples[(nint)row * stride + i];
        }
        if (row < Width)
            Clear(lanes, length, row);
    }

    /// <summary>Lanes <c>[length, 16]</c> to samples <c>[count, length]</c>: <see cref="Pack"/>'s reverse.</summary>
    /// <param name="lanes">The first element's lanes.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="count">Samples, 0 to 16.</param>
    /// <param name="samples">Receives <c>count·length</c> floats.</param>
    public static void Unpack(float* lanes, int length, int count, float* samples) => Spread(lanes, length, Width, count, samples, length);

    /// <summary>
    /// Lanes <c>[length, 16]</c> to rows of samples <c>[16, stride]</c>, of which the first <paramref name="length"/>
    /// floats are written.
    /// </summary>
    /// <param name="lanes">The first element's lanes.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="samples">The first row.</param>
    /// <param name="stride">Floats from one row to the next, at least <paramref name="length"/>.</param>
    public static void ToSamples(float* lanes, int length, float* samples, int stride) =>
        Spread(lanes, length, Width, Width, samples, stride);

    /// <summary>As <see cref="ToSamples"/>, for elements that lie apart, as those of one place in all channels do.</summary>
    /// <param name="lanes">The first element's lanes.</param>
    /// <param name="length">Elements.</param>
    /// <param name="step">Floats from one element's lanes to the next one's.</param>
    /// <param name="samples">The first row.</param>
    /// <param name="stride">Floats from one row to the next, at least <paramref name="length"/>.</param>
    public static void TurnSamples(float* lanes, int length, int step, float* samples, int stride) =>
        Spread(lanes, length, step, Width, samples, stride);

    /// <summary>
    /// Labels <c>[count, steps]</c> to lanes: the class as a float, and what it weighs in the loss, which is 0 (and the
    /// class 0) for ignored labels and missing samples.
    /// </summary>
    /// <param name="labels">The first sample's labels.</param>
    /// <param name="given">What each label weighs, <c>[count, steps]</c>; null where all weigh 1.</param>
    /// <param name="steps">Labels of a sample.</param>
    /// <param name="count">Samples, 0 to 16.</param>
    /// <param name="scale">What a weight of 1 is in the mean.</param>
    /// <param name="targets">Receives classes, <c>[steps, 16]</c>.</param>
    /// <param name="weights">Receives weights, <c>[steps, 16]</c>.</param>
    public static void PackLabels(int* labels, float* given, int steps, int count, float scale, float* targets, float* weights)
    {
        for (int step = 0; step < steps; step++)
        {
            for (int lane = 0; lane < Width; lane++)
            {
                nint place = (nint)lane * steps + step;
                int label = lane < count ? labels[place] : Ignored;
                bool counts = label != Ignored;
                targets[step * Width + lane] = counts ? label : 0f;
                weights[step * Width + lane] = counts ? Weight(given, place, scale) : 0f;
            }
        }
    }

    /// <summary>Targets <c>[count, length]</c> to lanes as <see cref="Pack"/> does, and what each sample weighs in the loss.</summary>
    /// <param name="targets">The first sample's targets.</param>
    /// <param name="given">What each sample weighs; null where all weigh 1.</param>
    /// <param name="length">Targets of a sample.</param>
    /// <param name="count">Samples, 0 to 16.</param>
    /// <param name="scale">What a weight of 1 is in the mean.</param>
    /// <param name="lanes">Receives targets, <c>[length, 16]</c>.</param>
    /// <param name="weights">Receives 16 weights, 0 for missing samples.</param>
    public static void PackTargets(float* targets, float* given, int length, int count, float scale, float* lanes, float* weights)
    {
        Pack(targets, length, count, lanes);
        for (int lane = 0; lane < Width; lane++)
            weights[lane] = lane < count ? Weight(given, lane, scale) : 0f;
    }

    private static float Weight(float* given, nint place, float scale) => given == null ? scale : scale * given[place];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(float* lanes, int length, int step, int count, float* samples, int stride)
    {
        int row = 0;
        for (; Avx.IsSupported && length >= 4 && row + 8 <= count; row += 8)
            Transpose.Unpack8(lanes + row, length, step, samples + (nint)row * stride, stride);
        for (; length >= 4 && row + 4 <= count; row += 4)
            Transpose.Unpack4(lanes + row, length, step, samples + (nint)row * stride, stride);
        for (; row < count; row++)
        {
            for (int i = 0; i < length; i++)
                samples[(nint)row * stride + i] = lanes[(nint)i * step + row];
        }
    }

    private static void Clear(float* lanes, int length, int from)
    {
        for (int i = 0; i < length; i++)
            new Span<float>(lanes + (nint)i * Width + from, Width - from).Clear();
    }
}
