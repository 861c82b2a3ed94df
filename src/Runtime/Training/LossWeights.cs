using System.Collections.Immutable;
using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>
/// What targets weigh in the mean loss <c>Σ wᵢ·lossᵢ / Σ wᵢ</c>: a label its sample's weight times its class's (PyTorch's
/// <c>CrossEntropyLoss(weight=…)</c>), a float target its sample's.
/// </summary>
internal sealed unsafe class LossWeights
{
    private readonly float[] _classes;
    private readonly int _targets;

    /// <param name="info">The network.</param>
    /// <param name="program">What its loss compares with.</param>
    /// <param name="classes">The classes' weights; none if all weigh 1.</param>
    /// <exception cref="ArgumentException">The loss knows no classes, or not that many.</exception>
    public LossWeights(NetworkInfo info, ProgramInfo program, ImmutableArray<double> classes)
    {
        if (classes.Length > 0 && classes.Length != program.Classes)
            throw new ArgumentException(program.Classes == 0
                ? $"{info.Name}'s loss compares with float targets and knows no classes, but {classes.Length} class weights were given; " +
                  "leave ClassWeights out, and weigh samples with Dataset.Weighted."
                : $"{info.Name} has {program.Classes} classes, but {classes.Length} class weights were given; " +
                  "give one for each class, in the order of labels.");
        _classes = [.. classes.Select(static weight => (float)weight)];
        _targets = program.TargetLength;
    }

    /// <summary>What the targets of samples weigh together.</summary>
    /// <param name="given">The samples.</param>
    /// <param name="rows">Which of them; all if empty.</param>
    /// <param name="counted">How many of their targets count, which is their weight where none has a weight of its own.</param>
    /// <exception cref="InvalidOperationException">There are class weights, but distributions in the place of labels.</exception>
    public double Total(SampleSpans given, ReadOnlySpan<int> rows, long counted)
    {
        RequireLabels(!given.Labels.IsEmpty);
        if (_classes.Length == 0 && given.Weights.IsEmpty)
            return counted;
        double total = 0;
        int count = rows.IsEmpty ? given.Count : rows.Length;
        for (int i = 0; i < count; i++)
            total += Of(given, rows.IsEmpty ? i : rows[i]);
        return total;
    }

    /// <summary>Whether samples, or their classes, have weights.</summary>
    /// <exception cref="InvalidOperationException">There are class weights, but distributions in the place of labels.</exception>
    public bool Weighs(SampleShape shape)
    {
        RequireLabels(shape.HasLabels);
        return _classes.Length > 0 || shape.HasWeights;
    }

    /// <summary>What the targets of one sample weigh together.</summary>
    public double Of(SampleSpans given, int row)
    {
        float sample = given.Weights.IsEmpty ? 1 : given.Weights[row];
        return given.Labels.IsEmpty ? (double)sample * _targets : Sum(given.Labels.Slice(row * _targets, _targets), sample);
    }

    /// <summary>Refuses distributions over classes where classes have weights.</summary>
    private void RequireLabels(bool given)
    {
        if (_classes.Length > 0 && !given)
            throw new InvalidOperationException(
                "Class weights weigh class labels, but distributions over classes were given; " +
                "multiply the distributions by the weights, or leave ClassWeights out.");
    }

    /// <summary>As <see cref="Total"/> for samples to evaluate or learn from, which must weigh something.</summary>
    /// <exception cref="ArgumentException">They weigh nothing.</exception>
    public double Required(SampleSpans given, long counted) => Total(given, [], counted) is > 0 and var total
        ? total
        : throw new ArgumentException(
            "All labels or samples weigh 0, so the mean loss would be 0/0; leave such samples out.", nameof(given));

    /// <summary>Floats that a group of the batch needs for its weights.</summary>
    public int Length(in Batch batch) => Weighs(batch) ? Lanes.Width * Math.Max(1, batch.Labels.Length) : 0;

    /// <summary>Writes what the targets of a group weigh.</summary>
    /// <param name="frame">The group, with its labels.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="memory">Room for it.</param>
    /// <returns>The first weight; null where all weigh 1.</returns>
    public float* Write(in Frame frame, in Batch batch, float* memory)
    {
        if (!Weighs(batch))
            return null;
        int targets = Math.Max(1, batch.Labels.Length);
        for (int s = 0; s < frame.Count; s++)
        {
            int row = batch.RowOf(frame.First + s);
            float sample = batch.Weights.Length == 0 ? 1 : *batch.Weights.At(row);
            for (int t = s * targets; t < (s + 1) * targets; t++)
                memory[t] = frame.Labels == null ? sample : Of(frame.Labels[t], sample);
        }
        return memory;
    }

    private bool Weighs(in Batch batch) => _classes.Length > 0 || batch.Weights.Length > 0;

    private double Sum(ReadOnlySpan<int> labels, float sample)
    {
        double sum = 0;
        foreach (int label in labels)
            sum += Of(label, sample);
        return sum;
    }

    // What is ignored weighs nothing; a label is looked at once it was checked.
    private float Of(int label, float sample) =>
        label == Lanes.Ignored ? 0 : _classes.Length == 0 ? sample : sample * _classes[label];
}
