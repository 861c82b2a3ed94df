using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// What a trainer runs on: the passes over a batch, the threads and memory that they share, and the ranks that each batch is shared out to.
/// </summary>
internal sealed unsafe class Engine<T> : IDisposable where T : class, INetwork<T>
{
    private readonly NetworkCore<T> _core;
    private readonly Optimizer _optimizer;
    private readonly ulong _seed;
    private readonly double _maxNorm;
    private readonly int _slottedCount = T.Program.SlottedCount;
    private readonly int _learnedCount = T.Program.LearnedCount;
    private readonly GradientSlots _slots = new(T.Program.SlottedCount, T.Program.LearnedCount);
    private readonly GradientPass<T> _gradients;
    private readonly GradientReduction _reduction;
    private readonly GradientNorm _norm;
    private readonly UpdateBlocks _blocks;
    private readonly UpdatePass _update;
    private readonly EmbeddingPass[] _tables;
    private readonly BatchTokens _tokens;
    private readonly EvaluationPass<T> _evaluation;
    private readonly StepAgreement _agreement;
    private readonly WorkerPool _workers;
    private GrowingBuffer<float> _first;
    private GrowingBuffer<float> _hashed;

    /// <param name="core">The network.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <param name="options">Threads, seed, largest norm and exchange.</param>
    /// <param name="checks">What samples must be.</param>
    /// <param name="weights">What they weigh.</param>
    public Engine(NetworkCore<T> core, Optimizer optimizer, TrainerOptions options, BatchChecks checks, LossWeights weights)
    {
        (_core, _optimizer, _seed, _maxNorm) = (core, optimizer, options.Seed, options.MaxNorm);
        Ranks = new Ranks(options.Exchange);
        Arena[] arenas = Arena.ForThreads(options.Threads, checks, weights);
        _gradients = new GradientPass<T>(arenas, _slots, Ranks);
        _reduction = new GradientReduction(Ranks, _slots, _slottedCount);
        ImmutableArray<LearnedRange> learned = LearnedPlaces.Of(T.Program);
        _blocks = new UpdateBlocks(T.Info.Parameters, learned);
        _norm = new GradientNorm(_slots, _blocks);
        _update = new UpdatePass(optimizer, _slots, _blocks, new Regularization(T.Info, learned), learned);
        _tables = [.. T.Program.Embeddings.Select(table => new EmbeddingPass(table, _slots))];
        _tokens = new BatchTokens(Ranks);
        _evaluation = new EvaluationPass<T>(arenas, Ranks);
        _agreement = new StepAgreement(Ranks);
        _workers = new WorkerPool(options.Threads);
    }

    /// <summary>The processes that share the work.</summary>
    public Ranks Ranks { get; }

    /// <summary>The gradients of all learned parameters, once they are summed.</summary>
    public Span<float> Gradients => new(_gradients.Total, _learnedCount);

    /// <summary>How a batch is cut.</summary>
    public ChunkPlan Plan(int samples) => ChunkPlan.For(samples, _slottedCount, T.Program.ChunkStride);

    /// <summary>Which samples of a batch this rank works on: the first one's place, and the place behind the last.</summary>
    public (int First, int End) ShareOf(int samples) => new BatchShares(Ranks, Plan(samples)).Samples;

    /// <summary>Throws where a rank is cancelled, on all of them.</summary>
    public void ThrowIfCancelled(CancellationToken cancellation) => _agreement.ThrowIfCancelled(cancellation);

    /// <summary>Refuses batches of which not every rank could have a part. Smaller ones at an epoch's end may leave some idle.</summary>
    /// <exception cref="ArgumentException">There are more ranks than such a batch can have slots.</exception>
    public void RequireWork(int samples)
    {
        int most = ChunkPlan.SlotLimit(Plan(samples).Groups, _slottedCount);
        if (Ranks.Count > most)
            throw new ArgumentException(
                $"{T.Info.Name} sums the gradients of {samples} samples in at most {most} slots, each of which one rank fills, but there " +
                $"are {Ranks.Count} ranks; start at most {most}, with more threads each, or take larger batches.");
    }

