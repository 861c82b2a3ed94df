using System.Numerics;
using System.Runtime.CompilerServices;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>
/// The gradients that chunks add to. The first slot is as long as all learned parameters, and holds alone what is
/// summed in other ways; the others are as long as those with slots.
/// </summary>
internal sealed unsafe class GradientSlots(int slottedCount, int learnedCount)
{
    private readonly GrowingBuffer<float>[] _slots = new GrowingBuffer<float>[ChunkPlan.MaxSlots];

    /// <summary>Makes sure of the slots of a stretch, and of the first one.</summary>
    public void Ensure(int first, int end)
    {
        _slots[0].Ensure(learnedCount);
        for (int i = Math.Max(first, 1); i < end; i++)
            _slots[i].Ensure(slottedCount);
    }

    /// <summary>The first float of a slot.</summary>
    public float* this[int slot] => _slots[slot].Pointer;

    /// <summary>
    /// Adds slots into the first of them, elements <paramref name="start"/> on, by a binary tree: neighbours, then
    /// neighbours' sums, and so on. What is left of the others is of no use.
    /// </summary>
    /// <param name="first">The first slot: 0, or a multiple of a power of two that is at least as large as their number.</param>
    /// <param name="end">The one behind the last.</param>
    /// <param name="start">The first element.</param>
    /// <param name="count">How many elements.</param>
    public void Sum(int first, int end, int start, int count)
    {
        count = Math.Min(count, slottedCount - start);
        // Two levels of the tree in one pass over memory.
        for (int step = 1; first + step < end; step *= 4)
        {
            for (int i = first; i + step < end; i += 4 * step)
            {
                float* to = this[i] + start;
                float* second = this[i + step] + start;
                if (i + 3 * step < end)
                    Add(to, second, this[i + 2 * step] + start, this[i + 3 * step] + start, count);
                else
                    Add(to, second, count);
                if (i + 2 * step < end && i + 3 * step >= end)
                    Add(to, this[i + 2 * step] + start, count);
            }
        }
    }

    /// <summary>Adds gradients to others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* a, float* b, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(a + i) + Vector.Load(b + i)).Store(a + i);
        for (; i < count; i++)
            a[i] += b[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* a, float* b, float* c, float* d, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            ((Vector.Load(a + i) + Vector.Load(b + i)) + (Vector.Load(c + i) + Vector.Load(d + i))).Store(a + i);
        for (; i < count; i++)
            a[i] = (a[i] + b[i]) + (c[i] + d[i]);
    }
}
