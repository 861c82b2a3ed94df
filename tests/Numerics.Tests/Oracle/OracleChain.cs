namespace Unrolled.Numerics.Tests;

/// <summary>
/// Layers one after another, where some take what an earlier one gave. In training it remembers what each pass saw, for the pass back.
/// </summary>
internal sealed class OracleChain : OracleBatchLayer
{
    private readonly List<(OracleLayer Layer, int[] Sources)> _layers = [];
    private readonly Stack<List<double[][]>> _passes = [];

    private OracleChain(List<(OracleLayer, int[])> layers, int[] output, OracleAxes axes) : base(output) =>
        (_layers, Axes) = (layers, axes);

    /// <summary>The shapes that the layers give, one after another.</summary>
    public IEnumerable<int[]> Shapes => _layers.Select(l => l.Layer.Output);

    /// <summary>What two axes of the output stand for.</summary>
    public OracleAxes Axes { get; }

    /// <summary>Rounding errors to put on what each layer gives, if any.</summary>
    public OracleNoise? Noise { get; set; }

    public override IEnumerable<OracleTensor> Parameters => _layers.SelectMany(l => l.Layer.Parameters);

    public override IEnumerable<OracleLayer> Inside => _layers.SelectMany(l => l.Layer.Inside.Prepend(l.Layer));

    /// <param name="layers">The attributes, without a loss.</param>
    /// <param name="prefix">What stands before the layers' names.</param>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="axes">What two axes of the input stand for.</param>
    /// <param name="network">What holds for all layers.</param>
    public static OracleChain Of(IReadOnlyList<Layer> layers, string prefix, int[] input, OracleAxes axes, Network network)
    {
        var steps = new List<(OracleLayer, int[])>();
        var shapes = new List<int[]> { input };
        var meanings = new List<OracleAxes> { axes };
        var named = new Dictionary<string, int>();
        foreach (var (layer, name) in layers.Zip(LayerNames.Of(layers)))
        {
            int before = layer.From is null ? steps.Count : Named(layer, layer.From);
            int[] sources = layer is JoinLayer join ? [before, .. join.Names.Select(n => Named(layer, n))] : [before];
            int[][] inputs = [.. sources.Select(s => shapes[s])];
            meanings[before].Admit(layer, shapes[before]);
            // Of values that are joined, the first of the most axes tells what these mean.
            int widest = sources.MaxBy(s => shapes[s].Length);
            foreach (int source in sources.Where(s => layer is not MatMul && shapes[s].Length == shapes[widest].Length))
                Join(layer, meanings[widest], meanings[source], shapes[source]);
            OracleLayer step = layer switch
            {
                CompositeLayer composite => OracleComposite.Of(composite, prefix + name, shapes[before], meanings[before], network),
                MatMul product => new OracleMatMul(product, inputs[0], inputs[1]),
                Concat => OracleConcat.Of(inputs, meanings[before]),
                JoinLayer elements => OracleElementJoin.Of(elements, inputs, meanings[widest]),
                _ => OracleLayer.Create(layer, prefix + name, shapes[before], meanings[before].ChannelsFirst == true),
            };
            if (layer is WeightedLayer weighted)
                Mark(weighted, network, step);
            steps.Add((step, sources));
            shapes.Add(step.Output);
            meanings.Add(layer is CompositeLayer ? AxesOf(step) : meanings[widest].After(layer, shapes[widest], step.Output));
            if (!named.TryAdd(name, steps.Count))
                throw new ArgumentException($"{layer} is a second layer named {name}.");
        }
        return new(steps, shapes[^1], meanings[^1]);

        int Named(Layer layer, string source) =>
            named.TryGetValue(source, out int at) ? at : throw new ArgumentException($"{layer} finds no {source} before it.");
    }

    public override double[] Forward(double[] x)
    {
        List<double[]> values = [x];
        foreach (var (layer, sources) in _layers)
        {
            double[] joined = [.. sources.SelectMany(s => values[s])];
            values.Add(Noisy(layer, joined, layer.Forward(joined)));
        }
        return values[^1];
    }

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new InvalidOperationException("Batch by batch.");

