using System.Diagnostics;
using Unrolled.Training.Distributed;
using Unrolled.Training.Reading;

namespace Unrolled.Training;

/// <summary>One call of <c>Trainer.Fit</c>: shuffles, takes batches, and watches the loss.</summary>
internal sealed class FitLoop<T>(
    Trainer<T> trainer, FitPosition position, BestEpoch best, CheckpointWriter checkpoint, TrainingMetrics metrics, FitRequest request)
    where T : class, INetwork<T>
{
    private readonly int _samples = request.Data.Count;
    private readonly int _batches = EpochPlan.BatchesOf(request.Data.Count, request.BatchSize);
    private int[]? _order;
    private TimeSpan _earlier;
    private long _steps;

    /// <summary>Whether the run was cancelled, on this rank or on another one.</summary>
    public bool IsCancelled { get; private set; }

    public IEnumerable<EpochResult> Epochs()
    {
        trainer.RequireAgreement(request);
        if (!request.Data.IsSequential)
            _order = GC.AllocateUninitializedArray<int>(_samples, pinned: true);
        for (int epoch = 1; epoch <= request.Epochs && !best.Stopped; epoch++)
            yield return RunEpoch(epoch);
    }

    private EpochResult RunEpoch(int epoch)
    {
        position.Enter(_samples, request.BatchSize);
        long start = Stopwatch.GetTimestamp();
        try
        {
            ThrowIfCancelled();
            EpochPlan plan = Plan();
            RunBatches(epoch, plan, start);
            return Complete(epoch, _samples - plan.SamplesBefore(plan.FirstBatch), start);
        }
        catch (OperationCanceledException cancellation) when (Ends(cancellation))
        {
            checkpoint.Write();
            throw;
        }
        catch (Exception failure) when (trainer.Ranks.Tell(failure))
        {
            throw;
        }
        finally
        {
            position.Leave();
            _earlier += Stopwatch.GetElapsedTime(start);
        }
    }

    private EpochPlan Plan()
    {
        if (_order is not null)
            trainer.Shuffle(_order);
        return new EpochPlan(request.Data, position.Epochs, request.BatchSize, _order, position.Batch) { Share = trainer.ShareOf };
    }

    /// <summary>Whether a cancellation ends the run; among several ranks one does that all have agreed on.</summary>
    private bool Ends(OperationCanceledException cancellation) => IsCancelled =
        cancellation is AgreedCancellation || (trainer.Ranks.IsAlone && request.Cancellation.IsCancellationRequested);

    private void ThrowIfCancelled() => trainer.ThrowIfCancelled(request.Cancellation);

    private void RunBatches(int epoch, EpochPlan plan, long start)
    {
        if (position.Batch == _batches)
            return;
        IBatchFeed feed = trainer.FeedOf(request.Data);
        // Where there are other ranks, all are cancelled between the same two batches.
        feed.Begin(plan, trainer.Ranks.IsAlone ? request.Cancellation : CancellationToken.None);
        try
        {
            while (position.Batch < _batches)
            {
                ThrowIfCancelled();
                RunBatch(epoch, feed.Next());
                checkpoint.AfterBatch(position.Batch);
                Report(epoch, plan, start);
            }
        }
        finally
        {
            feed.End();
        }
    }

    private void RunBatch(int epoch, FedBatch batch)
    {
        (double loss, double weight) = Step(batch);
        if (!double.IsFinite(loss))
        {
            int failed = position.Batch + 1;
            position.Complete();
            throw new NonFiniteLossException(epoch, failed, (float)loss);
        }
        position.Advance(loss, weight);
        _steps++;
    }

    private (double Loss, double Weight) Step(FedBatch batch)
    {
        try
        {
            return trainer.StepOn(batch);
        }
        catch (ArithmeticException)
        {
            // As after a loss that is not finite: this batch would fail each time, and the next epoch is another.
            position.Complete();
            throw;
        }
    }

    private void Report(int epoch, EpochPlan plan, long start)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start), all = _earlier + elapsed;
        int samples = plan.SamplesBefore(position.Batch) - plan.SamplesBefore(plan.FirstBatch);
        double speed = samples / elapsed.TotalSeconds;
        metrics.Speed(speed);
        if (request.Progress is null)
            return;
        float mean = (float)(position.LossWeight > 0 ? position.LossSum / position.LossWeight : 0);
        long left = (long)(request.Epochs - epoch) * _batches + _batches - position.Batch;
        request.Progress(new FitProgress(epoch, request.Epochs, position.Batch, _batches, mean, speed)
        {
            Rate = trainer.RateInForce(),
            Elapsed = all,
            Remaining = all / _steps * left,
        });
    }

    /// <summary>Ends the epoch. What may be cancelled or fail comes before it counts, and the files, which record that, behind.</summary>
    private EpochResult Complete(int epoch, int samples, long start)
    {
        if (position.LossWeight == 0)
        {
            position.Complete();
            throw new InvalidDataException(
                "No target of the epoch counts, all are to be ignored or weigh 0, so nothing was learned; look at what the source gives.");
        }
        var result = new EpochResult(epoch, (float)(position.LossSum / position.LossWeight), samples, Stopwatch.GetElapsedTime(start))
        {
            Rate = trainer.RateInForce(),
        };
        if (request.Validation is not null)
            result = result with { Validation = trainer.Evaluate(request.Validation, request.Cancellation) };
        bool isBest = trainer.Judge(best, result.Validation?.Loss ?? result.Loss, last: epoch == request.Epochs);
        position.Complete();
        if (isBest)
            trainer.SaveBest();
        checkpoint.Write();
        return result with { IsBest = isBest };
    }
}
