namespace Unrolled.Benchmarks.Peers;

/// <summary>RTNeural's layers, one time step at a call, against ONNX Runtime with the state as an input and an output.</summary>
internal sealed record RtNeural() : Workload("rtneural")
{
    private const int Length = 32;

    private delegate void Step(ReadOnlySpan<float> inputs, Span<float> outputs);

    public override void Run(Selection selection)
    {
        // All its rows are of one sample and one thread.
        if (selection.Prediction && selection.Rows([1]).Contains((1, 1)))
            Layers(selection.Rounds);
    }

    private static void Layers(int rounds)
    {
        Layer<Dense8>("dense-8", n => n.Predict, new Dense8(1));
        Layer<Dense16>("dense-16", n => n.Predict, new Dense16(1));
        Layer<Dense32>("dense-32", n => n.Predict, new Dense32(1));
        Layer<Dense64>("dense-64", n => n.Predict, new Dense64(1));
        Layer<Gru8>("gru-8", n => { Gru8.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Gru8(1));
        Layer<Gru16>("gru-16", n => { Gru16.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Gru16(1));
        Layer<Gru32>("gru-32", n => { Gru32.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Gru32(1));
        Layer<Gru64>("gru-64", n => { Gru64.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Gru64(1));
        Layer<Lstm8>("lstm-8", n => { Lstm8.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Lstm8(1));
        Layer<Lstm16>("lstm-16", n => { Lstm16.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Lstm16(1));
        Layer<Lstm32>("lstm-32", n => { Lstm32.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Lstm32(1));
        Layer<Lstm64>("lstm-64", n => { Lstm64.State state = default; return (x, y) => n.Step(x, ref state, y); }, new Lstm64(1));

        void Layer<T>(string name, Func<T, Step> start, T network) where T : class, INetwork<T> =>
            Measure(name, !name.StartsWith("dense", StringComparison.Ordinal), start, network, rounds);
    }

    private static void Measure<T>(string name, bool isRecurrent, Func<T, Step> start, T network, int rounds)
        where T : class, INetwork<T>
    {
        int width = T.Info.Output[^1];
        var random = new Random(3);
        float[] signal = [.. Enumerable.Range(0, Length * width).Select(_ => random.NextSingle() * 2 - 1)];
        float[] ours = new float[Length * width], theirs = new float[Length * width], x = new float[width];

        byte[] model = OnnxRun.Model(network);
        (byte[] stepped, string[] names) = isRecurrent ? OnnxStep.Of(model, width) : (model, []);
        using var session = new OnnxRun(stepped, threads: 1, batch: 1);
        Action<int> peer;
        float[] y = isRecurrent ? [] : new float[width];
        if (!isRecurrent)
        {
            Action run = session.Bind([(OnnxRun.Input, x, [1, width])], [(OnnxRun.Output, y, [1, width])]);
            peer = _ => run();
        }
        else
        {
            // Two bindings by turns: what one call writes as its state, the next one reads.
            float[][][] states = [[.. names.Select(_ => new float[width])], [.. names.Select(_ => new float[width])]];
            Action[] turns = [.. Enumerable.Range(0, 2).Select(turn => session.Bind(
                [(OnnxRun.Input, x, [1, 1, width]), .. names.Select((n, i) => (n + "0", states[turn][i], new long[] { 1, 1, width }))],
                [.. names.Select((n, i) => (n, states[1 - turn][i], new long[] { 1, 1, width }))]))];
            peer = step => { turns[step & 1](); y = states[1 - (step & 1)][0]; };
        }

        void Ours(Step step)
        {
            for (int t = 0; t < Length; t++)
                step(signal.AsSpan(t * width, width), ours.AsSpan(t * width, width));
        }

        void Theirs()
        {
            for (int t = 0; t < Length; t++)
            {
                signal.AsSpan(t * width, width).CopyTo(x);
                peer(t);
                y.CopyTo(theirs.AsSpan(t * width, width));
            }
        }

        Ours(start(network));
        Theirs();
        Report.Same(name, "outputs", ours, theirs, 1e-4f);
        Step own = start(network);
        var (first, second) = Timing.ByTurns(() => Ours(own), Theirs, rounds);
        Report.Row("rtneural-" + name, 1, 1, first.Per(Length), "ONNXRuntime", second.Per(Length));
    }
}
