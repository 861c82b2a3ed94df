using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>What must hold before a step or an evaluation writes anything.</summary>
internal sealed class BatchChecks(NetworkInfo info, ProgramInfo program)
{
    private readonly int _inputLength = info.InputLength;

    private string Elements => program.Tokens > 0 ? "tokens" : "floats";

    /// <summary>How many samples the inputs are.</summary>
    /// <exception cref="InvalidOperationException">The network takes tokens.</exception>
    /// <exception cref="ArgumentException">No whole number of samples, or none.</exception>
    public int Samples(ReadOnlySpan<float> inputs)
    {
        if (program.Tokens > 0)
            throw new InvalidOperationException(Messages.Kind(info, program.Tokens));
        return Samples(inputs.Length);
    }

    /// <summary>How many samples the tokens are.</summary>
    /// <exception cref="InvalidOperationException">The network takes floats.</exception>
    /// <exception cref="ArgumentException">No whole number of samples, or none; or a token is out of range.</exception>
    public int Samples(ReadOnlySpan<int> inputs)
    {
        if (program.Tokens == 0)
            throw new InvalidOperationException(Messages.Kind(info, 0));
        int samples = Samples(inputs.Length);
        int wrong = TokenCheck.FirstOutside(inputs, program.Tokens);
        return wrong < 0 ? samples : throw new ArgumentException(
            Messages.Token(info, wrong, inputs[wrong], program.Tokens), nameof(inputs));
    }

    /// <summary>Checks tokens that have been copied from where callers may write.</summary>
    /// <exception cref="ArgumentException">A token is out of range, though it was not when the call began.</exception>
    public unsafe void CopiedTokens(int* tokens, int count) => TokenCheck.Copied(tokens, count, program.Tokens, info);

    /// <summary>Checks labels that have been copied from where callers may write.</summary>
    /// <exception cref="ArgumentException">A label is out of range, though it was not when the call began.</exception>
    public unsafe void CopiedLabels(int* labels, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (labels[i] != Lanes.Ignored && (uint)labels[i] >= (uint)program.Classes)
                throw new ArgumentException(Messages.Changed(info, "labels", labels[i], program.Classes), nameof(labels));
        }
    }

    private int Samples(int inputs)
    {
        if (inputs == 0)
            throw new ArgumentException(
                $"A batch needs at least one sample; pass one or more of {Messages.Shape(info.Input)} = {_inputLength} {Elements}.",
                nameof(inputs));
        if (inputs % _inputLength != 0)
            throw new ArgumentException(Messages.Inputs(info, inputs, Elements), nameof(inputs));
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
                $"{samples} samples need {samples} × {program.TargetLength} = {expected} labels, but {labels.Length} were given.",
                nameof(labels));
        long counted = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == Lanes.Ignored)
                continue;
            if ((uint)labels[i] >= (uint)program.Classes)
                throw new ArgumentException(
                    $"labels[{i}] is {labels[i]}, but {info.Name} knows classes 0 to {program.Classes - 1} " +
                    $"({Lanes.Ignored} marks a label to ignore).",
                    nameof(labels));
            counted++;
        }
        return counted > 0 ? counted : throw new ArgumentException(
            $"All labels are {Lanes.Ignored}, so the mean loss would be 0/0; leave such a batch out.", nameof(labels));
    }

    /// <summary>Checks float targets and counts them; distributions over classes count once for each label that they stand for.</summary>
    /// <exception cref="ArgumentException">There are too few or too many.</exception>
    public long Targets(ReadOnlySpan<float> targets, int samples)
    {
        long counted = (long)samples * program.TargetLength, expected = (long)samples * FloatTargets;
        if (targets.Length == expected)
            return counted;
        string unit = program.Targets == TargetKind.Labels
            ? $"probabilities; {info.Name}'s loss compares with class labels or with distributions over its classes"
            : "target floats";
        throw new ArgumentException(
            $"{samples} samples need {samples} × {Messages.Shape(info.Output)} = {expected} {unit}, but {targets.Length} were given.",
            nameof(targets));
    }

    /// <summary>Checks what a source's samples consist of; and those of a dataset, which are there, themselves.</summary>
    /// <exception cref="InvalidOperationException">The network takes, or its loss compares with, the other kind.</exception>
    /// <exception cref="ArgumentException">It has no samples, other shapes, or bad tokens or labels.</exception>
    public void Data(SampleSource data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.HasLabels)
            RequireKind(TargetKind.Labels);
        if (data.HasTokens != program.Tokens > 0)
            throw new InvalidOperationException(Messages.Kind(info, program.Tokens));
        if (data.Count == 0)
            throw new ArgumentException("The dataset has no samples; pass one that has.", nameof(data));
        if (data.InputLength != _inputLength)
            throw new ArgumentException(
                $"{info.Name} takes samples of {Messages.Shape(info.Input)} = {_inputLength} {Elements}, " +
                $"but the dataset's have {data.InputLength}.",
                nameof(data));
        int targets = data.HasLabels ? program.TargetLength : FloatTargets;
        if (data.TargetLength != targets)
            throw new ArgumentException(
                $"{info.Name} compares each sample with {targets} targets, but the dataset's samples have {data.TargetLength}.",
                nameof(data));
        if (data is not Dataset memory)
            return;
        if (data.HasTokens)
            Samples(memory.Tokens);
        if (data.HasLabels)
            Labels(memory.Labels, data.Count);
    }

    /// <summary>Checks a sample that a source has written.</summary>
    /// <exception cref="InvalidDataException">A token or label is out of range.</exception>
    public void Read(Sample sample)
    {
        int wrong = TokenCheck.FirstOutside(sample.Tokens, program.Tokens);
        if (wrong >= 0)
            throw new InvalidDataException(
                $"its token {wrong} is {sample.Tokens[wrong]}, but {info.Name} knows tokens 0 to {program.Tokens - 1}.");
        for (int i = 0; i < sample.Labels.Length; i++)
        {
            if (sample.Labels[i] != Lanes.Ignored && (uint)sample.Labels[i] >= (uint)program.Classes)
                throw new InvalidDataException(
                    $"its label {i} is {sample.Labels[i]}, but {info.Name} knows classes 0 to {program.Classes - 1} " +
                    $"({Lanes.Ignored} marks a label to ignore).");
        }
    }

    /// <summary>Floats that one sample is compared with, where targets are floats.</summary>
    private int FloatTargets => program.TargetLength * Math.Max(1, program.Classes);

    private void RequireKind(TargetKind given)
    {
        if (program.Targets != given)
            throw new InvalidOperationException(
                $"{info.Name}'s loss compares with float targets, but class labels were given; " +
                $"pass a ReadOnlySpan<float> of {Messages.Shape(info.Output)} floats for each sample.");
    }
}
