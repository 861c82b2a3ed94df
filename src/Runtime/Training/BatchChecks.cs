using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>What must hold before a step or an evaluation writes anything.</summary>
internal sealed class BatchChecks(NetworkInfo info, ProgramInfo program)
{
    private readonly int _inputLength = info.InputLength;

    /// <summary>How many samples the inputs are.</summary>
    /// <exception cref="ArgumentException">No whole number of samples, or none.</exception>
    public int Samples(int inputs)
    {
        if (inputs == 0)
            throw new ArgumentException(
                $"A batch needs at least one sample; pass one or more of {Messages.Shape(info.Input)} = {_inputLength} floats.", nameof(inputs));
        if (inputs % _inputLength != 0)
            throw new ArgumentException(Messages.Inputs(info, inputs), nameof(inputs));
        return inputs / _inputLength;
    }

    /// <summary>Checks labels and counts those that are not ignored.</summary>
    /// <exception cref="InvalidOperationException">The loss does not compare with labels.</exception>
    /// <exception cref="ArgumentException">There are too few or too many, one is out of range, or all are ignored.</exception>
    public long Labels(ReadOnlySpan<int> labels, int samples)
    {
        RequireKind(TargetKind.Labels);
        long expected = (long)samples * program.TargetLength;
        if (labels.Length != expected)
            throw new ArgumentException(
                $"{samples} samples need {samples} × {program.TargetLength} = {expected} labels, but {labels.Length} were given.", nameof(labels));
        long counted = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == Lanes.Ignored)
                continue;
            if ((uint)labels[i] >= (uint)program.Classes)
                throw new ArgumentException(
                    $"labels[{i}] is {labels[i]}, but {info.Name} knows classes 0 to {program.Classes - 1} ({Lanes.Ignored} marks a label to ignore).",
                    nameof(labels));
            counted++;
        }
        return counted > 0 ? counted : throw new ArgumentException(
            $"All labels are {Lanes.Ignored}, so the mean loss would be 0/0; leave such a batch out.", nameof(labels));
    }

    /// <summary>Checks float targets and counts them.</summary>
    /// <exception cref="InvalidOperationException">The loss does not compare with floats.</exception>
    /// <exception cref="ArgumentException">There are too few or too many.</exception>
    public long Targets(ReadOnlySpan<float> targets, int samples)
    {
        RequireKind(TargetKind.Values);
        long expected = (long)samples * program.TargetLength;
        return targets.Length == expected ? expected : throw new ArgumentException(
            $"{samples} samples need {samples} × {Messages.Shape(info.Output)} = {expected} target floats, but {targets.Length} were given.",
            nameof(targets));
    }

    /// <summary>Checks a whole dataset and counts its targets.</summary>
    /// <exception cref="InvalidOperationException">The loss compares with the other kind of targets.</exception>
    /// <exception cref="ArgumentException">It has no samples, other shapes, or bad labels.</exception>
    public long Data(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireKind(data.HasLabels ? TargetKind.Labels : TargetKind.Values);
        if (data.Count == 0)
            throw new ArgumentException("The dataset has no samples; pass one that has.", nameof(data));
        if (data.InputLength != _inputLength)
            throw new ArgumentException(
                $"{info.Name} takes samples of {Messages.Shape(info.Input)} = {_inputLength} floats, but the dataset's have {data.InputLength}.", nameof(data));
        if (data.TargetLength != program.TargetLength)
            throw new ArgumentException(
                $"{info.Name} compares each sample with {program.TargetLength} targets, but the dataset's samples have {data.TargetLength}.", nameof(data));
        return data.HasLabels ? Labels(data.Labels, data.Count) : Targets(data.Targets, data.Count);
    }

    private void RequireKind(TargetKind given)
    {
        if (program.Targets != given)
            throw new InvalidOperationException(program.Targets == TargetKind.Labels
                ? $"{info.Name}'s loss compares with class labels, but float targets were given; " +
                    $"pass a ReadOnlySpan<int> with {program.TargetLength} for each sample."
                : $"{info.Name}'s loss compares with float targets, but class labels were given; " +
                    $"pass a ReadOnlySpan<float> of {Messages.Shape(info.Output)} floats for each sample.");
    }
}
