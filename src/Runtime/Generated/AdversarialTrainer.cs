using System.ComponentModel;
using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled.Generated;

/// <summary>An adversarial pair's training, from two networks over the same living parts.</summary>
/// <typeparam name="TGenerator">The generator.</typeparam>
/// <typeparam name="TThrough">The generator and behind it the discriminator, of which nothing is learned.</typeparam>
/// <typeparam name="TDiscriminator">The discriminator with the pair's loss.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class AdversarialTrainer<TGenerator, TThrough, TDiscriminator> : AdversarialTrainer
    where TGenerator : class, INetwork<TGenerator>
    where TThrough : class, INetwork<TThrough>
    where TDiscriminator : class, INetwork<TDiscriminator>
{
    private readonly TGenerator _generator;
    private readonly Trainer<TThrough> _through;
    private readonly Trainer<TDiscriminator> _discriminator;
    private readonly ForwardPass<TGenerator> _forward;
    private readonly ulong _seed;
    private readonly float _least;
    private readonly float _most;
    private GrowingBuffer<float> _noise;
    private GrowingBuffer<float> _generated;
    private GrowingBuffer<float> _batch;
    private float[] _ones = [];
    private float[] _zeros = [];
    private readonly ExclusiveUse _use;
    private int _epochs;

    /// <param name="generator">The generator.</param>
    /// <param name="through">Both, for the generator's steps.</param>
    /// <param name="discriminator">The discriminator, for its own.</param>
    /// <param name="generatorOptimizer">An optimiser of the generator's own.</param>
    /// <param name="discriminatorOptimizer">An optimiser of the discriminator's own.</param>
    /// <param name="options">Threads, seed and more, for both.</param>
    /// <param name="least">The least that the generator can give.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="ArgumentException">The options have an exchange of several ranks.</exception>
    public AdversarialTrainer(
        TGenerator generator, TThrough through, TDiscriminator discriminator, Optimizer generatorOptimizer,
        Optimizer discriminatorOptimizer, TrainerOptions? options, float least, float most)
    {
        RequireFit();
        options ??= new TrainerOptions();
        if (options.Exchange is { Ranks: > 1 })
            throw new ArgumentException(
                "A pair is trained by one process, but the exchange has several; leave TrainerOptions.Exchange out.", nameof(options));
        _generator = generator;
        _through = new Trainer<TThrough>(through, generatorOptimizer, options);
        _discriminator = new Trainer<TDiscriminator>(discriminator, discriminatorOptimizer, options);
        _forward = new ForwardPass<TGenerator>(options.Threads);
        _use = new ExclusiveUse(nameof(AdversarialTrainer), ExclusiveUse.BusyTrainer, _through, _discriminator, _forward);
        _seed = options.Seed;
        (_least, _most) = (least, most);
    }

    /// <inheritdoc/>
    public override long Steps => _through.Steps;

    /// <inheritdoc/>
    public override AdversarialLosses Step(ReadOnlySpan<float> samples)
    {
        _use.Enter();
        try
        {
            return DrawAndStep(samples);
        }
        finally
        {
            _use.Leave();
        }
    }

    /// <inheritdoc/>
    public override AdversarialLosses Step(ReadOnlySpan<float> samples, ReadOnlySpan<float> noise)
    {
        _use.Enter();
        try
        {
            return StepAlone(samples, noise);
        }
        finally
        {
            _use.Leave();
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<AdversarialLosses> Fit(
        ReadOnlyMemory<float> samples, int epochs, int batchSize, Action<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        _use.RequireAlive();
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        int count = Samples(samples.Length);
        if (count < batchSize)
            throw new ArgumentException(
                $"A batch has {batchSize} samples, but there are only {count}; take smaller batches.",
                nameof(batchSize));
        return new Once<AdversarialLosses>(Epochs());

        IEnumerable<AdversarialLosses> Epochs()
        {
            int[] order = new int[count];
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                CounterRandom.Permute(order, _seed, (ulong)_epochs++);
                double generator = 0, real = 0, generated = 0;
                int batches = count / batchSize;
                for (int batch = 0; batch < batches; batch++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    AdversarialLosses losses = StepOn(samples.Span, order.AsSpan(batch * batchSize, batchSize));
                    generator += losses.Generator;
                    real += losses.Real;
                    generated += losses.Generated;
                    progress?.Invoke((batch + 1.0) / batches);
                }
                yield return new AdversarialLosses((float)(generator / batches), (float)(real / batches), (float)(generated / batches));
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _use.Dispose();

    private AdversarialLosses DrawAndStep(ReadOnlySpan<float> samples)
    {
        int count = Samples(samples.Length);
        int length = checked(count * TGenerator.Info.InputLength);
        _noise.Ensure(length);
        var noise = new Span<float>(_noise.Pointer, length);
        Draw(noise, _seed, Steps);
        return StepAlone(samples, noise);
    }

    private AdversarialLosses StepAlone(ReadOnlySpan<float> samples, ReadOnlySpan<float> noise)
    {
        int count = Samples(samples.Length), targets = checked(count * TDiscriminator.Info.OutputLength);
        if (noise.Length != (long)count * TGenerator.Info.InputLength)
            throw new ArgumentException(
                $"{count} samples need noise of {count} × {Messages.Shape(TGenerator.Info.Input)} = " +
                $"{(long)count * TGenerator.Info.InputLength} floats, but {noise.Length} were given.",
                nameof(noise));
        CheckRange(samples);
        if (_ones.Length < targets)
        {
            _ones = new float[targets];
            _zeros = new float[targets];
            Array.Fill(_ones, 1f);
        }
        ReadOnlySpan<float> ones = _ones.AsSpan(0, targets), zeros = _zeros.AsSpan(0, targets);
        _generated.Ensure(samples.Length);
        var generated = new Span<float>(_generated.Pointer, samples.Length);
        fixed (float* from = noise)
            _forward.Run(_generator.Core.Memory.Pointers, from, count, CounterRandom.StepKey(_seed, Steps), _generated.Pointer);
        (float real, float fake) = _discriminator.StepOnBoth(samples, ones, generated, zeros);
        return new AdversarialLosses(_through.Step(noise, ones), real, fake);
    }

    private AdversarialLosses StepOn(ReadOnlySpan<float> samples, ReadOnlySpan<int> rows)
    {
        _use.Enter();
        try
        {
            return DrawAndStep(Gather(samples, rows));
        }
        finally
        {
            _use.Leave();
        }
    }

    private ReadOnlySpan<float> Gather(ReadOnlySpan<float> samples, ReadOnlySpan<int> rows)
    {
        int length = TDiscriminator.Info.InputLength;
        _batch.Ensure(rows.Length * length);
        var batch = new Span<float>(_batch.Pointer, rows.Length * length);
        for (int i = 0; i < rows.Length; i++)
            samples.Slice(rows[i] * length, length).CopyTo(batch[(i * length)..]);
        return batch;
    }

    // The three were generated one by one, perhaps in builds that knew other versions of each other.
    private static void RequireFit()
    {
        NetworkInfo generator = TGenerator.Info, through = TThrough.Info, discriminator = TDiscriminator.Info;
        if (generator.OutputLength != discriminator.InputLength || through.InputLength != generator.InputLength
            || through.OutputLength != discriminator.OutputLength)
            throw new ArgumentException(
                $"{generator.Name} gives {generator.OutputLength} floats and {discriminator.Name} takes {discriminator.InputLength}, " +
                $"but the pair was generated for others; build it again, against the same versions of both.");
        if (TGenerator.Program.Tokens > 0 || TGenerator.Program.Targets != TargetKind.None)
            throw new ArgumentException($"{generator.Name} takes tokens or has a loss of its own, and cannot generate for a pair.");
    }

    private static int Samples(int floats)
    {
        NetworkInfo info = TDiscriminator.Info;
        if (floats == 0 || floats % info.InputLength != 0)
            throw new ArgumentException(
                $"Real samples are of {Messages.Shape(info.Input)} = {info.InputLength} floats each, at least one of them, " +
                $"but {floats} floats were given.",
                "samples");
        return floats / info.InputLength;
    }

    private void CheckRange(ReadOnlySpan<float> samples)
    {
        foreach (float value in samples)
        {
            if (value < _least || value > _most)
                throw new ArgumentException(
                    $"A real sample has {value}, but the generator's last layer gives {_least} to {_most}, " +
                    "so that the discriminator could tell them by that alone; scale the samples to that range.",
                    nameof(samples));
        }
    }
}
