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
    private const int Idle = 0;
    private const int Busy = 1;

    private readonly T _network;
    private readonly Optimizer _optimizer;
    private readonly Schedule? _schedule;
    private readonly ulong _seed;
    private readonly double _maxNorm;
    private readonly int _slottedCount = T.Program.SlottedCount;
    private readonly int _learnedCount = T.Program.LearnedCount;
    private readonly int _chunkStride = T.Program.ChunkStride;
    private readonly BatchChecks _checks = new(T.Info, T.Program);
    private readonly GradientPass<T> _gradients;
    private readonly GradientNorm _norm;
    private readonly UpdatePass _update;
    private readonly EmbeddingPass[] _tables;
    private readonly EvaluationPass<T> _evaluation;
    private readonly WorkerPool _workers;
    private readonly FitPosition _position = new();
    private readonly BestEpoch? _best;
    private readonly TrainerFile _file;
    private int _state;
    private volatile bool _disposed;

    /// <summary>Prepares training; threads start, memory comes with the first batch.</summary>
    /// <param name="network">The network to train; it must have a loss.</param>
    /// <param name="optimizer">An optimiser that serves no other trainer.</param>
    /// <param name="options">Threads, seed and more; defaults if left out.</param>
    /// <exception cref="ArgumentException">The network has no loss.</exception>
    /// <exception cref="InvalidOperationException">The optimiser serves another trainer.</exception>
    public Trainer(T network, Optimizer optimizer, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (T.Program.Targets == TargetKind.None)
            throw new ArgumentException(
                $"{T.Info.Name} has no loss and cannot be trained; put one, such as [SoftmaxCrossEntropy], behind its last layer.", nameof(network));
        options ??= new TrainerOptions();
        optimizer.Attach(_learnedCount);
        _network = network;
        _optimizer = optimizer;
        _schedule = options.Schedule;
        _seed = options.Seed;
        _maxNorm = options.MaxNorm;
        var slots = new GradientSlots(_slottedCount, _learnedCount);
        var arenas = new Arena[options.Threads];
        for (int i = 0; i < arenas.Length; i++)
            arenas[i] = new Arena(T.Info.InputLength);
        _gradients = new GradientPass<T>(arenas, slots);
        _norm = new GradientNorm(slots, _learnedCount);
        _update = new UpdatePass(optimizer, slots, new Regularization(T.Info, T.Program), LearnedPlaces.Of(T.Program), _learnedCount);
        _tables = [.. T.Program.Embeddings.Select(table => new EmbeddingPass(table, slots, T.Info.InputLength))];
        _evaluation = new EvaluationPass<T>(arenas);
        _best = options.EarlyStopping is null ? null : new BestEpoch(options.EarlyStopping, T.Info.ParameterCount);
        _file = new TrainerFile(T.Info, T.Program, optimizer, _position, _best, options.Settings(optimizer));
        _workers = new WorkerPool(options.Threads);
    }

    /// <summary>Optimiser steps taken, in <see cref="Fit"/> and otherwise.</summary>
    public long Steps => _optimizer.Steps;

    /// <summary>Epochs that <see cref="Fit"/> has completed.</summary>
    public int Epochs => _position.Epochs;

    /// <summary>
    /// One optimiser step on one batch. Nothing is allocated after the largest batch so far. A loss that is not finite is returned as it is, and
    /// has reached the parameters.
    /// </summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="labels">Each sample's class, or one for each of its steps; -100 is ignored.</param>
    /// <returns>The mean loss before the step, over the labels that are not ignored.</returns>
    /// <exception cref="ArgumentException">A length does not fit, a label is out of range, or all are ignored; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, its loss wants float targets, or the trainer is in use by another thread.</exception>
    public float Step(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        Enter();
        try
        {
            fixed (float* from = inputs)
                return Step(from, _checks.Samples(inputs), labels);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>As <see cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>, for networks of tokens.</summary>
    /// <param name="tokens"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="labels">Each sample's class, or one for each of its steps; -100 is ignored.</param>
    /// <returns>The mean loss before the step, over the labels that are not ignored.</returns>
    /// <exception cref="ArgumentException">A length does not fit, a token or label is out of range, or all labels are ignored; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network takes floats, its loss wants float targets, or the trainer is in use by another thread.</exception>
    public float Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels)
    {
        Enter();
        try
        {
            fixed (int* from = tokens)
                return Step((float*)from, _checks.Samples(tokens), labels);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// One optimiser step on one batch. Nothing is allocated after the largest batch so far. A loss that is not finite is returned as it is, and
    /// has reached the parameters.
    /// </summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="targets"><c>[samples, OutputLength]</c>; for a loss over classes, probabilities.</param>
    /// <returns>The mean loss before the step, over all targets (over samples and steps, for a loss over classes).</returns>
    /// <exception cref="ArgumentException">A length does not fit; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, or the trainer is in use by another thread.</exception>
    public float Step(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            fixed (float* from = inputs)
                return Step(from, _checks.Samples(inputs), targets);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>As <see cref="Step(ReadOnlySpan{float}, ReadOnlySpan{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens"><c>[samples, InputLength]</c>, at least one sample.</param>
    /// <param name="targets"><c>[samples, OutputLength]</c>; for a loss over classes, probabilities.</param>
    /// <returns>The mean loss before the step.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network takes floats, or the trainer is in use by another thread.</exception>
    public float Step(ReadOnlySpan<int> tokens, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            fixed (int* from = tokens)
                return Step((float*)from, _checks.Samples(tokens), targets);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Trains lazily: each epoch runs when the loop asks for it. Every epoch has its own order of samples, which follows from the seed and from how
    /// many epochs this trainer has run. The last batch takes what remains; a batch whose labels are all ignored is passed over. Where an exception of
    /// <paramref name="progress"/> left an epoch in its middle, the next call goes on with that epoch's next batch.
    /// </summary>
    /// <param name="data">The training samples; to continue an epoch, the same ones in batches of the same size.</param>
    /// <param name="epochs">Passes over them, at least 0; an epoch that is continued counts as one.</param>
    /// <param name="batchSize">Samples in a step, at least 1.</param>
    /// <param name="progress">Called after each batch, on the caller's thread.</param>
    /// <param name="validation">
    /// Samples to evaluate the network on after each epoch, and not to learn from. With <see cref="TrainerOptions.EarlyStopping"/> their loss
    /// decides which epoch was the best: the network has that epoch's parameters when the last epoch's result is returned, or that of the epoch
    /// where patience ran out. No epoch follows that one, in further calls neither.
    /// </param>
    /// <exception cref="ArgumentException">The samples do not fit the network, a label is out of range, or all are ignored.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network's loss wants the other kind of targets, or an epoch stands in its middle that was not over such data and batches.
    /// </exception>
    /// <exception cref="NonFiniteLossException">While it runs: the loss became NaN or infinite.</exception>
    public IEnumerable<EpochResult> Fit(Dataset data, int epochs, int batchSize, Action<FitProgress>? progress = null, Dataset? validation = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _checks.Data(data);
        if (validation is not null)
            _checks.Data(validation);
        else if (_best is not null)
            throw new ArgumentException(
                "Early stopping watches the loss on validation samples; pass some, such as the second part of data.Split.", nameof(validation));
        batchSize = Math.Min(batchSize, data.Count);
        _position.Require(data.Count, batchSize);
        return new FitLoop<T>(this, _position, _best, data, epochs, batchSize, progress, validation).Epochs();
    }

    /// <summary>Loss and accuracy on a dataset, without learning from it.</summary>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The samples do not fit the network, a label is out of range, or all are ignored.</exception>
    /// <exception cref="InvalidOperationException">The network's loss wants the other kind of targets.</exception>
    public Evaluation Evaluate(Dataset data)
    {
        Enter();
        try
        {
            long counted = _checks.Data(data);
            fixed (float* from = data.Inputs, values = data.Targets)
            fixed (int* tokens = data.Tokens, labels = data.Labels)
                return Evaluate(BatchOf(data, from, tokens, labels, values, null, data.Count, counted));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Stops the threads; the network stays as trained. Further calls do nothing.</summary>
    public void Dispose()
    {
        _disposed = true;
        // While a step runs on another thread, that thread stops the workers when it leaves.
        if (Interlocked.CompareExchange(ref _state, Idle, Idle) == Idle)
            _workers.Dispose();
    }

    /// <summary>The order of the running epoch.</summary>
    internal void Shuffle(Span<int> order) => CounterRandom.Permute(order, _seed, (ulong)_position.Epochs);

    /// <summary>Compares an epoch with the best one, whose parameters the network gets where no other follows.</summary>
    internal void Judge(BestEpoch best, double loss, bool last)
    {
        best.Observe(loss, _network.Core.Memory.CopyTo);
        if (last || best.Stopped)
            best.CopyTo(_network.Core.Memory.CopyFrom);
    }

    /// <summary>One step on some rows of a checked dataset, not taken if its loss is not finite.</summary>
    /// <returns>The mean loss, and over how many targets; both 0 where none counts.</returns>
    internal (double Loss, long Counted) StepOn(Dataset data, ReadOnlySpan<int> rows)
    {
        Enter();
        try
        {
            long counted = data.HasLabels ? CountLabels(data, rows) : (long)rows.Length * T.Program.TargetLength;
            if (counted == 0)
                return (0, 0);
            fixed (float* from = data.Inputs, values = data.Targets)
            fixed (int* tokens = data.Tokens, labels = data.Labels, order = rows)
                return (Train(BatchOf(data, from, tokens, labels, values, order, rows.Length, counted), finiteOnly: true), counted);
        }
        finally
        {
            Leave();
        }
    }

    private static long CountLabels(Dataset data, ReadOnlySpan<int> rows)
    {
        long ignored = 0;
        foreach (int row in rows)
            ignored += data.Labels.Slice(row * data.TargetLength, data.TargetLength).Count(Lanes.Ignored);
        return (long)rows.Length * data.TargetLength - ignored;
    }

    private static Batch BatchOf(Dataset data, float* inputs, int* tokens, int* labels, float* values, int* order, int samples, long counted) => new(
        data.HasTokens ? (float*)tokens : inputs, data.HasLabels ? labels : values, data.TargetLength, order, samples, counted,
        distributions: !data.HasLabels && T.Program.Targets == TargetKind.Labels);

    private float Step(float* inputs, int samples, ReadOnlySpan<int> labels)
    {
        long counted = _checks.Labels(labels, samples);
        fixed (int* to = labels)
            return (float)Train(new Batch(inputs, to, T.Program.TargetLength, null, samples, counted), finiteOnly: false);
    }

    private float Step(float* inputs, int samples, ReadOnlySpan<float> targets)
    {
        long counted = _checks.Targets(targets, samples);
        fixed (float* to = targets)
            return (float)Train(new Batch(inputs, to, targets.Length / samples, null, samples, counted, distributions: T.Program.Targets == TargetKind.Labels), finiteOnly: false);
    }

    private double Train(in Batch batch, bool finiteOnly)
    {
        int slots = Differentiate(batch, Steps, out double loss);
        if (finiteOnly && !double.IsFinite(loss))
            return loss;
        if (T.Program.Phases > 1)
            _gradients.Finish();
        foreach (EmbeddingPass table in _tables)
            _workers.Run(table, table.Prepare(batch, _gradients.BatchValues, T.Program.BatchStride, _workers.Participants(int.MaxValue)));
        Update(_network.Core.Memory, slots);
        return loss;
    }

    /// <summary>Forward and backward, with the random numbers of one draw; tells how many slots hold the gradients.</summary>
    private int Differentiate(in Batch batch, long draw, out double loss)
    {
        var plan = ChunkPlan.For(batch.Samples, _slottedCount, _chunkStride);
        _gradients.Prepare(_network.Core.Memory.Pointers, batch, plan, CounterRandom.StepKey(_seed, draw), _workers);
        _gradients.Run(_workers);
        loss = _gradients.Loss();
        return plan.Slots;
    }

    private void Update(ParameterMemory parameters, int slots)
    {
        double factor = _schedule?.Checked(Steps, Epochs) ?? 1;
        float scale = 1;
        if (double.IsFinite(_maxNorm))
        {
            _norm.Prepare(slots);
            _workers.Run(_norm, _update.Blocks);
            // The slots' sum lies in the first one now.
            slots = 1;
            scale = _norm.Coefficient(_maxNorm);
        }
        _update.Prepare(parameters, slots, scale, factor);
        _workers.Run(_update, _update.Blocks, UpdatePass.BlocksWorthAThread);
    }

    private Evaluation Evaluate(in Batch batch)
    {
        int groups = ChunkPlan.For(batch.Samples, _slottedCount, _chunkStride).Groups;
        _evaluation.Prepare(_network.Core.Memory.Pointers, batch, groups, _workers.Participants(groups));
        _workers.Run(_evaluation, groups);
        float accuracy = T.Program.Targets == TargetKind.Labels ? (float)((double)_evaluation.Correct / batch.Counted) : float.NaN;
        return new Evaluation((float)_evaluation.Loss(), accuracy, batch.Samples);
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Interlocked.CompareExchange(ref _state, Busy, Idle) != Idle)
            throw new InvalidOperationException(
                "This trainer is in use by another thread, and runs one step or evaluation at a time; give each thread its own network and trainer.");
        // From here on Dispose leaves the workers to this thread; it may have stopped them just before.
        if (_disposed)
        {
            Leave();
            throw new ObjectDisposedException(nameof(Trainer<>));
        }
    }

    private void Leave()
    {
        Interlocked.Exchange(ref _state, Idle);
        if (_disposed)
            _workers.Dispose();
    }
}
