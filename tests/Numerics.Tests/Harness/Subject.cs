using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unrolled.Generated;

namespace Unrolled.Numerics.Tests;

/// <summary>A generated network, of whatever class: parameters in PyTorch's layout, prediction and training.</summary>
internal abstract class Subject
{
    public abstract NetworkInfo Info { get; }

    /// <summary>Sizes of its generated programs.</summary>
    public abstract ProgramInfo Program { get; }

    /// <summary>The parameters as they lie in memory.</summary>
    public abstract Span<float> Parameters { get; }

    public abstract float[] Predict(ReadOnlySpan<float> inputs);

    /// <summary>Predicts a few samples at a time.</summary>
    public float[] PredictInPieces(Batch batch, int samples) =>
        [.. batch.Inputs.Chunk(samples * Info.InputLength).SelectMany(piece => Predict(piece))];

    /// <summary>Predicts batches one after another on several threads.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="plan">How batches are shared out; as the network's size suggests if null.</param>
    /// <param name="batches">The inputs of each.</param>
    public abstract IEnumerable<float[]> PredictOn(int threads, PredictionPlan? plan, params IEnumerable<float[]> batches);

    /// <summary>Trains on the same batch again and again.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="optimizer">A fresh one.</param>
    /// <param name="steps">How often.</param>
    /// <param name="threads">Threads of the trainer.</param>
    /// <param name="seed">Seed of the trainer.</param>
    /// <param name="after">Called after each step.</param>
    /// <returns>The mean loss before each step.</returns>
    public abstract float[] Train(Batch batch, Optimizer optimizer, int steps, int threads = 1, ulong seed = 0, Action? after = null);

    /// <summary>The same on copies of the network, each of them a rank of one run.</summary>
    /// <returns>Each rank's losses, its network, and how many bytes and messages it has sent.</returns>
    public abstract (float[] Losses, Subject Network, long Sent, long Messages)[] TrainOnRanks(
        int ranks, Batch batch, Func<Optimizer> optimizer, int steps, ulong seed = 0);

    /// <summary>The mean loss of a batch as inference sees it, and the share of right labels.</summary>
    public abstract Evaluation Evaluate(Batch batch, int threads = 1);

    /// <summary>One epoch of a trainer that is one step on all samples, each of its weight; all 1 if null.</summary>
    /// <returns>The mean loss before it.</returns>
    public abstract float Fit(Batch batch, float[]? weights, Optimizer optimizer, int threads = 1);

    /// <summary>Probabilities, or null where the network's loss makes none of its outputs.</summary>
    public abstract float[]? Classify(ReadOnlySpan<float> inputs);

    /// <summary>The generated class.</summary>
    public abstract Type Class { get; }

    /// <summary>The network itself.</summary>
    public abstract object Network { get; }

    /// <summary>Feeds a sequence step by step; see <see cref="Streams"/>.</summary>
    /// <param name="inputs">The steps' floats or tokens, one after another.</param>
    /// <param name="steps">How many there are.</param>
    /// <param name="outputs">Floats that each step gives.</param>
    /// <param name="disturb">Whether another stream, from a copy of the state, takes a step before each.</param>
    /// <returns>Every step's outputs.</returns>
    public abstract float[] Stream(float[] inputs, int steps, int outputs, bool disturb);

    /// <summary>Floats that a step hands to the next; 0 where the class takes no single steps.</summary>
    public abstract int StateLength { get; }

    /// <summary>One step of a sequence, by the code behind the class's own method.</summary>
    public abstract void Step(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs);

    /// <summary>The loss's gradient with respect to the samples, by the code behind the class's own method.</summary>
    public abstract (float Loss, float[] Gradients) InputGradient(Batch batch);

    /// <summary>
    /// The gradient of any function of the outputs with respect to the samples, by the code behind the class's own method.
    /// </summary>
    public abstract float[] VectorJacobianProduct(float[] inputs, float[] outputGradients);

    public abstract void Save(string path);

    public abstract void Load(string path);

    /// <summary>A tensor by its name, row-major.</summary>
    public float[] this[string tensor] => Copy(Find(tensor), read: true, new float[Find(tensor).Length]);

