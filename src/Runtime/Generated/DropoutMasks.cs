using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unrolled.Generated;

/// <summary>
/// Random masks that follow from what they are for alone: the step's key, the layer, the sample's place in the batch
/// and the element. 32-bit integers are mixed by multiplications and shifts (MurmurHash3's finaliser by Appleby, twice
/// with a key between), which give the same bits at every vector width.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class DropoutMasks
{
    private const uint First = 0x85EBCA6B, Second = 0xC2B2AE35, Element = 0x9E3779B1, Golden = 0x9E3779B9;

    /// <summary>
    /// Fills a group's mask: 0 where the random number is below <paramref name="threshold"/>, else
    /// <paramref name="scale"/>.
    /// </summary>
    /// <param name="key">The step's key.</param>
    /// <param name="layer">Tells the masks of one network apart.</param>
    /// <param name="first">The place in the batch of the group's first sample.</param>
    /// <param name="length">Elements of a sample.</param>
    /// <param name="threshold">The probability of 0, times 2³².</param>
    /// <param name="scale">What kept elements are multiplied by.</param>
    /// <param name="mask">Receives <c>[length, 16]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ulong key, int layer, int first, int length, uint threshold, float scale, float* mask)
    {
        (uint low, uint high) = Keys(key, layer);
        uint* samples = stackalloc uint[Lanes.Width];
        for (int lane = 0; lane < Lanes.Width; lane++)
            samples[lane] = Mix((uint)(first + lane) + low);
        for (int i = 0; i < length; i++)
        {
            uint element = unchecked((uint)i * Element) ^ high;
            float* to = mask + (nint)i * Lanes.Width;
            if (Vector512.IsHardwareAccelerated)
            {
                Fill(Vector512.Load(samples), element, threshold, scale).Store(to);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Fill(Vector256.Load(samples), element, threshold, scale).Store(to);
                Fill(Vector256.Load(samples + 8), element, threshold, scale).Store(to + 8);
            }
            else
            {
                for (int lane = 0; lane < Lanes.Width; lane += 4)
                    Fill(Vector128.Load(samples + lane), element, threshold, scale).Store(to + lane);
            }
        }
    }

    /// <summary>One element of a mask: what <see cref="Fill(ulong, int, int, int, uint, float, float*)"/> means.</summary>
    internal static float At(ulong key, int layer, int sample, int element, uint threshold, float scale)
    {
        (uint low, uint high) = Keys(key, layer);
        return Mix(Mix((uint)sample + low) ^ (unchecked((uint)element * Element) ^ high)) < threshold ? 0 : scale;
    }

    private static (uint Low, uint High) Keys(ulong key, int layer)
    {
        uint own = Mix(unchecked((uint)(layer + 1) * Golden));
        return (Mix((uint)key ^ own), Mix((uint)(key >> 32) ^ BitOperations.RotateLeft(own, 16)));
    }

    private static uint Mix(uint x)
    {
        unchecked
        {
            x = (x ^ (x >> 16)) * First;
            x = (x ^ (x >> 13)) * Second;
            return x ^ (x >> 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fill(Vector512<uint> x, uint element, uint threshold, float scale)
    {
        x ^= Vector512.Create(element);
        x = (x ^ (x >> 16)) * Vector512.Create(First);
        x = (x ^ (x >> 13)) * Vector512.Create(Second);
        x ^= x >> 16;
        return Vector512.AndNot(Vector512.Create(scale), Vector512.LessThan(x, Vector512.Create(threshold)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fill(Vector256<uint> x, uint element, uint threshold, float scale)
    {
        x ^= Vector256.Create(element);
        x = (x ^ (x >> 16)) * Vector256.Create(First);
        x = (x ^ (x >> 13)) * Vector256.Create(Second);
        x ^= x >> 16;
        return Vector256.AndNot(Vector256.Create(scale), Vector256.LessThan(x, Vector256.Create(threshold)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fill(Vector128<uint> x, uint element, uint threshold, float scale)
    {
        x ^= Vector128.Create(element);
        x = (x ^ (x >> 16)) * Vector128.Create(First);
        x = (x ^ (x >> 13)) * Vector128.Create(Second);
        x ^= x >> 16;
        return Vector128.AndNot(Vector128.Create(scale), Vector128.LessThan(x, Vector128.Create(threshold)).AsSingle());
    }
}
