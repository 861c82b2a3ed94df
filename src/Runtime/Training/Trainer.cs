using System.Collections.Immutable;
using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Serialization;
using Unrolled.Training;
using Unrolled.Training.Reading;

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
    private readonly BestEpoch _best;
    private readonly string? _bestEpochFile;
    private readonly Checkpoint? _checkpoint;
    private readonly TrainingMetrics _metrics = new(T.Info.Name);
    private readonly MemoryFeed _memoryFeed = new();
    private readonly ReadAhead _readAhead;
    private readonly ReadAhead _evaluationReadAhead;
    private readonly TrainerFile _file;
    private readonly ExclusiveUse _use;
    private double? _lastFactor;

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
        _readAhead = new ReadAhead(T.Info, _checks, options.ReadAheadThreads);
        _evaluationReadAhead = new ReadAhead(T.Info, _checks, options.ReadAheadThreads);
        _best = new BestEpoch(options.EarlyStopping, T.Info.ParameterCount);
        (_checkpoint, _bestEpochFile) = (options.Checkpoint, options.BestEpochFile);
        _file = new TrainerFile(T.Info, T.Program, optimizer, _position, _best, options.Settings(optimizer));
        _workers = new WorkerPool(options.Threads);
        _use = new ExclusiveUse(nameof(Trainer<>), ExclusiveUse.BusyTrainer, _workers);
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

    /// <summary>Optimiser steps taken, in <c>Fit</c> and otherwise.</summary>
    public long Steps => _optimizer.Steps;

    /// <summary>Epochs that <c>Fit</c> has completed.</summary>
    public int Epochs => _position.Epochs;

    /// <summary>Stops the threads; the network stays as trained. Further calls do nothing.</summary>
    public void Dispose() => _use.Dispose();

    private void Enter() => _use.Enter();

    private void Leave() => _use.Leave();
}
