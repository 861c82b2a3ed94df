using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>One network in three libraries with the same parameters, trained and run on the same data.</summary>
internal sealed record Workload<T>(string Name, Func<nn.Module<Tensor, Tensor>> Torch, Action<OnnxLayers> Onnx) where T : class, INetwork<T>
{
    private float _sink;

    public required int[] Batches { get; init; }

    public bool Adam { get; init; } = true;

    /// <summary>Whether training drops values at random, so that losses cannot be compared.</summary>
    public bool Drops { get; init; }

    /// <summary>Makes targets from inputs and the length of an output; random ones, or labels, otherwise.</summary>
    public Func<float[], int, float[]>? Target { get; init; }

    public void Run(Func<ulong, T> make)
    {
        if (TorchAvailable.Check())
        {
            foreach (int batch in Batches)
            {
                foreach (int threads in (int[])[1, 2])
                    Training(make(1), batch, threads);
            }
        }

        foreach (int batch in (int[])[1, 16, 64])
        {
            foreach (int threads in (int[])[1, 2])
                Prediction(make(1), batch, threads);
        }

        if (!float.IsFinite(_sink))
            throw new InvalidOperationException($"{Name}: a loss was not finite.");
    }

    private void Training(T network, int batch, int threads)
    {
        set_num_threads(threads);
        (float[] inputs, float[]? targets, int[]? labels) = Data(batch);
        using var theirs = new TorchRun(Torch(), NamedTensor.Of(network), Adam, inputs, [batch, .. T.Info.Input.Select(e => (long)e)], labels, targets);
        using var trainer = new Trainer<T>(network, Adam ? new Adam(1e-3f) : new Sgd(1e-3f), new TrainerOptions { Threads = threads });
        float Ours() => labels is null ? trainer.Step(inputs, targets!) : trainer.Step(inputs, labels);
        if (!HasStatistics)
            Report.Same(Name, "predictions", Predict(network, inputs, batch), theirs.Predict(), 1e-4f);
        for (int step = 0; step < 3; step++)
        {
            float loss = Ours(), theirLoss = theirs.Step();
            if (!Drops)
                Report.Same(Name, $"losses of step {step}", [loss], [theirLoss], 1e-3f);
        }

        var (ours, peer) = Timing.ByTurns(() => _sink += Ours(), () => _sink += theirs.Step());
        Report.Row(Name, batch, threads, ours.Per(batch), "TorchSharp", peer.Per(batch));
    }

    private void Prediction(T network, int batch, int threads)
    {
        (float[] inputs, _, _) = Data(batch);
        float[] ours = new float[batch * T.Info.OutputLength], theirs = new float[ours.Length];
        var model = new OnnxModel();
        long[] inputShape = [batch, .. T.Info.Input.Select(e => (long)e)], outputShape = [batch, .. T.Info.Output.Select(e => (long)e)];
        model.Input("x", inputShape);
        Onnx(new OnnxLayers(model, NamedTensor.Of(network), batch));
        model.Output(model.Last, outputShape);
        using var session = new OnnxRun(model.ToArray(Name), threads);
        Action peer = session.Bind([("x", inputs, inputShape)], [(model.Last, theirs, outputShape)]);
        using var predictor = new BatchPredictor<T>(network, threads);
        Action run = threads == 1 ? () => network.Predict(inputs, ours) : () => predictor.Predict(inputs, ours);
        run();
        peer();
        Report.Same(Name, "predictions", ours, theirs, 1e-4f);
        var (first, second) = Timing.ByTurns(run, peer);
        _sink += ours[0] + theirs[0];
        Report.Row(Name, batch, threads, first.Per(batch), "ONNXRuntime", second.Per(batch));
    }

    // Batch normalisation makes another prediction in training than before it.
    private static bool HasStatistics => T.Info.Parameters.Any(p => !p.Learned);

    private static float[] Predict(T network, float[] inputs, int batch)
    {
        float[] outputs = new float[batch * T.Info.OutputLength];
        network.Predict(inputs, outputs);
        return outputs;
    }

    private (float[] Inputs, float[]? Targets, int[]? Labels) Data(int batch)
    {
        var random = new Random(7);
        float[] inputs = [.. Enumerable.Range(0, batch * T.Info.InputLength).Select(_ => Normal(random))];
        if (Target is not null)
            return (inputs, Target(inputs, T.Info.OutputLength), null);
        if (T.Info.Layers[^1].Declaration.StartsWith("SoftmaxCrossEntropy", StringComparison.Ordinal))
            return (inputs, null, [.. Enumerable.Range(0, batch).Select(_ => random.Next(T.Info.OutputLength))]);
        return (inputs, [.. Enumerable.Range(0, batch * T.Info.OutputLength).Select(_ => Normal(random))], null);
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
