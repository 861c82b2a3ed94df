using System.Diagnostics;
using System.Runtime.CompilerServices;
using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training;
using Unrolled.Training.Distributed;
using Unrolled.Training.Reading;

#pragma warning disable RS0026 // Who reports progress differs in a parameter that must be given, so no call fits two overloads.

namespace Unrolled;

/// <content>Epochs.</content>
public sealed unsafe partial class Trainer<T>
{
    /// <summary>
    /// Trains lazily: each epoch runs when the loop asks for it, so that a call whose result nobody enumerates trains nothing; <c>Train</c>
    /// runs to its end. Every epoch has its own order of samples, which follows from the seed and from how many epochs this trainer has
    /// run; a sequential source keeps its own. The last batch takes what remains; a batch whose labels are all ignored is passed over.
    /// Where an exception or a cancellation left an epoch in its middle, the next call goes on with that epoch's next batch.
    /// </summary>
    /// <param name="data">
    /// The training samples; to continue an epoch, the same ones in batches of the same size. Those of a <see cref="Dataset"/> are used
    /// where they lie. Others are read ahead, by <see cref="TrainerOptions.ReadAheadThreads"/>, and give the bits that the same samples
    /// would give from memory.
    /// </param>
    /// <param name="epochs">Passes over them, at least 0; an epoch that is continued counts as one.</param>
    /// <param name="batchSize">Samples in a step, at least 1.</param>
    /// <param name="progress">Called after each batch, on the caller's thread.</param>
    /// <param name="validation">
    /// Samples to evaluate the network on after each epoch, and not to learn from. With
    /// <see cref="TrainerOptions.EarlyStopping"/> their loss decides which epoch was the best: the network has that
    /// epoch's parameters when the last epoch's result is returned, or that of the epoch where patience ran out. No
    /// epoch follows that one, in further calls neither.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops between two batches, by an <see cref="OperationCanceledException"/>: an enumeration that merely ended would look like one
    /// that is complete. The trainer then stands behind its last batch. It can be saved, and goes on to the bit. A read that has begun
    /// is waited for, so a source that may wait for long watches the token, too. Where one of several ranks is cancelled, all stop.
    /// </param>
    /// <returns>The epochs, to be enumerated once.</returns>
    /// <exception cref="ArgumentException">
    /// The samples do not fit the network, a label is out of range, or all are ignored; or a batch is larger than any memory can be.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network's loss wants the other kind of targets, or an epoch stands in its middle that was not over such data and batches. While
    /// it runs: the result is enumerated a second time.
    /// </exception>
    /// <exception cref="NonFiniteLossException">While it runs: the loss became NaN or infinite.</exception>
    /// <exception cref="ArithmeticException">While it runs: the variance of a normalised channel is larger than a float can be.</exception>
    /// <exception cref="InsufficientMemoryException">While it runs: there is no memory for a batch; a smaller one may do.</exception>
    /// <exception cref="InvalidDataException">
    /// While it runs: a sample could not be read from its source, or has a token or label out of range. The message names the sample;
    /// what the source threw is the inner exception. Nothing was learned from that batch, with which the next call goes on.
    /// </exception>
    /// <exception cref="ExchangeException">While it runs: another rank fails, or trains on other data or in another way.</exception>
    [OverloadResolutionPriority(1)]
    public IEnumerable<EpochResult> Fit(
        SampleSource data, int epochs, int batchSize, Action<FitProgress>? progress = null, SampleSource? validation = null,
        CancellationToken cancellationToken = default) =>
        new Once<EpochResult>(Begin(data, epochs, batchSize, progress, validation, cancellationToken).Epochs());

    /// <inheritdoc cref="Fit(SampleSource, int, int, Action{FitProgress}, SampleSource, CancellationToken)"/>
    public IEnumerable<EpochResult> Fit(
        SampleSource data, int epochs, int batchSize, IProgress<FitProgress> progress, SampleSource? validation = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return Fit(data, epochs, batchSize, progress.Report, validation, cancellationToken);
    }