    /// <summary>Where each element of a tensor lies in <see cref="Parameters"/>, in row-major order.</summary>
    public static IEnumerable<int> Places(ParameterInfo tensor)
    {
        int[] index = new int[tensor.Shape.Length];
        for (int i = 0; i < tensor.Length; i++)
        {
            yield return tensor.Offset + index.Zip(tensor.Strides, (position, stride) => position * stride).Sum();
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--)
                index[axis] = 0;
        }
    }

    /// <summary>Takes over the oracle's parameters.</summary>
    public void Set(OracleNetwork oracle)
    {
        foreach (var tensor in oracle.Parameters)
            Copy(Find(tensor.Name), read: false, Array.ConvertAll(tensor.Values, value => (float)value));
    }

    /// <summary>
    /// The loss and every gradient, in row-major order by the tensors' names: one step of plain SGD moves the parameters by rate times
    /// the gradient. A rate of 2¹⁶ loses nothing of it beside the parameter, and being a power of two adds no rounding of its own.
    /// </summary>
    public (float Loss, Dictionary<string, double[]> Gradients) Differentiate(Batch batch, int threads = 1, ulong seed = 0)
    {
        var (losses, gradients) = Differentiate(batch, steps: 1, threads, seed);
        return (losses[0], gradients[0]);
    }

    /// <summary>The same in several steps, each from the same parameters.</summary>
    public (float[] Losses, List<Dictionary<string, double[]>> Gradients) Differentiate(Batch batch, int steps, int threads, ulong seed)
    {
        const float rate = 1 << 16;
        float[] before = Parameters.ToArray();
        var gradients = new List<Dictionary<string, double[]>>();
        float[] losses = Train(batch, new Sgd(rate), steps, threads, seed, () =>
        {
            float[] after = Parameters.ToArray();
            before.CopyTo(Parameters);
            gradients.Add(Info.Parameters.Where(t => t.Learned)
                .ToDictionary(t => t.Name, t => Places(t).Select(p => ((double)before[p] - after[p]) / rate).ToArray()));
        });
        return (losses, gradients);
    }

    /// <summary>A hash of the parameters' bits.</summary>
    public string Hash() => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(Parameters)));

    private ParameterInfo Find(string name) => Info.Parameters.SingleOrDefault(p => p.Name == name)
        ?? throw new KeyNotFoundException($"{Info.Name} has no {name}, only {string.Join(", ", Info.Parameters.Select(p => p.Name))}.");

    private float[] Copy(ParameterInfo tensor, bool read, float[] values)
    {
        int i = 0;
        foreach (int place in Places(tensor))
        {
            if (read)
                values[i++] = Parameters[place];
            else
                Parameters[place] = values[i++];
        }
        return values;
    }
}

/// <summary>The same, knowing the class.</summary>
internal sealed class Subject<T>(ulong seed) : Subject where T : class, INetwork<T>
{
    private readonly T _network = (T)Activator.CreateInstance(typeof(T), seed)!;

    public override NetworkInfo Info => T.Info;

    public override ProgramInfo Program => T.Program;

    public override Type Class => typeof(T);

    public override object Network => _network;

    public override Span<float> Parameters => _network.Parameters;

    public override float[] Predict(ReadOnlySpan<float> inputs)
    {
        float[] outputs = new float[inputs.Length / Info.InputLength * Info.OutputLength];
        if (T.Program.Tokens > 0)
            _network.Predict(Array.ConvertAll(inputs.ToArray(), x => (int)x).AsSpan(), outputs);
        else
            _network.Predict(inputs, outputs);
        return outputs;
    }

    public override IEnumerable<float[]> PredictOn(int threads, PredictionPlan? plan, params IEnumerable<float[]> batches)
    {
        using var predictor = plan is { } given ? new BatchPredictor<T>(_network, threads, given) : new(_network, threads);
        foreach (float[] inputs in batches)
        {
            float[] outputs = new float[inputs.Length / Info.InputLength * Info.OutputLength];
            if (T.Program.Tokens > 0)
                predictor.Predict(Array.ConvertAll(inputs, x => (int)x), outputs);
            else
                predictor.Predict(inputs, outputs);
            yield return outputs;
        }
    }