    public override double[][] Forward(double[][] x)
    {
        List<double[][]> values = [x];
        foreach (var (layer, sources) in _layers)
        {
            double[][] joined = Joined(values, sources);
            double[][] outputs = layer is OracleBatchLayer whole ? whole.Forward(joined) : [.. joined.Select(layer.Forward)];
            values.Add([.. outputs.Select((y, n) => Noisy(layer, joined[n], y))]);
        }
        _passes.Push(values);
        return values[^1];
    }

    public override double[][] Backward(double[][] x, double[][] dy)
    {
        var values = _passes.Pop();
        double[][][] slopes = [.. values.Select(v => v.Select(sample => new double[sample.Length]).ToArray())];
        slopes[^1] = dy;
        for (int l = _layers.Count - 1; l >= 0; l--)
        {
            var (layer, sources) = _layers[l];
            double[][] joined = Joined(values, sources), slope = slopes[l + 1], y = values[l + 1];
            // What is normalised is a difference, whose error the layer's own gradients see.
            if (Noise is not null && layer is OracleSampleNorm or OracleBatchNorm)
                joined = [.. joined.Select(x => Noise!.Blur(x, x))];
            double[][] dx = layer is OracleBatchLayer whole ? whole.Backward(joined, slope)
                : [.. slope.Select((d, n) => layer.Backward(joined[n], y[n], d))];
            for (int n = 0; n < dx.Length; n++)
            {
                if (Noise is not null && !OracleNoise.IsExact(layer))
                    dx[n] = Noise.Blur(dx[n], layer.Terms(joined[n], y[n], dx[n], slope[n]));
                int start = 0;
                foreach (int source in sources)
                {
                    double[] to = slopes[source][n];
                    for (int i = 0; i < to.Length; i++)
                        to[i] += dx[n][start + i];
                    start += to.Length;
                }
            }
        }
        return slopes[0];
    }

    public override void Remember()
    {
        foreach (var layer in _layers.Select(l => l.Layer).OfType<OracleBatchLayer>())
            layer.Remember();
    }

    /// <summary>Forgets passes that none has gone back.</summary>
    public void Forget() => _passes.Clear();

    /// <summary>
    /// What is frozen and what is regularised: tensors of one axis (biases, scales and shifts) only where that is asked for.
    /// </summary>
    public static void Mark(WeightedLayer declared, Network network, OracleLayer layer)
    {
        foreach (var tensor in layer.Parameters)
        {
            tensor.Learned &= declared.Frozen != true;
            if (declared is not CompositeLayer && (tensor.Shape.Length > 1 || (declared.RegularizeBias ?? network.RegularizeBias) == true))
                (tensor.L1, tensor.L2) = (declared.L1 ?? network.L1 ?? 0, declared.L2 ?? network.L2 ?? 0);
        }
    }

    /// <summary>What parts give, in the meaning that they give it.</summary>
    private static OracleAxes AxesOf(OracleLayer layer) => layer switch
    {
        OracleChain chain => chain.Axes,
        OracleRepeat repeat => repeat.Axes,
        _ => ((OracleComposite)layer).Axes,
    };

    private static void Join(Layer layer, OracleAxes axes, OracleAxes other, int[] shape)
    {
        if (shape.Length == 2 && !OracleAxes.Agree(axes, other))
            throw new ArgumentException($"{layer} joins channels and length with steps and features.");
    }

    private double[] Noisy(OracleLayer layer, double[] x, double[] y) =>
        Noise is null || OracleNoise.IsExact(layer) ? y : Noise.Blur(y, layer.Terms(x, y));

    private static double[][] Joined(List<double[][]> values, int[] sources) => sources.Length == 1
        ? values[sources[0]]
        : [.. Enumerable.Range(0, values[0].Length).Select(n => sources.SelectMany(s => values[s][n]).ToArray())];
}
