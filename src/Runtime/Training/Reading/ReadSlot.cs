using Unrolled.Memory;

namespace Unrolled.Training.Reading;

/// <summary>Room for a batch that is read ahead, and how far its reading is.</summary>
internal sealed unsafe class ReadSlot
{
    private GrowingBuffer<float> _inputs;
    private GrowingBuffer<int> _tokens;
    private GrowingBuffer<float> _targets;
    private GrowingBuffer<int> _labels;
    private GrowingBuffer<float> _weights;
    private SampleShape _shape;
    private int _failedPlace;

    /// <summary>Samples that are not read yet.</summary>
    public int Left { get; private set; }

    /// <summary>Why the first of the samples that could not be read was not.</summary>
    public ReadFailure? Failure { get; private set; }

    /// <summary>Makes room for batches.</summary>
    public void Ensure(SampleShape shape, int samples)
    {
        _shape = shape;
        long inputs = (long)samples * shape.InputLength, targets = (long)samples * shape.TargetLength;
        _inputs.Ensure(shape.HasTokens ? 0 : inputs);
        _tokens.Ensure(shape.HasTokens ? inputs : 0);
        _targets.Ensure(shape.HasLabels ? 0 : targets);
        _labels.Ensure(shape.HasLabels ? targets : 0);
        _weights.Ensure(shape.HasWeights ? samples : 0);
    }

    /// <summary>Begins a batch.</summary>
    public void Open(int samples) => (Left, Failure) = (samples, null);

    /// <summary>Counts samples that were read.</summary>
    public void Close(int samples) => Left -= samples;

    /// <summary>Counts a failure; the one that is first in the order of samples stays.</summary>
    public void Fail(int place, ReadFailure failure)
    {
        if (Failure is null || place < _failedPlace)
            (_failedPlace, Failure) = (place, failure);
    }

    /// <summary>Room for one sample of the batch, with zeros in it: what a source leaves out is no other batch's.</summary>
    public Sample Room(int row)
    {
        var room = new Sample
        {
            Input = new(_inputs.Pointer + Start(row, InputLength), InputLength),
            Tokens = new(_tokens.Pointer + Start(row, TokenLength), TokenLength),
            Targets = new(_targets.Pointer + Start(row, FloatTargets), FloatTargets),
            Labels = new(_labels.Pointer + Start(row, LabelLength), LabelLength),
            Weight = new(_weights.Pointer + Start(row, WeightLength), WeightLength),
        };
        room.Input.Clear();
        room.Tokens.Clear();
        room.Targets.Clear();
        room.Labels.Clear();
        room.Weight.Clear();
        return room;
    }

    /// <summary>The batch.</summary>
    public SampleSpans Samples(int count) => new(count)
    {
        Inputs = new(_inputs.Pointer, count * InputLength),
        Tokens = new(_tokens.Pointer, count * TokenLength),
        Targets = new(_targets.Pointer, count * FloatTargets),
        Labels = new(_labels.Pointer, count * LabelLength),
    };

    private int InputLength => _shape.HasTokens ? 0 : _shape.InputLength;

    private int TokenLength => _shape.HasTokens ? _shape.InputLength : 0;

    private int FloatTargets => _shape.HasLabels ? 0 : _shape.TargetLength;

    private int LabelLength => _shape.HasLabels ? _shape.TargetLength : 0;

    private int WeightLength => _shape.HasWeights ? 1 : 0;

    private static nint Start(int row, int length) => (nint)row * length;
}

/// <summary>Why a sample could not be read.</summary>
/// <param name="Sample">Its index.</param>
/// <param name="Cause">What was thrown over it.</param>
internal sealed record ReadFailure(int Sample, Exception Cause);
