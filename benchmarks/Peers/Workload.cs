using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>What the command <c>peers</c> runs by a name.</summary>
internal abstract record Workload(string Name)
{
    /// <summary>Measures and prints the rows that are asked for.</summary>
    public abstract void Run(Selection selection);
}

/// <summary>One network in three libraries with the same parameters, trained and run on the same data.</summary>
internal sealed record Workload<T>(string Name, Func<ulong, T> Make) : Workload(Name) where T : class, INetwork<T>
{
    private static readonly int[] PredictedBatches = [1, 16, 64];

    private float _sink;

    /// <summary>The network in TorchSharp, its parameters in the order of ours.</summary>
    public required Func<nn.Module<Tensor, Tensor>> Torch { get; init; }

    /// <summary>The batches of training.</summary>
    public int[] Batches { get; init; } = [16, 64, 256];

    public bool Adam { get; init; } = true;

    /// <summary>Whether training drops values at random, so that losses cannot be compared.</summary>
    public bool Drops { get; init; }

    /// <summary>
    /// How far gradients as a whole, and losses after steps, may lie apart, as a fraction. Sums alone round by less than
    /// a ten-thousandth; behind a normalisation rounding also decides whether ReLUs with inputs near zero let a gradient
    /// pass.
    /// </summary>
    public float Tolerance { get; init; } = 1e-3f;

    /// <summary>Makes targets from inputs and the length of an output; random ones, or labels, otherwise.</summary>
    public Func<float[], int, float[]>? Target { get; init; }

    public override void Run(Selection selection)
    {
        if (selection.Training)
        {
            foreach ((int batch, int threads) in selection.Rows(Batches))
                Training(Make(1), batch, threads, selection.Rounds);
        }

        if (selection.Prediction)
        {
            foreach ((int batch, int threads) in selection.Rows(PredictedBatches))
                Prediction(Settled(), batch, threads, selection.Rounds);
        }

        if (!float.IsFinite(_sink))
            throw new InvalidOperationException($"{Name}: a loss was not finite.");
    }

    private void Training(T network, int batch, int threads, int rounds)
    {
        set_num_threads(threads);
        WorkloadData data = Sample(batch);
        if (!Drops)
            SameGradients(data, threads);
        using var theirs = new TorchRun(Torch(), NamedTensor.Of(network), PeerOptimizer, data);
        using var trainer = new Trainer<T>(network, Optimizer(), new TrainerOptions { Threads = threads });
        float[] predictions = new float[batch * T.Info.OutputLength];
        network.Predict(data.Inputs, predictions);
        Report.Same(Name, "predictions", predictions, theirs.Predict(), 1e-4f);
        for (int step = 0; step < 3; step++)
        {
            float loss = data.Step(trainer), theirLoss = theirs.Step();
            if (!Drops)
                Report.Same(Name, $"losses of step {step}", [loss], [theirLoss], step == 0 ? 1e-4f : Tolerance);
        }

        var (ours, peer) = Timing.ByTurns(() => _sink += data.Step(trainer), () => _sink += theirs.Step(), rounds, threads);
        Report.Row(Name, batch, threads, ours.Per(batch), "TorchSharp", peer.Per(batch));
    }

    /// <summary>
    /// Compares what a step of plain descent at a rate of 1 takes off the parameters: the gradients, before Adam makes
    /// steps of one length of them.
    /// </summary>
    private void SameGradients(WorkloadData data, int threads)
    {
        T network = Make(1);
        NamedTensor[] before = NamedTensor.Of(network);
        using var theirs = new TorchRun(Torch(), before, parameters => optim.SGD(parameters, 1), data);
        using var trainer = new Trainer<T>(network, new Sgd(1), new TrainerOptions { Threads = threads });
        data.Step(trainer);
        theirs.Step();
        float[] start = Learned(before), ours = Learned(NamedTensor.Of(network)), peers = theirs.Parameters();
        for (int i = 0; i < start.Length; i++)
            (ours[i], peers[i]) = (start[i] - ours[i], start[i] - peers[i]);
        Report.Near(Name, "gradients", ours, peers, Tolerance);
    }

    private static float[] Learned(NamedTensor[] tensors) => [.. tensors.Where(t => t.Learned).SelectMany(t => t.Values)];

    private void Prediction(T network, int batch, int threads, int rounds)
    {
        (float[] inputs, long[] inputShape, _, _) = Sample(batch);
        float[] ours = new float[batch * T.Info.OutputLength], theirs = new float[ours.Length];
        long[] outputShape = [batch, .. T.Info.Output.Select(e => (long)e)];
        using var session = new OnnxRun(OnnxRun.Model(network), threads, batch);
        Action peer = session.Bind([(OnnxRun.Input, inputs, inputShape)], [(OnnxRun.Output, theirs, outputShape)]);
        using var predictor = new BatchPredictor<T>(network, threads);
        Action own = threads == 1 ? () => network.Predict(inputs, ours) : () => predictor.Predict(inputs, ours);
        own();
        peer();
        Report.Same(Name, "predictions", ours, theirs, 1e-4f);
        var (first, second) = Timing.ByTurns(own, peer, rounds, threads);
        _sink += ours[0] + theirs[0];
        Report.Row(Name, batch, threads, first.Per(batch), "ONNXRuntime", second.Per(batch));
    }

    /// <summary>
    /// A network whose normalisations have statistics of some steps: a new one's change nothing, and whether they were
    /// folded rightly would not show.
    /// </summary>
    private T Settled()
    {
        const int Batch = 32, Steps = 3;
        T network = Make(1);
        if (T.Info.Parameters.All(p => p.Learned))
            return network;
        using var trainer = new Trainer<T>(network, Optimizer(), new TrainerOptions { Threads = 1 });
        WorkloadData data = Sample(Batch);
        for (int step = 0; step < Steps; step++)
            data.Step(trainer);
        return network;
    }

    private Optimizer Optimizer() => Adam ? new Adam(1e-3f) : new Sgd(1e-3f);

    private optim.Optimizer PeerOptimizer(IEnumerable<TorchSharp.Modules.Parameter> parameters) =>
        Adam ? optim.Adam(parameters, 1e-3) : optim.SGD(parameters, 1e-3);

    private WorkloadData Sample(int batch) => WorkloadData.Sample<T>(batch, Target);
}