    /// <summary>One step; where the loss is not finite and must be, none.</summary>
    /// <returns>The mean loss before it.</returns>
    /// <exception cref="ExchangeException">The ranks are about to do different things, or one has failed.</exception>
    public double Learn(in Batch batch, double factor, bool finiteOnly)
    {
        long steps = _optimizer.Steps;
        _agreement.Require(new StepMark(steps, batch.Samples, steps % StepAgreement.StepsApart == 0 ? ParameterHash() : 0));
        int used = Differentiate(batch, steps, out double loss);
        if (finiteOnly && !double.IsFinite(loss))
            return loss;
        SumTables(batch);
        used = Reduce(used);
        // Behind all that another rank may break off.
        if (T.Program.Phases > 1)
            _gradients.Finish();
        Update(used, factor);
        return loss;
    }

    /// <summary>Forward and backward, with the random numbers of one draw; tells how many slots hold the gradients.</summary>
    public int Differentiate(in Batch batch, long draw, out double loss)
    {
        ChunkPlan plan = Plan(batch.Samples);
        _gradients.Prepare(_core.Memory.Pointers, batch, plan, CounterRandom.StepKey(_seed, draw), _workers);
        _gradients.Run(_workers);
        loss = _gradients.Loss();
        return plan.Slots;
    }

    /// <summary>One step by the sum of two batches' gradients, each with its own mean loss, statistics and masks.</summary>
    public (double First, double Second) LearnBoth(in Batch first, in Batch second, double factor)
    {
        long steps = _optimizer.Steps;
        double one = DifferentiateAlone(first, steps);
        _first.Ensure(_learnedCount);
        Gradients.CopyTo(new Span<float>(_first.Pointer, _learnedCount));
        double two = DifferentiateAlone(second, ~steps);
        GradientSlots.Add(_gradients.Total, _first.Pointer, _learnedCount);
        Update(1, factor);
        return (one, two);
    }

    /// <summary>Hands the judge a block of samples, each rank those of its own stretches.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="weight">What they weigh together.</param>
    /// <param name="judge">The judge.</param>
    public void Evaluate(in Batch batch, double weight, Judge judge)
    {
        int stretches = judge.Begin(batch.Samples, Plan(batch.Samples).Groups);
        (int first, int end) = (Ranks.Begin(stretches, Ranks.Rank), Ranks.Begin(stretches, Ranks.Rank + 1));
        _evaluation.Prepare(_core.Memory.Pointers, batch, judge, first, _workers.Participants(end - first));
        _workers.Run(_evaluation, end - first);
        judge.Gather(Ranks);
        judge.End(_evaluation.Loss(), weight);
    }

    /// <summary>A number that two networks share only if all their parameters do, as far as 64 bits tell.</summary>
    public ulong ParameterHash()
    {
        if (Ranks.IsAlone)
            return 0;
        const ulong Prime = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)T.Info.ParameterCount;
        _hashed.Ensure(T.Info.ParameterCount);
        var all = new Span<float>(_hashed.Pointer, T.Info.ParameterCount);
        _core.Memory.CopyTo(all);
        foreach (uint bits in MemoryMarshal.Cast<float, uint>(all))
            hash = (ulong.RotateLeft(hash, 5) ^ bits) * Prime;
        return hash;
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();

    /// <summary>All gradients in the first slot.</summary>
    private double DifferentiateAlone(in Batch batch, long draw)
    {
        int used = Differentiate(batch, draw, out double loss);
        _gradients.Finish();
        _slots.Sum(0, used, 0, _learnedCount);
        return loss;
    }

    private void SumTables(in Batch batch)
    {
        if (_tables.Length == 0)
            return;
        int length = T.Info.InputLength;
        int* tokens = _tokens.Of(batch, _gradients.Shares, length);
        _gradients.GatherRows();
        foreach (EmbeddingPass pass in _tables)
        {
            int threads = _workers.Participants(int.MaxValue);
            _workers.Run(pass, pass.Prepare(tokens, length, batch.Samples, _gradients.BatchValues, T.Program.BatchStride, threads));
        }
    }

    /// <summary>Has the ranks sum their slots; alone, whoever reads the gradients next sums them block by block.</summary>
    /// <returns>How many slots still are to be summed.</returns>
    private int Reduce(int used)
    {
        if (Ranks.IsAlone)
            return used;
        _reduction.Run(used, _workers);
        return 1;
    }

    private void Update(int used, double factor)
    {
        float scale = 1;
        if (double.IsFinite(_maxNorm))
        {
            _norm.Prepare(used);
            _workers.Run(_norm, _blocks.Count);
            // The slots' sum lies in the first one now.
            used = 1;
            scale = _norm.Coefficient(_maxNorm);
        }
        _update.Prepare(_core.Memory, used, scale, factor);
        _workers.Run(_update, _blocks.Count, UpdatePass.BlocksWorthAThread);
    }
}
