using System.Numerics;
using System.Runtime.CompilerServices;
using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>
/// Sums the gradients of a table's rows over the batch, each in the order of samples and then steps, whatever thread
/// takes it. An item is a range of rows: it reads all tokens, and adds where one falls into its range.
/// </summary>
internal sealed unsafe class EmbeddingPass(EmbeddingInfo table, GradientSlots slots) : IParallelWork
{
    private int* _tokens;
    private int _length;
    private int _samples;
    private float* _values;
    private int _stride;
    private int _items;

    /// <summary>Sets the batch.</summary>
    /// <param name="tokens">Its tokens, sample by sample.</param>
    /// <param name="length">Tokens of a sample.</param>
    /// <param name="samples">Its samples.</param>
    /// <param name="values">What its groups have kept.</param>
    /// <param name="stride">Floats of one group there.</param>
    /// <param name="threads">Threads that may take part.</param>
    /// <returns>How many items there are.</returns>
    public int Prepare(int* tokens, int length, int samples, float* values, int stride, int threads)
    {
        _tokens = tokens;
        (_length, _samples) = (length, samples);
        _values = values;
        _stride = stride;
        return _items = Math.Min(table.Vocabulary, threads);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int item, int thread)
    {
        int first = (int)((long)table.Vocabulary * item / _items), end = (int)((long)table.Vocabulary * (item + 1) / _items);
        float* gradient = slots[0] + table.Offset;
        new Span<float>(gradient + (nint)first * table.Units, (end - first) * table.Units).Clear();
        for (int sample = 0; sample < _samples; sample++)
        {
            int* tokens = _tokens + (nint)sample * _length;
            float* rows = _values + (nint)(sample / Lanes.Width) * _stride + table.BatchOffset + sample % Lanes.Width * table.SampleStride;
            for (int step = 0; step < table.Steps; step++)
            {
                int token = tokens[step];
                if (token >= first && token < end)
                    Add(gradient + (nint)token * table.Units, rows + (nint)step * table.Units, table.Units);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* to, float* from, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(to + i) + Vector.Load(from + i)).Store(to + i);
        for (; i < count; i++)
            to[i] += from[i];
    }
}