    public override float[]? Classify(ReadOnlySpan<float> inputs)
    {
        float[] probabilities = new float[inputs.Length / Info.InputLength * Info.OutputLength];
        try
        {
            _network.Classify(inputs, probabilities);
            return probabilities;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public override int StateLength => typeof(T).GetNestedType("State")?.GetCustomAttribute<InlineArrayAttribute>()!.Length ?? 0;

    public override void Step(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        if (T.Program.Tokens > 0)
            _network.Core.Step([(int)inputs[0]], state, outputs);
        else
            _network.Core.Step(inputs, state, outputs);
    }

    public override (float Loss, float[] Gradients) InputGradient(Batch batch)
    {
        float[] gradients = new float[batch.Inputs.Length];
        float loss = batch.Labels is { } labels
            ? _network.Core.InputGradient(batch.Inputs, labels, gradients)
            : _network.Core.InputGradient(batch.Inputs, batch.Values!, gradients);
        return (loss, gradients);
    }

    public override float[] VectorJacobianProduct(float[] inputs, float[] outputGradients)
    {
        float[] gradients = new float[inputs.Length];
        _network.Core.VectorJacobianProduct(inputs, outputGradients, gradients);
        return gradients;
    }

    public override void Save(string path) => _network.Save(path);

    public override void Load(string path) => _network.Load(path);

    public override float[] Stream(float[] inputs, int steps, int outputs, bool disturb)
    {
        var run = typeof(T).Assembly.GetType($"{typeof(T).FullName}{Streams.Suffix}", throwOnError: true)!.GetMethod(Streams.Method)!;
        return T.Program.Tokens > 0
            ? run.CreateDelegate<Func<T, int[], int, int, bool, float[]>>()(
                _network, Array.ConvertAll(inputs, x => (int)x), steps, outputs, disturb)
            : run.CreateDelegate<Func<T, float[], int, int, bool, float[]>>()(_network, inputs, steps, outputs, disturb);
    }

    public override Evaluation Evaluate(Batch batch, int threads = 1)
    {
        using var trainer = new Trainer<T>(_network, new Sgd(1), Options(batch, threads));
        return trainer.Evaluate(Data(batch));
    }

    /// <summary>The mean loss of one epoch that is one step on weighted samples.</summary>
    public override float Fit(Batch batch, float[]? weights, Optimizer optimizer, int threads = 1)
    {
        using var trainer = new Trainer<T>(_network, optimizer, Options(batch, threads));
        Dataset data = Data(batch);
        return trainer.Fit(weights is null ? data : data.Weighted(weights), 1, batch.Count).Single().Loss;
    }

    private static TrainerOptions Options(Batch batch, int threads, ulong seed = 0, IGradientExchange? exchange = null) =>
        new() { Threads = threads, Seed = seed, ClassWeights = [.. batch.ClassWeights ?? []], Exchange = exchange };

    private static Dataset Data(Batch batch)
    {
        int inputs = T.Info.InputLength;
        return (T.Program.Tokens > 0, batch.Labels) switch
        {
            (true, { } labels) => new(batch.Tokens, inputs, labels),
            (true, null) => new(batch.Tokens, inputs, batch.Values!, T.Info.OutputLength),
            (false, { } labels) => new(batch.Inputs, inputs, labels),
            (false, null) => new(batch.Inputs, inputs, batch.Values!, T.Info.OutputLength),
        };
    }

    public override (float[] Losses, Subject Network, long Sent, long Messages)[] TrainOnRanks(
        int ranks, Batch batch, Func<Optimizer> optimizer, int steps, ulong seed = 0)
    {
        float[] parameters = Parameters.ToArray();
        return Unrolled.Tests.ThreadExchange.Run(ranks, exchange =>
        {
            var own = new Subject<T>(0);
            parameters.CopyTo(own.Parameters);
            float[] losses = own.Train(batch, optimizer(), steps, threads: 1, seed, exchange: exchange);
            return (losses, (Subject)own, exchange.Sent, exchange.Messages);
        });
    }

    public override float[] Train(Batch batch, Optimizer optimizer, int steps, int threads = 1, ulong seed = 0, Action? after = null) =>
        Train(batch, optimizer, steps, threads, seed, after, exchange: null);

    private float[] Train(
        Batch batch, Optimizer optimizer, int steps, int threads, ulong seed, Action? after = null, IGradientExchange? exchange = null)
    {
        using var trainer = new Trainer<T>(_network, optimizer, Options(batch, threads, seed, exchange));
        float[] losses = new float[steps];
        for (int step = 0; step < steps; step++)
        {
            losses[step] = (T.Program.Tokens > 0, batch.Labels) switch
            {
                (true, { } labels) => trainer.Step(batch.Tokens, labels),
                (true, null) => trainer.Step(batch.Tokens, batch.Values!),
                (false, { } labels) => trainer.Step(batch.Inputs, labels),
                (false, null) => trainer.Step(batch.Inputs, batch.Values!),
            };
            after?.Invoke();
        }
        return losses;
    }
}
