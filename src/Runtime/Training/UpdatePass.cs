using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>
/// Sums the slots and lets the optimiser step, block by block, so that a gradient is still in the cache when it is
/// used. An item is a block.
/// </summary>
internal sealed unsafe class UpdatePass(
    Optimizer optimizer, GradientSlots slots, UpdateBlocks blocks, Regularization regularization, ImmutableArray<LearnedRange> learned)
    : IParallelWork
{
    /// <summary>Blocks that take as long as a thread needs to come: some ten microseconds.</summary>
    public const int BlocksWorthAThread = 8;

    private ParameterMemory _parameters = null!;
    private int _used;
    private float _scale;

    /// <summary>Sets what to update and begins the optimiser's step.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="used">Slots that hold gradients.</param>
    /// <param name="scale">What the gradients are multiplied by first.</param>
    /// <param name="factor">What the schedule makes of the optimiser's rate.</param>
    public void Prepare(ParameterMemory parameters, int used, float scale, double factor)
    {
        _parameters = parameters;
        _used = used;
        _scale = scale;
        optimizer.BeginStep(factor);
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        (_, int start, int count) = blocks[item];
        slots.Sum(0, _used, start, count);
        if (_scale != 1)
            Scale(slots[0] + start, count, _scale);
        foreach (LearnedRange range in learned)
        {
            int from = Math.Max(start, range.Gradient), length = Math.Min(start + count, range.Gradient + range.Length) - from;
            if (length <= 0)
                continue;
            // Where the parameter of gradient 0 would lie.
            float* parameters = _parameters.At(range.Offset) - range.Gradient;
            regularization.Add(parameters, slots[0], from, length);
            optimizer.Update(parameters, slots[0], from, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* values, int count, float scale)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(values + i) * scale).Store(values + i);
        for (; i < count; i++)
            values[i] *= scale;
    }
}
