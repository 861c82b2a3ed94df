namespace Unrolled.Numerics.Tests;

/// <summary>Chains side by side over one input, and how their outputs join.</summary>
internal sealed class OracleComposite(OracleChain[] chains, OracleLayer? shortcut, OracleLayer join) : OracleBatchLayer(join.Output)
{
    public override IEnumerable<OracleTensor> Parameters => [.. chains.Distinct().SelectMany(c => c.Parameters), .. shortcut?.Parameters ?? []];

    public override IEnumerable<OracleLayer> Inside => chains.SelectMany(c => c.Inside.Prepend(c));

    /// <summary>The oracle of a layer made of parts.</summary>
    public static OracleBatchLayer Of(CompositeLayer layer, string name, int[] input, bool channelsFirst, Network network)
    {
        OracleChain Chain(Part part, string prefix, int[] shape, bool first) =>
            OracleChain.Of(layer.Frozen == true ? [.. part.Layers.Select(Frozen)] : part.Layers, prefix + ".", shape, first, network);
        if (layer is Repeat repeat)
            return OracleRepeat.Of(repeat.Count, repeat.Tied == true, (i, shape, first) => Chain(repeat.Part, i is null ? name : $"{name}.{i}", shape, first), input, channelsFirst);
        if (layer is Use use)
            return Chain(use.Part, name, input, channelsFirst);
        if (layer is Residual residual)
        {
            OracleChain block = Chain(residual.Part, name, input, channelsFirst);
            OracleLayer? shortcut = block.Output.SequenceEqual(input) ? null : Create(Projection(input, block.Output, block.ChannelsFirst), $"{name}.projection", input, channelsFirst);
            foreach (var tensor in shortcut?.Parameters ?? [])
                tensor.Learned = layer.Frozen != true;
            return new OracleComposite([block], shortcut ?? new OracleMap(input, x => x, (_, _) => 1), new OracleSum(block.Output));
        }
        var branch = (Branch)layer;
        var ordinals = new Dictionary<string, int>();
        OracleChain[] chains = [.. branch.Parts.Select(part =>
        {
            int ordinal = ordinals[part.Name] = ordinals.GetValueOrDefault(part.Name) + 1;
            return Chain(part, $"{name}.{part.Name.ToLowerInvariant()}{ordinal}", input, channelsFirst);
        })];
        return new OracleComposite(chains, null, branch.Join == "Add" ? new OracleSum(chains[0].Output) : new OracleConcat([.. chains.Select(c => c.Output)], chains[0].ChannelsFirst));
    }

    public override double[] Forward(double[] x) => join.Forward([.. chains.SelectMany(c => c.Forward(x)), .. shortcut?.Forward(x) ?? []]);

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new InvalidOperationException("Batch by batch.");

    public override double[][] Forward(double[][] x)
    {
        double[][][] parts = [.. chains.Select(c => c.Forward(x))];
        return [.. x.Select((sample, n) => join.Forward([.. parts.SelectMany(p => p[n]), .. shortcut?.Forward(sample) ?? []]))];
    }

    public override double[][] Backward(double[][] x, double[][] dy)
    {
        double[][] joined = [.. dy.Select(d => join.Backward([], [], d))], dx = [.. x.Select(sample => new double[sample.Length])];
        int start = joined[0].Length;
        if (shortcut is not null)
        {
            start -= Shapes.Length(shortcut.Output);
            Spread([.. joined.Select((d, n) => shortcut.Backward(x[n], shortcut.Forward(x[n]), d[start..]))]);
        }
        foreach (OracleChain chain in chains.Reverse())
        {
            int end = start;
            start -= Shapes.Length(chain.Output);
            Spread(chain.Backward(x, [.. joined.Select(d => d[start..end])]));
        }
        return dx;

        void Spread(double[][] slopes)
        {
            for (int n = 0; n < dx.Length; n++)
            {
                for (int i = 0; i < dx[n].Length; i++)
                    dx[n][i] += slopes[n][i];
            }
        }
    }

    public override void Remember()
    {
        foreach (var chain in chains)
            chain.Remember();
    }

    private static Layer Frozen(Layer layer) => layer is WeightedLayer weighted ? weighted with { Frozen = true } : layer;

