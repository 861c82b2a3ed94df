using System.Diagnostics;

namespace Unrolled.Training;

/// <summary>One call of <see cref="Trainer{T}.Fit"/>: shuffles, cuts batches, and watches the loss.</summary>
internal sealed class FitLoop<T>(Trainer<T> trainer, Dataset data, int epochs, int batchSize, Action<FitProgress>? progress)
    where T : class, INetwork<T>
{
    private readonly int[] _order = GC.AllocateUninitializedArray<int>(data.Count, pinned: true);
    private readonly int _batches = (int)(((long)data.Count + batchSize - 1) / batchSize);

    public IEnumerable<EpochResult> Epochs()
    {
        for (int epoch = 1; epoch <= epochs; epoch++)
            yield return RunEpoch(epoch);
    }

    private EpochResult RunEpoch(int epoch)
    {
        long start = Stopwatch.GetTimestamp();
        trainer.Shuffle(_order);
        double total = 0;
        long counted = 0;
        for (int batch = 0; batch < _batches; batch++)
        {
            int first = batch * batchSize;
            int samples = Math.Min(batchSize, data.Count - first);
            (double loss, long weight) = trainer.StepOn(data, _order.AsSpan(first, samples));
            if (!double.IsFinite(loss))
                throw new NonFiniteLossException(epoch, batch + 1, (float)loss);
            total += loss * weight;
            counted += weight;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            float mean = (float)(total / Math.Max(1, counted));
            progress?.Invoke(new FitProgress(epoch, epochs, batch + 1, _batches, mean, (first + samples) / seconds));
        }
        return new EpochResult(epoch, (float)(total / counted), data.Count, Stopwatch.GetElapsedTime(start));
    }
}
