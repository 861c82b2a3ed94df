using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled.Generated;

/// <summary>Gradients with respect to a network's inputs, group by group on the caller's thread.</summary>
internal sealed unsafe class InputGradients<T> where T : class, INetwork<T>
{
    private readonly BatchChecks _checks = new(T.Info, T.Program);
    private readonly ScratchPool _pool = new(T.Program.InputGradientValues + Lanes.Width);

    public float Of(ParameterPointers parameters, ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> gradients)
    {
        int samples = Samples(inputs, gradients);
        long counted = _checks.Labels(labels, samples);
        fixed (int* targets = labels)
            return Run(parameters, inputs, targets, T.Program.TargetLength, new Frame { Scale = 1f / counted }, gradients);
    }

    public float Of(ParameterPointers parameters, ReadOnlySpan<float> inputs, ReadOnlySpan<float> values, Span<float> gradients)
    {
        int samples = Samples(inputs, gradients);
        long counted = _checks.Targets(values, samples);
        fixed (float* targets = values)
            return Run(parameters, inputs, targets, values.Length / samples, new Frame { Scale = 1f / counted, Distributions = T.Program.Targets == TargetKind.Labels }, gradients);
    }

    public void VectorJacobianProduct(ParameterPointers parameters, ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputGradients, Span<float> gradients)
    {
        int samples = Samples(inputs, gradients);
        if (outputGradients.Length != (long)samples * T.Info.OutputLength)
            throw new ArgumentException(Messages.Outputs(T.Info, samples, outputGradients.Length), nameof(outputGradients));
        fixed (float* given = outputGradients)
            Run(parameters, inputs, given, T.Info.OutputLength, new Frame { Given = true }, gradients);
    }

    private int Samples(ReadOnlySpan<float> inputs, Span<float> gradients)
    {
        int samples = _checks.Samples(inputs);
        if (gradients.Length != inputs.Length)
            throw new ArgumentException($"The gradients have as many floats as the inputs, {inputs.Length}, but there is room for {gradients.Length}.", nameof(gradients));
        if (inputs.Overlaps(gradients))
            throw new ArgumentException("The gradients overlap the inputs, which would be overwritten while they are still read; pass separate memory.", nameof(gradients));
        return samples;
    }

    private float Run(ParameterPointers parameters, ReadOnlySpan<float> inputs, void* targets, int targetLength, Frame frame, Span<float> gradients)
    {
        PinnedBuffer scratch = _pool.Rent();
        try
        {
            double loss = 0;
            int length = T.Info.InputLength, samples = inputs.Length / length;
            frame.Parameters = parameters.Own;
            frame.Parts = parameters.Parts;
            frame.Groups = 1;
            frame.Samples = samples;
            frame.Losses = scratch.Pointer;
            frame.Values = scratch.Pointer + Lanes.Width;
            fixed (float* from = inputs, to = gradients)
            {
                for (int first = 0; first < samples; first += Lanes.Width)
                {
                    new Span<float>(frame.Losses, Lanes.Width).Clear();
                    (frame.First, frame.Count) = (first, Math.Min(Lanes.Width, samples - first));
                    frame.Inputs = from + (nint)first * length;
                    frame.Outputs = to + (nint)first * length;
                    // Labels and floats are of one size.
                    frame.Targets = (float*)targets + (nint)first * targetLength;
                    T.Run(Entry.InputGradientGroup, ref frame);
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