    /// <summary>ResNet's option B: 1×1 with the stride that leads from one shape to the other; or a dense layer.</summary>
    private static Layer Projection(int[] from, int[] to, bool channelsFirst) => from.Length switch
    {
        3 => new Conv2D(to[0], 1) { StrideHeight = (from[1] + to[1] - 1) / to[1], StrideWidth = (from[2] + to[2] - 1) / to[2] },
        2 when channelsFirst => new Conv1D(to[0], 1) { Stride = (from[1] + to[1] - 1) / to[1] },
        _ => new Dense(to[^1]),
    };
}

/// <summary>Chains one after another; a tied one several times.</summary>
internal sealed class OracleRepeat(OracleChain[] chains) : OracleBatchLayer(chains[^1].Output)
{
    public override IEnumerable<OracleTensor> Parameters => chains.Distinct().SelectMany(c => c.Parameters);

    public override IEnumerable<OracleLayer> Inside => chains.Distinct().SelectMany(c => c.Inside.Prepend(c));

    public static OracleRepeat Of(int count, bool tied, Func<int?, int[], bool, OracleChain> chain, int[] input, bool channelsFirst)
    {
        var chains = new List<OracleChain>();
        for (int i = 0; i < count; i++)
            chains.Add(tied && i > 0 ? chains[0] : chain(tied ? null : i, i == 0 ? input : chains[^1].Output, i == 0 ? channelsFirst : chains[^1].ChannelsFirst));
        return new([.. chains]);
    }

    public override double[] Forward(double[] x) => chains.Aggregate(x, (value, chain) => chain.Forward(value));

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new InvalidOperationException("Batch by batch.");

    public override double[][] Forward(double[][] x) => chains.Aggregate(x, (value, chain) => chain.Forward(value));

    // Each chain remembers what it saw, pass by pass.
    public override double[][] Backward(double[][] x, double[][] dy) => chains.Reverse().Aggregate(dy, (slope, chain) => chain.Backward([], slope));

    public override void Remember()
    {
        foreach (var chain in chains.Distinct())
            chain.Remember();
    }
}

/// <summary>y = Σ xᵢ of inputs of one shape, one after another.</summary>
internal sealed class OracleSum(int[] shape) : OracleLayer(shape)
{
    private int _inputs;

    public override double[] Forward(double[] x)
    {
        int length = Shapes.Length(Output);
        _inputs = x.Length / length;
        return [.. Enumerable.Range(0, length).Select(i => Enumerable.Range(0, _inputs).Sum(k => x[k * length + i]))];
    }

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. Enumerable.Repeat(dy, _inputs).SelectMany(d => d)];
}

/// <summary>Inputs side by side along channels, or along the last axis.</summary>
internal sealed class OracleConcat(int[][] inputs, bool channelsFirst) : OracleLayer(Joined(inputs, Axis(inputs[0], channelsFirst)))
{
    private readonly int _rows = inputs[0].Take(Axis(inputs[0], channelsFirst)).Aggregate(1, (a, b) => a * b);

    public override double[] Forward(double[] x)
    {
        var parts = new List<double[]>();
        int start = 0;
        foreach (int[] input in inputs)
        {
            parts.Add(x[start..(start + Shapes.Length(input))]);
            start += Shapes.Length(input);
        }
        return [.. Enumerable.Range(0, _rows).SelectMany(row => parts.SelectMany(p => p.Skip(row * (p.Length / _rows)).Take(p.Length / _rows)))];
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        var dx = new List<double>();
        int start = 0;
        foreach (int[] input in inputs)
        {
            int width = Shapes.Length(input) / _rows;
            for (int row = 0; row < _rows; row++)
                dx.AddRange(dy.Skip(row * (dy.Length / _rows) + start).Take(width));
            start += width;
        }
        return [.. dx];
    }

    private static int Axis(int[] shape, bool channelsFirst) => shape.Length == 1 || shape.Length == 3 || channelsFirst ? 0 : shape.Length - 1;

    private static int[] Joined(int[][] inputs, int axis) => [.. inputs[0].Select((extent, i) => i == axis ? inputs.Sum(s => s[i]) : extent)];
}