    /// <summary>
    /// Trains to the end, and tells what came of it: as enumerating
    /// <see cref="Fit(SampleSource, int, int, Action{FitProgress}, SampleSource, CancellationToken)"/> does, but for cancellation.
    /// </summary>
    /// <param name="data">The training samples.</param>
    /// <param name="epochs">Passes over them, at least 0; an epoch that is continued counts as one.</param>
    /// <param name="batchSize">Samples in a step, at least 1.</param>
    /// <param name="progress">Called after each batch, on the caller's thread.</param>
    /// <param name="validation">Samples to evaluate the network on after each epoch, and not to learn from.</param>
    /// <param name="cancellationToken">
    /// Stops between two batches. That is no error here: an exception would take the history of hours with it, so the history is returned,
    /// with <see cref="StopReason.Cancelled"/> as its reason. The trainer can be saved, and the next call goes on to the bit.
    /// </param>
    /// <param name="epochDone">Called with the result of each epoch, on the caller's thread.</param>
    /// <returns>Its epochs, and why it ended.</returns>
    /// <inheritdoc cref="Fit(SampleSource, int, int, Action{FitProgress}, SampleSource, CancellationToken)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public FitHistory Train(
        SampleSource data, int epochs, int batchSize, Action<FitProgress>? progress = null, SampleSource? validation = null,
        CancellationToken cancellationToken = default, Action<EpochResult>? epochDone = null)
    {
        long start = Stopwatch.GetTimestamp();
        var results = new List<EpochResult>();
        bool cancelled = false;
        FitLoop<T> loop = Begin(data, epochs, batchSize, progress, validation, cancellationToken);
        try
        {
            foreach (EpochResult epoch in loop.Epochs())
            {
                results.Add(epoch);
                epochDone?.Invoke(epoch);
            }
        }
        catch (OperationCanceledException) when (loop.IsCancelled)
        {
            cancelled = true;
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
        }
        StopReason reason = cancelled ? StopReason.Cancelled : _best.Stopped ? StopReason.EarlyStopping : StopReason.Completed;
        return new FitHistory(results, reason, Stopwatch.GetElapsedTime(start)) { KeepsBest = _best.KeepsParameters && !cancelled };
    }

    /// <inheritdoc cref="Train(SampleSource, int, int, Action{FitProgress}, SampleSource, CancellationToken, Action{EpochResult})"/>
    public FitHistory Train(
        SampleSource data, int epochs, int batchSize, IProgress<FitProgress> progress, SampleSource? validation = null,
        CancellationToken cancellationToken = default, Action<EpochResult>? epochDone = null)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return Train(data, epochs, batchSize, progress.Report, validation, cancellationToken, epochDone);
    }

    private FitLoop<T> Begin(
        SampleSource data, int epochs, int batchSize, Action<FitProgress>? progress, SampleSource? validation,
        CancellationToken cancellation)
    {
        _use.RequireAlive();
        try
        {
            FitRequest request = Checked(new FitRequest(data, epochs, batchSize, progress, validation, cancellation));
            return new FitLoop<T>(this, _position, _best, new CheckpointWriter(_checkpoint, Save), _metrics, request);
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
        }
    }

    private FitRequest Checked(FitRequest request)
    {
        (SampleSource data, int epochs, int batchSize, _, SampleSource? validation, _) = request;
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        Check(data);
        if (validation is not null)
            Check(validation);
        else if (_best.KeepsParameters)
            throw new ArgumentException(
                "Early stopping watches the loss on validation samples; pass some, such as the second part of data.Split.",
                nameof(validation));
        batchSize = Math.Min(batchSize, data.Count);
        BatchMemory.Require(T.Info, T.Program, batchSize, nameof(batchSize));
        if (data is not Dataset)
            BatchMemory.RequireReading(data.Shape, batchSize, nameof(batchSize));
        _position.Require(data.Count, batchSize);
        _engine.RequireWork(batchSize);
        return request with { BatchSize = batchSize };
    }

    /// <summary>What gives a source's batches.</summary>
    internal IBatchFeed FeedOf(SampleSource source) => source is Dataset ? _memoryFeed : _readAhead;

    /// <summary>The processes that share the work.</summary>
    internal Ranks Ranks => _engine.Ranks;

    /// <summary>Makes sure that all ranks are about to train alike.</summary>
    internal void RequireAgreement(FitRequest request) =>
        RunAgreement.Require(_engine.Ranks, () => RunFacts.Of(request, _position, Steps, _engine.ParameterHash()));

    /// <summary>Throws where a rank is cancelled, on all of them.</summary>
    internal void ThrowIfCancelled(CancellationToken cancellation) => _engine.ThrowIfCancelled(cancellation);

    /// <summary>Which samples of a batch this rank learns from.</summary>
    internal (int First, int End) ShareOf(int samples) => _engine.ShareOf(samples);

    /// <summary>The order of the running epoch.</summary>
    internal void Shuffle(Span<int> order) => CounterRandom.Permute(order, _seed, (ulong)_position.Epochs);

    /// <summary>One step on a checked batch, not taken if its loss is not finite.</summary>
    /// <returns>The mean loss, and what its targets weigh together; both 0 where none counts.</returns>
    internal (double Loss, double Weight) StepOn(FedBatch batch)
    {
        Enter();
        try
        {
            double weight = Weight(batch);
            return weight == 0 ? (0, 0) : (Learn(batch, weight, finiteOnly: true), weight);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The rate of the last step.</summary>
    internal double RateInForce()
    {
        // A run that was loaded behind the last batch of an epoch has taken no step yet.
        _lastFactor ??= _schedule?.Checked(Math.Max(0, Steps - 1), Epochs) ?? 1;
        return _optimizer.Rate * _lastFactor.Value;
    }

    /// <summary>Compares an epoch with the best one, whose parameters the network gets where no other follows.</summary>
    internal bool Judge(BestEpoch best, double loss, bool last)
    {
        Enter();
        try
        {
            bool isBest = best.Observe(loss, _core.Memory.CopyTo);
            if (last || best.Stopped)
                best.CopyTo(_core.Memory.CopyFrom);
            return isBest;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Writes the network where the best epoch's parameters are to go.</summary>
    internal void SaveBest()
    {
        if (_bestEpochFile is null)
            return;
        Enter();
        try
        {
            if (_engine.Ranks.Writes)
                _core.Save(_bestEpochFile);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Checks what samples consist of, and those that are in memory themselves.</summary>
    private void Check(SampleSource data)
    {
        _checks.Data(data);
        if (data is Dataset memory)
            _weights.Required(SampleSpans.Of(memory), Counted(new FedBatch { Samples = SampleSpans.Of(memory), Total = data.Count }));
    }

    /// <summary>What a batch's targets weigh together in the mean loss: without weights, how many count.</summary>
    private double Weight(FedBatch batch)
    {
        long counted = Counted(batch);
        if (batch.Shape is not { } shape || _engine.Ranks.IsAlone)
            return _weights.Total(batch.Samples, batch.Rows, counted);
        if (_weights.Weighs(shape))
            return BatchWeights.Total(_engine.Ranks, _weights, batch);
        _engine.Ranks.Sum(new Span<long>(ref counted));
        return counted;
    }

    /// <summary>Targets that count in the mean loss, of the samples that are here.</summary>
    private static long Counted(FedBatch batch)
    {
        long targets = (long)batch.Count * T.Program.TargetLength;
        ReadOnlySpan<int> labels = batch.Samples.Labels;
        if (labels.IsEmpty)
            return targets;
        if (batch.Rows.IsEmpty)
            return targets - labels.Count(Lanes.Ignored);
        int length = T.Program.TargetLength;
        foreach (int row in batch.Rows)
            targets -= labels.Slice(row * length, length).Count(Lanes.Ignored);
        return targets;
    }
}
