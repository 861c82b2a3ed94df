using System.Collections.Immutable;
using Unrolled.Generated;
using Unrolled.Serialization;
using Unrolled.Training;
using Unrolled.Training.Distributed;
using Unrolled.Training.Reading;

namespace Unrolled;

/// <summary>
/// Trains a network. Same network, seeds and data give the same bits for any number of threads and ranks. One thread at a time may use a
/// trainer, and nothing else may use its network while a step runs.
/// </summary>
/// <typeparam name="T">The network's class.</typeparam>
public sealed unsafe partial class Trainer<T> : IDisposable where T : class, INetwork<T>
{
    private readonly NetworkCore<T> _core;
    private readonly Optimizer _optimizer;
    private readonly Schedule? _schedule;
    private readonly ulong _seed;
    private readonly BatchChecks _checks = new(T.Info, T.Program);
    private readonly LossWeights _weights;
    private readonly Engine<T> _engine;
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
    /// <exception cref="ExchangeException">Another rank's network, optimiser or options differ from this one's.</exception>
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
        _weights = new LossWeights(T.Info, T.Program, options.ClassWeights);
        _readAhead = new ReadAhead(T.Info, _checks, options.ReadAheadThreads);
        _evaluationReadAhead = new ReadAhead(T.Info, _checks, options.ReadAheadThreads);
        _best = new BestEpoch(options.EarlyStopping, T.Info.ParameterCount);
        (_checkpoint, _bestEpochFile) = (options.Checkpoint, options.BestEpochFile);
        ImmutableArray<KeyValuePair<string, string>> settings = options.Settings(optimizer);
        _file = new TrainerFile(T.Info, T.Program, optimizer, _position, _best, settings);
        _engine = new Engine<T>(_core, optimizer, options, _checks, _weights);
        _use = new ExclusiveUse(nameof(Trainer<>), ExclusiveUse.BusyTrainer, _engine);
        try
        {
            // Where anything above fails, the optimiser stays free for another trainer.
            optimizer.Attach(T.Program.LearnedCount);
            RunAgreement.Require(_engine.Ranks, () => RunFacts.Of(T.Info, optimizer, settings));
        }
        catch (Exception failure)
        {
            _engine.Ranks.Tell(failure);
            _engine.Dispose();
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
