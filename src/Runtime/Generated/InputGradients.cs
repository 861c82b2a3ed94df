using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled.Generated;

/// <summary>Gradients with respect to a network's inputs, group by group on the caller's thread.</summary>
internal sealed unsafe class InputGradients<T> where T : class, INetwork<T>
{
    private readonly BatchChecks _checks = new(T.Info, T.Program);
    private readonly ScratchPool _pool =
        new(Lanes.Width + Copies + T.Program.InputGradientValues + T.Program.InputGradientSharedValues);

    /// <summary>Room for a group's labels, which are checked in a copy.</summary>
    private static int Copies => T.Program.Targets == TargetKind.Labels ? Lanes.Width * T.Program.TargetLength : 0;

    public float Of(ParameterPointers parameters, ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> gradients)
    {
        int samples = Samples(inputs, gradients);
        long counted = _checks.Labels(labels, samples);
        return Run(parameters, new SampleSpans(samples) { Inputs = inputs, Labels = labels }, counted, gradients);
    }

    public float Of(ParameterPointers parameters, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> gradients)
    {
        int samples = Samples(inputs, gradients);
        long counted = _checks.Targets(targets, samples);
        return Run(parameters, new SampleSpans(samples) { Inputs = inputs, Targets = targets }, counted, gradients);
    }

    public void VectorJacobianProduct(
        ParameterPointers parameters, ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputGradients, Span<float> gradients)
    {
        int samples = Samples(inputs, gradients);
        if (outputGradients.Overlaps(gradients))
            throw new ArgumentException(
                "The gradients overlap those of the outputs, which would be overwritten while they are still read; pass separate memory.",
                nameof(outputGradients));
        if (outputGradients.Length != (long)samples * T.Info.OutputLength)
            throw new ArgumentException(Messages.Outputs(T.Info, samples, outputGradients.Length), nameof(outputGradients));
        var spans = new SampleSpans(samples) { Inputs = inputs, Targets = outputGradients };
        Run(parameters, spans, outputGradients.Length, gradients, given: true);
    }

    private int Samples(ReadOnlySpan<float> inputs, Span<float> gradients)
    {
        int samples = _checks.Samples(inputs);
        if (gradients.Length != inputs.Length)
            throw new ArgumentException(
                $"The gradients have as many floats as the inputs, {inputs.Length}, but there is room for {gradients.Length}.",
                nameof(gradients));
        if (inputs.Overlaps(gradients))
            throw new ArgumentException(
                "The gradients overlap the inputs, which would be overwritten while they are still read; pass separate memory.",
                nameof(gradients));
        return samples;
    }

    private float Run(
        ParameterPointers parameters, SampleSpans spans, long counted, Span<float> gradients, bool given = false)
    {
        PinnedBuffer<float> scratch = _pool.Rent();
        try
        {
            double loss = 0;
            fixed (float* inputs = spans.Inputs, targets = spans.Targets, to = gradients)
            fixed (int* labels = spans.Labels)
            {
                Batch batch = spans.At(inputs, null, targets, labels, counted);
                Frame frame = batch.Frame(parameters);
                frame.Given = given;
                frame.Losses = scratch.Pointer;
                int* copies = (int*)(frame.Losses + Lanes.Width);
                frame.Values = (float*)copies + Copies;
                frame.Shared = frame.Values + T.Program.InputGradientValues;
                frame.Run<T>(Entry.InputGradientPrepare);
                for (int group = 0; group <= (spans.Count - 1) / Lanes.Width; group++)
                {
                    new Span<float>(frame.Losses, Lanes.Width).Clear();
                    batch.Point(ref frame, group);
                    frame.Labels = batch.Labels.Gather(null, frame.First, frame.Count, copies);
                    _checks.CopiedLabels(frame.Labels, frame.Count * batch.Labels.Length);
                    frame.Outputs = to + (nint)frame.First * T.Info.InputLength;
                    frame.Run<T>(Entry.InputGradientGroup);
                    for (int lane = 0; lane < frame.Count; lane++)
                        loss += frame.Losses[lane];
                }
            }
            return (float)loss;
        }
        finally
        {
            _pool.Return(scratch);
        }
    }
}
