using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled;

/// <content>Steps.</content>
public sealed unsafe partial class Trainer<T>
{
    /// <summary>
    /// One optimiser step on one batch. Nothing is allocated after the largest batch so far. A loss that is not finite
    /// is returned as it is, and has reached the parameters. Steps alone complete no epoch: a schedule by epochs stands still, and with
    /// <c>Step</c> in a loop one by steps is what to take.
    /// </summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="labels">Each sample's class, or one for each of its steps; -100 is ignored.</param>
    /// <returns>The mean loss before the step, over the labels that are not ignored.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a label is out of range, all are ignored, or the batch is larger than any memory can be; nothing has changed.
    /// </exception>
    /// <exception cref="ArithmeticException">A normalised channel's variance exceeds a float; nothing has changed.</exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for the batch; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network takes tokens, its loss wants float targets, or the trainer is in use by another thread.
    /// </exception>
    public float Step(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(inputs);
            return Step(new SampleSpans(samples) { Inputs = inputs, Labels = labels }, _checks.Labels(labels, samples));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>As <see cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>, for networks of tokens.</summary>
    /// <param name="tokens"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="labels">Each sample's class, or one for each of its steps; -100 is ignored.</param>
    /// <returns>The mean loss before the step, over the labels that are not ignored.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a token or label is out of range, or all labels are ignored; nothing has changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network takes floats, its loss wants float targets, or the trainer is in use by another thread.
    /// </exception>
    public float Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(tokens);
            return Step(new SampleSpans(samples) { Tokens = tokens, Labels = labels }, _checks.Labels(labels, samples));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// One optimiser step on one batch. Nothing is allocated after the largest batch so far. A loss that is not finite
    /// is returned as it is, and has reached the parameters.
    /// </summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="targets"><c>[samples, OutputLength]</c>; for a loss over classes, probabilities.</param>
    /// <returns>The mean loss before the step, over all targets (over samples and steps, for a loss over classes).</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, or the batch is larger than any memory can be; nothing has changed.
    /// </exception>
    /// <exception cref="ArithmeticException">A normalised channel's variance exceeds a float; nothing has changed.</exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for the batch; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, or the trainer is in use by another thread.</exception>
    public float Step(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(inputs);
            return Step(new SampleSpans(samples) { Inputs = inputs, Targets = targets }, _checks.Targets(targets, samples));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>As <see cref="Step(ReadOnlySpan{float}, ReadOnlySpan{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="targets"><c>[samples, OutputLength]</c>; for a loss over classes, probabilities.</param>
    /// <returns>The mean loss before the step.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network takes floats, or the trainer is in use by another thread.</exception>
    public float Step(ReadOnlySpan<int> tokens, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(tokens);
            return Step(new SampleSpans(samples) { Tokens = tokens, Targets = targets }, _checks.Targets(targets, samples));
        }
        finally
        {
            Leave();
        }
    }

    private float Step(SampleSpans given, long counted) => (float)Learn(given, [], counted, finiteOnly: false);

    /// <summary>One step on samples, or on chosen rows of them.</summary>
    private double Learn(SampleSpans given, ReadOnlySpan<int> rows, long counted, bool finiteOnly)
    {
        fixed (float* inputs = given.Inputs, targets = given.Targets)
        fixed (int* tokens = given.Tokens, labels = given.Labels, order = rows)
        {
            Batch batch = given.At(inputs, tokens, targets, labels, counted);
            return Learn(rows.IsEmpty ? batch : batch with { Order = order, Samples = rows.Length }, finiteOnly);
        }
    }

    private double Learn(in Batch batch, bool finiteOnly)
    {
        // First, for it is the caller's code and may throw.
        double factor = Factor();
        int slots = Differentiate(batch, Steps, out double loss);
        if (finiteOnly && !double.IsFinite(loss))
            return loss;
        if (T.Program.Phases > 1)
            _gradients.Finish();
        foreach (EmbeddingPass table in _tables)
            _workers.Run(table, table.Prepare(batch, _gradients.BatchValues, T.Program.BatchStride, _workers.Participants(int.MaxValue)));
        Update(_core.Memory, slots, factor);
        _metrics.Step(batch.Samples, loss);
        return loss;
    }

    private double Factor()
    {
        _lastFactor = _schedule?.Checked(Steps, Epochs) ?? 1;
        return _lastFactor.Value;
    }

    /// <summary>Forward and backward, with the random numbers of one draw; tells how many slots hold the gradients.</summary>
    private int Differentiate(in Batch batch, long draw, out double loss)
    {
        var plan = ChunkPlan.For(batch.Samples, _slottedCount, _chunkStride);
        _gradients.Prepare(_core.Memory.Pointers, batch, plan, CounterRandom.StepKey(_seed, draw), _workers);
        _gradients.Run(_workers);
        loss = _gradients.Loss();
        return plan.Slots;
    }

    private void Update(ParameterMemory parameters, int slots, double factor)
    {
        float scale = 1;
        if (double.IsFinite(_maxNorm))
        {
            _norm.Prepare(slots);
            _workers.Run(_norm, _blocks.Count);
            // The slots' sum lies in the first one now.
            slots = 1;
            scale = _norm.Coefficient(_maxNorm);
        }
        _update.Prepare(parameters, slots, scale, factor);
        _workers.Run(_update, _blocks.Count, UpdatePass.BlocksWorthAThread);
    }
}
