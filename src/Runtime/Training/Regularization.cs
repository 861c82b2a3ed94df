using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>Adds <c>L2·w + L1·sign(w)</c> to the gradients of the tensors that ask for it.</summary>
internal sealed unsafe class Regularization
{
    private readonly (int Start, int End, float L1, float L2)[] _ranges;

    /// <summary>Takes the strengths from a network's tensors.</summary>
    public Regularization(NetworkInfo info, ImmutableArray<LearnedRange> learned) => _ranges =
    [
        .. info.Parameters.Where(p => p.Learned && (p.L1 > 0 || p.L2 > 0))
            .Select(p => (Tensor: p, Gradient: LearnedPlaces.Gradient(learned, p)))
            .Select(p => (p.Gradient, p.Gradient + p.Tensor.Length, p.Tensor.L1, p.Tensor.L2)),
    ];

    /// <summary>
    /// Adds to the gradients from <paramref name="start"/> on; <paramref name="parameters"/> is where the parameter of
    /// gradient 0 would lie.
    /// </summary>
    public void Add(float* parameters, float* gradients, int start, int count)
    {
        foreach ((int first, int end, float l1, float l2) in _ranges)
        {
            int from = Math.Max(first, start), to = Math.Min(end, start + count);
            if (from < to)
                Add(parameters + from, gradients + from, to - from, l1, l2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* w, float* g, int count, float l1, float l2)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.Load(w + i);
            // A NaN has no sign here, but the product below hands it on.
            Vector<float> sign = Vector.ConditionalSelect(
                Vector.GreaterThan(x, Vector<float>.Zero), new Vector<float>(l1),
                Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), new Vector<float>(-l1), Vector<float>.Zero));
            (Vector.Load(g + i) + (x * l2 + sign)).Store(g + i);
        }
        for (; i < count; i++)
            g[i] += w[i] * l2 + (w[i] > 0 ? l1 : w[i] < 0 ? -l1 : 0);
    }
}
