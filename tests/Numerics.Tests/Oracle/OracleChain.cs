namespace Unrolled.Numerics.Tests;

/// <summary>Layers one after another, where some take what an earlier one gave. In training it remembers what each pass saw, for the pass back.</summary>
internal sealed class OracleChain : OracleBatchLayer
{
    private readonly List<(OracleLayer Layer, int[] Sources)> _layers = [];
    private readonly Stack<List<double[][]>> _passes = [];

    private OracleChain(List<(OracleLayer, int[])> layers, int[] output, bool channelsFirst) : base(output) => (_layers, ChannelsFirst) = (layers, channelsFirst);

    /// <summary>Whether an output of two axes is channels and length.</summary>
    public bool ChannelsFirst { get; }

    public override IEnumerable<OracleTensor> Parameters => _layers.SelectMany(l => l.Layer.Parameters);

    public override IEnumerable<OracleLayer> Inside => _layers.SelectMany(l => l.Layer.Inside.Prepend(l.Layer));

    /// <param name="layers">The attributes, without a loss.</param>
    /// <param name="prefix">What stands before the layers' names.</param>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="channelsFirst">Whether an input of two axes is channels and length.</param>
    /// <param name="network">What holds for all layers.</param>
    public static OracleChain Of(IReadOnlyList<Layer> layers, string prefix, int[] input, bool channelsFirst, Network network)
    {
        var steps = new List<(OracleLayer, int[])>();
        var shapes = new List<int[]> { input };
        var firsts = new List<bool> { channelsFirst };
        var named = new Dictionary<string, int>();
        var ordinals = new Dictionary<string, int>();
        foreach (Layer layer in layers)
        {
            string kind = (layer is CompositeLayer and not Branch ? ((CompositeLayer)layer).All[0].Name : layer.GetType().Name).ToLowerInvariant();
            int ordinal = ordinals[kind] = ordinals.GetValueOrDefault(kind) + 1;
            string name = (layer as WeightedLayer)?.Name ?? $"{kind}{ordinal}";
            int before = layer.From is null ? steps.Count : named[layer.From];
            bool first = layer is Conv1D or MaxPool1D or AvgPool1D || firsts[before];
            int[] sources = layer is JoinLayer join ? [before, .. join.Names.Select(n => named[n])] : [before];
            OracleLayer step = layer switch
            {
                CompositeLayer composite => OracleComposite.Of(composite, prefix + name, shapes[before], first, network),
                Add => new OracleSum(shapes[before]),
                Concat => new OracleConcat([.. sources.Select(s => shapes[s])], first),
                _ => OracleLayer.Create(layer, prefix + name, shapes[before], first),
            };
            if (layer is WeightedLayer weighted)
                Mark(weighted, network, step);
            steps.Add((step, sources));
            shapes.Add(step.Output);
            firsts.Add(step is OracleChain { ChannelsFirst: var after } ? after : layer is Transpose ? !first : first);
            named[name] = steps.Count;
        }
        return new(steps, shapes[^1], firsts[^1]);
    }

    public override double[] Forward(double[] x)
    {
        List<double[]> values = [x];
        foreach (var (layer, sources) in _layers)
            values.Add(layer.Forward([.. sources.SelectMany(s => values[s])]));
        return values[^1];
    }

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new InvalidOperationException("Batch by batch.");

    public override double[][] Forward(double[][] x)
    {
        List<double[][]> values = [x];
        foreach (var (layer, sources) in _layers)
        {
            double[][] joined = Joined(values, sources);
            values.Add(layer is OracleBatchLayer whole ? whole.Forward(joined) : [.. joined.Select(layer.Forward)]);
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
            double[][] dx = layer is OracleBatchLayer whole ? whole.Backward(joined, slope) : [.. slope.Select((d, n) => layer.Backward(joined[n], y[n], d))];
            for (int n = 0; n < dx.Length; n++)
            {
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

    /// <summary>What is frozen and what is regularised: tensors of one axis (biases, scales and shifts) only where that is asked for.</summary>
    private static void Mark(WeightedLayer declared, Network network, OracleLayer layer)
    {
        foreach (var tensor in layer.Parameters)
        {
            tensor.Learned &= declared.Frozen != true;
            if (declared is not CompositeLayer && (tensor.Shape.Length > 1 || (declared.RegularizeBias ?? network.RegularizeBias) == true))
                (tensor.L1, tensor.L2) = (declared.L1 ?? network.L1 ?? 0, declared.L2 ?? network.L2 ?? 0);
        }
    }

    private static double[][] Joined(List<double[][]> values, int[] sources) => sources.Length == 1
        ? values[sources[0]]
        : [.. Enumerable.Range(0, values[0].Length).Select(n => sources.SelectMany(s => values[s][n]).ToArray())];
}
