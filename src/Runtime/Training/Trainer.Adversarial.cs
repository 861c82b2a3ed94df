using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled;

/// <content>A discriminator's step.</content>
public sealed unsafe partial class Trainer<T>
{
    private GrowingBuffer<float> _first;

    /// <summary>One optimiser step by the sum of two batches' gradients, each with its own mean loss and statistics.</summary>
    internal (float First, float Second) StepOnBoth(
        ReadOnlySpan<float> first, ReadOnlySpan<float> firstTargets, ReadOnlySpan<float> second, ReadOnlySpan<float> secondTargets)
    {
        Enter();
        try
        {
            double factor = Factor();
            double one = Differentiate(first, firstTargets, Steps);
            _first.Ensure(_learnedCount);
            new Span<float>(_gradients.Total, _learnedCount).CopyTo(new Span<float>(_first.Pointer, _learnedCount));
            // Masks of its own for each batch.
            double two = Differentiate(second, secondTargets, ~Steps);
            _gradients.Add(_first.Pointer, _learnedCount);
            Update(_core.Memory, 1, factor);
            _metrics.Step((first.Length + second.Length) / T.Info.InputLength, one + two);
            return ((float)one, (float)two);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The mean loss; leaves all gradients in the first slot.</summary>
    private double Differentiate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, long draw)
    {
        int samples = _checks.Samples(inputs);
        fixed (float* from = inputs, to = targets)
        {
            var given = new SampleSpans(samples) { Inputs = inputs, Targets = targets };
            Batch batch = given.At(from, null, to, null, _checks.Targets(targets, samples));
            int slots = Differentiate(batch, draw, out double loss);
            _gradients.Finish();
            _gradients.Sum(slots, _learnedCount);
            return loss;
        }
    }
}
