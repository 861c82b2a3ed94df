using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unrolled.Training;

/// <summary>
/// Sums the slots and then squares, for clipping by the norm of all gradients together. An item is a block of
/// parameters. Inside a block, squares are added in double in 16 interleaved chains, element <c>j</c> in chain
/// <c>j mod 16</c>, which fold 16→8→4→2→1; the blocks' sums are added in order. No thread and no vector's length
/// changes a bit.
/// </summary>
internal sealed unsafe class GradientNorm(GradientSlots slots, UpdateBlocks blocks) : IParallelWork
{
    private const int Chains = 16;

    private readonly double[] _sums = new double[blocks.Count];
    private int _used;

    /// <summary>Sets how many slots hold gradients.</summary>
    public void Prepare(int used) => _used = used;

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        (int number, int start, int count) = blocks[item];
        slots.Sum(0, _used, start, count);
        _sums[number] = SumOfSquares(slots[0] + start, count);
    }

    /// <summary>
    /// What to multiply the gradients by, as in <c>torch.nn.utils.clip_grad_norm_</c>: <c>maxNorm/(norm + 1e-6)</c>, at
    /// most 1. NaN where a gradient is NaN.
    /// </summary>
    public float Coefficient(double maxNorm)
    {
        double squares = 0;
        foreach (double sum in _sums)
            squares += sum;
        double coefficient = maxNorm / (Math.Sqrt(squares) + 1e-6);
        return coefficient > 1 ? 1 : (float)coefficient;
    }

    /// <summary>The sum of the squares, each of them exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(float* values, int count)
    {
        Vector256<double> a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i <= count - Chains; i += Chains)
            Add(values + i, ref a, ref b, ref c, ref d);
        if (i < count)
        {
            float* rest = stackalloc float[Chains];
            for (int j = 0; j < Chains; j++)
                rest[j] = i + j < count ? values[i + j] : 0;
            Add(rest, ref a, ref b, ref c, ref d);
        }
        Vector256<double> four = (a + c) + (b + d);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        float* values, ref Vector256<double> a, ref Vector256<double> b, ref Vector256<double> c, ref Vector256<double> d)
    {
        (Vector256<double> first, Vector256<double> second) = Vector256.Widen(Vector256.Load(values));
        (Vector256<double> third, Vector256<double> fourth) = Vector256.Widen(Vector256.Load(values + 8));
        a += first * first;
        b += second * second;
        c += third * third;
        d += fourth * fourth;
    }
}
