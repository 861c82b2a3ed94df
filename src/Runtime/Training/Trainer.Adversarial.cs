using Unrolled.Training;

namespace Unrolled;

/// <content>A discriminator's step.</content>
public sealed unsafe partial class Trainer<T>
{
    /// <summary>One optimiser step by the sum of two batches' gradients, each with its own mean loss and statistics.</summary>
    internal (float First, float Second) StepOnBoth(
        ReadOnlySpan<float> first, ReadOnlySpan<float> firstTargets, ReadOnlySpan<float> second, ReadOnlySpan<float> secondTargets)
    {
        Enter();
        try
        {
            double factor = Factor();
            fixed (float* one = first, oneTargets = firstTargets, two = second, twoTargets = secondTargets)
            {
                Batch real = BatchOf(first, one, firstTargets, oneTargets), generated = BatchOf(second, two, secondTargets, twoTargets);
                (double a, double b) = _engine.LearnBoth(real, generated, factor);
                _metrics.Step(real.Samples + generated.Samples, a + b);
                return ((float)a, (float)b);
            }
        }
        finally
        {
            Leave();
        }
    }

    private Batch BatchOf(ReadOnlySpan<float> inputs, float* from, ReadOnlySpan<float> targets, float* to)
    {
        int samples = _checks.Samples(inputs);
        var given = new SampleSpans(samples) { Inputs = inputs, Targets = targets };
        return given.At(from, null, to, null, _checks.Targets(targets, samples));
    }
}
