using System.Diagnostics;

namespace Unrolled.Training;

/// <summary>One call of <see cref="Trainer{T}.Fit"/>: shuffles, cuts batches, and watches the loss.</summary>
internal sealed class FitLoop<T>(
    Trainer<T> trainer, FitPosition position, BestEpoch? best, Dataset data, int epochs, int batchSize,
    Action<FitProgress>? progress, Dataset? validation)
    where T : class, INetwork<T>
{
    private readonly int[] _order = GC.AllocateUninitializedArray<int>(data.Count, pinned: true);
    private readonly int _batches = (int)(((long)data.Count + batchSize - 1) / batchSize);

    public IEnumerable<EpochResult> Epochs()
    {
        for (int epoch = 1; epoch <= epochs && best is not { Stopped: true }; epoch++)
            yield return RunEpoch(epoch);
    }

    private EpochResult RunEpoch(int epoch)
    {
        position.Enter(data.Count, batchSize);
        try
        {
            return RunBatches(epoch);
        }
        finally
        {
            position.Leave();
        }
    }

    private (double Loss, long Counted) Step(ReadOnlySpan<int> rows)
    {
        try
        {
            return trainer.StepOn(data, rows);
        }
        catch (ArithmeticException)
        {
            // As after a loss that is not finite: this batch would fail each time, and the next epoch is another.
            position.Complete();
            throw;
        }
    }

    private EpochResult RunBatches(int epoch)
    {
        long start = Stopwatch.GetTimestamp();
        int before = (int)Math.Min(data.Count, (long)position.Batch * batchSize);
        trainer.Shuffle(_order);
        while (position.Batch < _batches)
        {
            int first = position.Batch * batchSize;
            int samples = Math.Min(batchSize, data.Count - first);
            (double loss, long counted) = Step(_order.AsSpan(first, samples));
            if (!double.IsFinite(loss))
            {
                int failed = position.Batch + 1;
                position.Complete();
                throw new NonFiniteLossException(epoch, failed, (float)loss);
            }
            position.Advance(loss, counted);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            float mean = (float)(position.LossSum / Math.Max(1, position.LossCount));
            progress?.Invoke(new FitProgress(epoch, epochs, position.Batch, _batches, mean, (first + samples - before) / seconds));
        }
        var result = new EpochResult(
            epoch, (float)(position.LossSum / position.LossCount), data.Count - before, Stopwatch.GetElapsedTime(start));
        if (validation is not null)
            result = result with { Validation = trainer.Evaluate(validation) };
        if (best is not null)
            trainer.Judge(best, result.Validation!.Loss, last: epoch == epochs);
        position.Complete();
        return result;
    }
}
