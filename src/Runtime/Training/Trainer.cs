using System.Collections.Immutable;
using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Serialization;
using Unrolled.Training;

namespace Unrolled;

/// <summary>
/// Trains a network. Same network, seeds and data give the same bits for any number of threads. One thread at a time may use a trainer, and
/// nothing else may use its network while a step runs.
/// </summary>
/// <typeparam name="T">The network's class.</typeparam>
public sealed unsafe partial class Trainer<T> : IDisposable where T : class, INetwork<T>
{
    private readonly NetworkCore<T> _core;
    private readonly Optimizer _optimizer;
    private readonly Schedule? _schedule;
    private readonly ulong _seed;
    private readonly double _maxNorm;
    private readonly int _slottedCount = T.Program.SlottedCount;
    private readonly int _learnedCount = T.Program.LearnedCount;
    private readonly int _chunkStride = T.Program.ChunkStride;
    private readonly BatchChecks _checks = new(T.Info, T.Program);
    private readonly LossWeights _weights;
    private readonly GradientPass<T> _gradients;
    private readonly GradientNorm _norm;
    private readonly UpdateBlocks _blocks;
    private readonly UpdatePass _update;
    private readonly EmbeddingPass[] _tables;
    private readonly EvaluationPass<T> _evaluation;
    private readonly WorkerPool _workers;
    private readonly FitPosition _position = new();
    private readonly BestEpoch? _best;
    private readonly TrainerFile _file;
    private readonly ExclusiveUse _use;

    /// <summary>Prepares training; threads start, memory comes with the first batch.</summary>
    /// <param name="network">The network to train; it must have a loss.</param>
    /// <param name="optimizer">An optimiser that serves no other trainer.</param>
    /// <param name="options">Threads, seed and more; defaults if left out.</param>
    /// <exception cref="ArgumentException">The network has no loss, or not as many classes as there are class weights.</exception>
    /// <exception cref="InvalidOperationException">The optimiser serves another trainer.</exception>
    public Trainer(T network, Optimizer optimizer, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (T.Program.Targets == TargetKind.None)
            throw new ArgumentException(
                $"{T.Info.Name} has no loss and cannot be trained; put one, such as [SoftmaxCrossEntropy], behind its last layer.",
                nameof(network));
        options ??= new TrainerOptions();
        _core = network.Core;
        _optimizer = optimizer;
        _schedule = options.Schedule;
        _seed = options.Seed;
        _maxNorm = options.MaxNorm;
        _weights = new LossWeights(T.Info, T.Program, options.ClassWeights);
        var slots = new GradientSlots(_slottedCount, _learnedCount);
        Arena[] arenas = Arena.ForThreads(options.Threads, _checks, _weights);
        _gradients = new GradientPass<T>(arenas, slots);
        ImmutableArray<LearnedRange> learned = LearnedPlaces.Of(T.Program);
        _blocks = new UpdateBlocks(T.Info.Parameters, learned);
        _norm = new GradientNorm(slots, _blocks);
        _update = new UpdatePass(optimizer, slots, _blocks, new Regularization(T.Info, learned), learned);
        _tables = [.. T.Program.Embeddings.Select(table => new EmbeddingPass(table, slots))];
        _evaluation = new EvaluationPass<T>(arenas);
        _best = options.EarlyStopping is null ? null : new BestEpoch(options.EarlyStopping, T.Info.ParameterCount);
        _file = new TrainerFile(T.Info, T.Program, optimizer, _position, _best, options.Settings(optimizer));
        _workers = new WorkerPool(options.Threads);
        _use = new ExclusiveUse(nameof(Trainer<>), _workers);
        // Last: where anything above fails, the optimiser stays free for another trainer.
        try
        {
            optimizer.Attach(_learnedCount);
        }
        catch
        {
            _workers.Dispose();
            throw;
        }
    }

    /// <summary>Optimiser steps taken, in <see cref="Fit"/> and otherwise.</summary>
    public long Steps => _optimizer.Steps;

    /// <summary>Epochs that <see cref="Fit"/> has completed.</summary>
    public int Epochs => _position.Epochs;

