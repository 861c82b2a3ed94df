using Unrolled.Generated;
using Unrolled.Training;
using Unrolled.Training.Reading;

namespace Unrolled;

/// <content>Evaluation.</content>
public sealed unsafe partial class Trainer<T>
{
    /// <summary>
    /// Loss and accuracy on samples, without learning from them. They are taken block by block, with the same result from memory or
    /// elsewhere: of a source that is not, no more than three blocks are in memory. It reads them as in the first epoch.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The samples do not fit the network, a label is out of range, or all are ignored.</exception>
    /// <exception cref="InvalidOperationException">The network's loss wants the other kind of targets.</exception>
    /// <exception cref="InvalidDataException">
    /// A sample could not be read from its source, or has a token or label out of range; or all labels that it gave are to be ignored.
    /// </exception>
    public Evaluation Evaluate(SampleSource data) => Evaluate(data, CancellationToken.None);

    /// <summary>Evaluation that ends between two blocks where it is cancelled.</summary>
    internal Evaluation Evaluate(SampleSource data, CancellationToken cancellation)
    {
        Enter();
        try
        {
            _checks.Data(data);
            int block = EvaluationBlock.Samples(data.Shape);
            if (data is not Dataset)
                BatchMemory.RequireReading(data.Shape, Math.Min(block, data.Count), nameof(data));
            return Evaluate(new EpochPlan(data, 0, block), data is Dataset ? new MemoryFeed() : _evaluationReadAhead, cancellation);
        }
        finally
        {
            Leave();
        }
    }

    private Evaluation Evaluate(EpochPlan plan, IBatchFeed feed, CancellationToken cancellation)
    {
        var sum = default(EvaluationSum);
        feed.Begin(plan, cancellation);
        try
        {
            for (int block = 0; block < plan.Batches; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                FedBatch batch = feed.Next();
                long counted = Counted(batch);
                if (counted > 0)
                    Evaluate(batch.Samples, counted, ref sum);
            }
        }
        finally
        {
            feed.End();
        }
        if (sum.Counted == 0)
            throw new InvalidDataException("All labels are to be ignored, so the mean loss would be 0/0; look at what the source gives.");
        return new Evaluation((float)sum.Loss, T.Program.Targets == TargetKind.Labels ? sum.Accuracy : float.NaN, plan.Source.Count);
    }

    private void Evaluate(SampleSpans samples, long counted, ref EvaluationSum sum)
    {
        fixed (float* inputs = samples.Inputs, targets = samples.Targets)
        fixed (int* tokens = samples.Tokens, labels = samples.Labels)
        {
            Batch batch = samples.At(inputs, tokens, targets, labels, counted);
            int groups = ChunkPlan.For(batch.Samples, _slottedCount, _chunkStride).Groups;
            _evaluation.Prepare(_core.Memory.Pointers, batch, groups, _workers.Participants(groups));
            _workers.Run(_evaluation, groups);
            sum.Add(_evaluation.Loss(), _evaluation.Correct, counted);
        }
    }
}
