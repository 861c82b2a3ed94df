using Unrolled.Training;
using Unrolled.Training.Reading;

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
    /// <exception cref="ExchangeException">Another rank fails, or was given another batch.</exception>
    public float Step(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(inputs);
            return Step(new SampleSpans(samples) { Inputs = inputs, Labels = labels }, _checks.Labels(labels, samples));
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
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
    /// <exception cref="ExchangeException">Another rank fails, or was given another batch.</exception>
    public float Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(tokens);
            return Step(new SampleSpans(samples) { Tokens = tokens, Labels = labels }, _checks.Labels(labels, samples));
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
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
    /// <exception cref="ExchangeException">Another rank fails, or was given another batch.</exception>
    public float Step(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(inputs);
            return Step(new SampleSpans(samples) { Inputs = inputs, Targets = targets }, _checks.Targets(targets, samples));
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
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
    /// <exception cref="ExchangeException">Another rank fails, or was given another batch.</exception>
    public float Step(ReadOnlySpan<int> tokens, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            int samples = _checks.Samples(tokens);
            return Step(new SampleSpans(samples) { Tokens = tokens, Targets = targets }, _checks.Targets(targets, samples));
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
        }
        finally
        {
            Leave();
        }
    }

    private float Step(SampleSpans given, long counted)
    {
        _engine.RequireWork(given.Count);
        double weight = _weights.Required(given, counted);
        return (float)Learn(new FedBatch { Samples = given, Total = given.Count }, weight, finiteOnly: false);
    }

    /// <summary>One step on samples, or on chosen rows of them.</summary>
    private double Learn(FedBatch fed, double weight, bool finiteOnly)
    {
        SampleSpans given = fed.Samples;
        // First, for it is the caller's code and may throw.
        double factor = Factor();
        fixed (float* inputs = given.Inputs, targets = given.Targets, weights = given.Weights)
        fixed (int* tokens = given.Tokens, labels = given.Labels, order = fed.Rows)
        {
            Batch batch = given.At(inputs, tokens, targets, labels, weight, weights) with
            {
                Order = fed.Rows.IsEmpty ? null : order,
                Start = fed.Start,
                Samples = fed.Total,
            };
            double loss = _engine.Learn(batch, factor, finiteOnly);
            if (!finiteOnly || double.IsFinite(loss))
                _metrics.Step(batch.Samples, loss);
            return loss;
        }
    }

    private double Factor()
    {
        _lastFactor = _schedule?.Checked(Steps, Epochs) ?? 1;
        return _lastFactor.Value;
    }
}