    /// <summary>
    /// Trains lazily: each epoch runs when the loop asks for it. Every epoch has its own order of samples, which
    /// follows from the seed and from how many epochs this trainer has run. The last batch takes what remains; a batch
    /// whose labels are all ignored is passed over. Where an exception of <paramref name="progress"/> left an epoch in
    /// its middle, the next call goes on with that epoch's next batch.
    /// </summary>
    /// <param name="data">The training samples; to continue an epoch, the same ones in batches of the same size.</param>
    /// <param name="epochs">Passes over them, at least 0; an epoch that is continued counts as one.</param>
    /// <param name="batchSize">Samples in a step, at least 1.</param>
    /// <param name="progress">Called after each batch, on the caller's thread.</param>
    /// <param name="validation">
    /// Samples to evaluate the network on after each epoch, and not to learn from. With
    /// <see cref="TrainerOptions.EarlyStopping"/> their loss decides which epoch was the best: the network has that
    /// epoch's parameters when the last epoch's result is returned, or that of the epoch where patience ran out. No
    /// epoch follows that one, in further calls neither.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The samples do not fit the network, a label is out of range, or all are ignored; or a batch is larger than any memory can be.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network's loss wants the other kind of targets, or an epoch stands in its middle that was not over such data and batches.
    /// </exception>
    /// <exception cref="NonFiniteLossException">While it runs: the loss became NaN or infinite.</exception>
    /// <exception cref="ArithmeticException">While it runs: the variance of a normalised channel is larger than a float can be.</exception>
    /// <exception cref="InsufficientMemoryException">While it runs: there is no memory for a batch; a smaller one may do.</exception>
    public IEnumerable<EpochResult> Fit(
        Dataset data, int epochs, int batchSize, Action<FitProgress>? progress = null, Dataset? validation = null)
    {
        _use.RequireAlive();
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        Weigh(data);
        if (validation is not null)
            Weigh(validation);
        else if (_best is not null)
            throw new ArgumentException(
                "Early stopping watches the loss on validation samples; pass some, such as the second part of data.Split.",
                nameof(validation));
        batchSize = Math.Min(batchSize, data.Count);
        BatchMemory.Require(T.Info, T.Program, batchSize, nameof(batchSize));
        _position.Require(data.Count, batchSize);
        return new FitLoop<T>(this, _position, _best, data, epochs, batchSize, progress, validation).Epochs();
    }

    /// <summary>How well the network does on a dataset, without learning from it.</summary>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The samples do not fit the network, a label is out of range, or none counts.</exception>
    /// <exception cref="InvalidOperationException">The network's loss wants the other kind of targets.</exception>
    public Evaluation Evaluate(Dataset data)
    {
        Enter();
        try
        {
            double counted = Weigh(data);
            var judge = new Judge(T.Info, T.Program);
            fixed (float* inputs = data.Inputs, targets = data.Targets, weights = data.Weights)
            fixed (int* tokens = data.Tokens, labels = data.Labels)
                Evaluate(SampleSpans.Of(data).At(inputs, tokens, targets, labels, counted, weights), judge);
            return judge.Result(data.ClassNames);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Stops the threads; the network stays as trained. Further calls do nothing.</summary>
    public void Dispose() => _use.Dispose();

    /// <summary>The order of the running epoch.</summary>
    internal void Shuffle(Span<int> order) => CounterRandom.Permute(order, _seed, (ulong)_position.Epochs);

    /// <summary>Compares an epoch with the best one, whose parameters the network gets where no other follows.</summary>
    internal void Judge(BestEpoch best, double loss, bool last)
    {
        Enter();
        try
        {
            best.Observe(loss, _core.Memory.CopyTo);
            if (last || best.Stopped)
                best.CopyTo(_core.Memory.CopyFrom);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Checks samples, and tells what their targets weigh together.</summary>
    private double Weigh(Dataset data)
    {
        long counted = _checks.Data(data);
        return _weights.Required(SampleSpans.Of(data), counted);
    }

    /// <summary>Hands the judge a block of samples.</summary>
    private void Evaluate(in Batch batch, Judge judge)
    {
        int groups = ChunkPlan.For(batch.Samples, _slottedCount, _chunkStride).Groups, stretches = judge.Begin(batch.Samples, groups);
        _evaluation.Prepare(_core.Memory.Pointers, batch, judge, groups, _workers.Participants(stretches));
        _workers.Run(_evaluation, stretches);
        judge.End(_evaluation.Loss(), batch.Counted);
    }

    private void Enter() => _use.Enter();

    private void Leave() => _use.Leave();
}
