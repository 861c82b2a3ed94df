using Unrolled.Generated;
using Unrolled.Training;
using Unrolled.Training.Distributed;
using Unrolled.Training.Reading;

namespace Unrolled;

/// <content>Evaluation.</content>
public sealed unsafe partial class Trainer<T>
{
    /// <summary>
    /// How well the network does on samples, without learning from them. They are taken block by block, with the same result from memory or
    /// elsewhere: of a source that is not, no more than three blocks are in memory. It reads them as in the first epoch. Of several ranks
    /// all call it, and each has the result.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The samples do not fit the network, a label is out of range, or all are ignored.</exception>
    /// <exception cref="InvalidOperationException">The network's loss wants the other kind of targets.</exception>
    /// <exception cref="InvalidDataException">
    /// A sample could not be read from its source, or has a token or label out of range; or all labels that it gave are to be ignored.
    /// </exception>
    /// <exception cref="ExchangeException">Another rank fails, or evaluates other samples.</exception>
    public Evaluation Evaluate(SampleSource data) => Evaluate(data, CancellationToken.None);

    /// <summary>Evaluation that ends between two blocks where it is cancelled.</summary>
    internal Evaluation Evaluate(SampleSource data, CancellationToken cancellation)
    {
        Enter();
        try
        {
            Check(data);
            RunAgreement.Require(_engine.Ranks, () => RunFacts.Of("evaluation", data));
            int block = EvaluationBlock.Samples(data.Shape);
            if (data is not Dataset)
                BatchMemory.RequireReading(data.Shape, Math.Min(block, data.Count), nameof(data));
            var judge = new Judge(T.Info, T.Program);
            var plan = new EpochPlan(data, 0, block) { Share = samples => ShareOf(judge, samples) };
            return Evaluate(plan, judge, data is Dataset ? new MemoryFeed() : _evaluationReadAhead, cancellation);
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

    private Evaluation Evaluate(EpochPlan plan, Judge judge, IBatchFeed feed, CancellationToken cancellation)
    {
        feed.Begin(plan, _engine.Ranks.IsAlone ? cancellation : CancellationToken.None);
        try
        {
            for (int block = 0; block < plan.Batches; block++)
            {
                _engine.ThrowIfCancelled(cancellation);
                FedBatch batch = feed.Next();
                Evaluate(batch, Weight(batch), judge);
            }
        }
        finally
        {
            feed.End();
        }
        return judge.Weight > 0 ? judge.Result(plan.Source.ClassNames, _engine.Ranks) : throw new InvalidDataException(
            "All labels are to be ignored or weigh 0, so the mean loss would be 0/0; look at what the source gives.");
    }

    /// <summary>Hands the judge a block of samples.</summary>
    private void Evaluate(FedBatch fed, double weight, Judge judge)
    {
        SampleSpans samples = fed.Samples;
        fixed (float* inputs = samples.Inputs, targets = samples.Targets, weights = samples.Weights)
        fixed (int* tokens = samples.Tokens, labels = samples.Labels)
        {
            // Where nothing weighs anything, each share is 0 whatever it is scaled by.
            Batch batch = samples.At(inputs, tokens, targets, labels, weight > 0 ? weight : 1, weights);
            _engine.Evaluate(batch with { Start = fed.Start, Samples = fed.Total }, weight, judge);
        }
    }

    /// <summary>Which samples of a block this rank judges.</summary>
    private (int First, int End) ShareOf(Judge judge, int samples)
    {
        int groups = _engine.Plan(samples).Groups, stretches = judge.StretchesOf(groups);
        int Sample(int rank) => (int)Math.Min(samples, (long)groups * _engine.Ranks.Begin(stretches, rank) / stretches * Lanes.Width);
        return (Sample(_engine.Ranks.Rank), Sample(_engine.Ranks.Rank + 1));
    }
}
