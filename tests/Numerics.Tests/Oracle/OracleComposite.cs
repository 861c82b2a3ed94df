namespace Unrolled.Numerics.Tests;

/// <summary>Chains side by side over one input, and how their outputs join.</summary>
internal sealed class OracleComposite(OracleChain[] chains, OracleLayer? shortcut, OracleLayer join) : OracleBatchLayer(join.Output)
{
    /// <summary>What two axes of the output stand for: the first chain's tell.</summary>
    public OracleAxes Axes => chains[0].Axes;

    public override IEnumerable<OracleTensor> Parameters =>
        [.. chains.Distinct().SelectMany(c => c.Parameters), .. shortcut?.Parameters ?? []];

    public override IEnumerable<OracleLayer> Inside => chains.SelectMany(c => c.Inside.Prepend(c));

    /// <summary>The oracle of a layer made of parts.</summary>
    public static OracleBatchLayer Of(CompositeLayer layer, string name, int[] input, OracleAxes axes, Network network)
    {
        OracleChain Chain(Part part, string prefix, int[] shape, OracleAxes of)
        {
            part.Admit(shape);
            Layer[] layers = layer.Frozen == true ? [.. part.Layers.Select(Frozen)] : part.Layers;
            return OracleChain.Of(layers, prefix + ".", shape, of, network);
        }

        if (layer is Repeat repeat)
        {
            OracleChain Again(int? i, int[] shape, OracleAxes of) => Chain(repeat.Part, i is null ? name : $"{name}.{i}", shape, of);
            return OracleRepeat.Of(repeat.Count, repeat.Tied == true, Again, input, axes);
        }
        if (layer is Use use)
            return Chain(use.Part, name, input, axes);
        if (layer is Residual residual)
        {
            OracleChain block = Chain(residual.Part, name, input, axes);
            if (block.Output.SequenceEqual(input))
            {
                var identity = new OracleMap(input, x => x, (_, _) => 1) { IsExact = true };
                return Agreeing(new OracleComposite([block], identity, new OracleSum(block.Output)), layer, axes);
            }
            if (residual.Projection != true || block.Output.Length != input.Length)
                throw new ArgumentException($"{layer} adds [{string.Join(", ", block.Output)}] to [{string.Join(", ", input)}].");
            var projection = (WeightedLayer)Projection(input, block.Output, axes.ChannelsFirst == true) with { Frozen = layer.Frozen };
            axes.Admit(projection, input);
            OracleLayer shortcut = Create(projection, $"{name}.projection", input);
            OracleChain.Mark(projection, network, shortcut);
            return Agreeing(new OracleComposite([block], shortcut, OracleSum.Of([block.Output, shortcut.Output])), layer, axes);
        }
        var branch = (Branch)layer;
        var ordinals = new Dictionary<string, int>();
        OracleChain[] chains = [.. branch.Parts.Select(part =>
        {
            int ordinal = ordinals[part.Name] = ordinals.GetValueOrDefault(part.Name) + 1;
            return Chain(part, $"{name}.{part.Name.ToLowerInvariant()}{ordinal}", input, axes);
        })];
        int[][] outputs = [.. chains.Select(c => c.Output)];
        if (branch.Join != "Add")
            chains[0].Axes.Admit(new Concat(), outputs[0]);
        OracleLayer join = branch.Join == "Add" ? OracleSum.Of(outputs) : OracleConcat.Of(outputs, chains[0].Axes);
        foreach (OracleChain chain in chains)
            Agreeing(new OracleComposite(chains, null, join), layer, chain.Axes);
        return new OracleComposite(chains, null, join);
    }

    /// <summary>The composite, whose chains give what their joint partner means.</summary>
    private static OracleComposite Agreeing(OracleComposite composite, Layer layer, OracleAxes other) =>
        composite.Output.Length != 2 || OracleAxes.Agree(composite.Axes, other)
            ? composite
            : throw new ArgumentException($"{layer} joins channels and length with steps and features.");

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
    /// <summary>What two axes of the output stand for.</summary>
    public OracleAxes Axes => chains[^1].Axes;

    /// <summary>Each tensor once: those of tied chains have one name.</summary>
    public override IEnumerable<OracleTensor> Parameters => chains.SelectMany(c => c.Parameters).DistinctBy(t => t.Name);

    public override IEnumerable<OracleLayer> Inside => chains.SelectMany(c => c.Inside.Prepend(c));

    public static OracleRepeat Of(int count, bool tied, Func<int?, int[], OracleAxes, OracleChain> chain, int[] input, OracleAxes axes)
    {
        var chains = new List<OracleChain>();
        for (int i = 0; i < count; i++)
        {
            chains.Add(chain(tied ? null : i, i == 0 ? input : chains[^1].Output, i == 0 ? axes : chains[^1].Axes));
            if (tied && chains[^1].Inside.OfType<OracleBatchNorm>().Any())
                throw new ArgumentException("Layers with statistics of their own cannot be tied.");
            foreach (var (tensor, first) in tied && i > 0 ? chains[^1].Parameters.Zip(chains[0].Parameters) : [])
                tensor.Share(first);
        }
        return new([.. chains]);
    }

    public override double[] Forward(double[] x) => chains.Aggregate(x, (value, chain) => chain.Forward(value));

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new InvalidOperationException("Batch by batch.");

    public override double[][] Forward(double[][] x) => chains.Aggregate(x, (value, chain) => chain.Forward(value));

    public override double[][] Backward(double[][] x, double[][] dy) =>
        chains.Reverse().Aggregate(dy, (slope, chain) => chain.Backward([], slope));

    public override void Remember()
    {
        foreach (var chain in chains)
            chain.Remember();
    }
}

/// <summary>y = Σ xᵢ of inputs of one shape, one after another.</summary>
internal sealed class OracleSum(int[] shape) : OracleLayer(shape)
{
    private int _inputs;

    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static OracleSum Of(int[][] inputs) => inputs.All(s => s.SequenceEqual(inputs[0]))
        ? new(inputs[0])
        : throw new ArgumentException($"Values of [{string.Join("], [", inputs.Select(s => string.Join(", ", s)))}] cannot be added.");

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
    /// <exception cref="ArgumentException">Shapes differ in more than the axis that is joined.</exception>
    public static OracleConcat Of(int[][] inputs, OracleAxes axes)
    {
        bool channelsFirst = axes.ChannelsFirst == true;
        int axis = Axis(inputs[0], channelsFirst);
        int[] Rest(int[] shape) => [.. shape.Where((_, i) => i != axis)];
        return inputs.All(s => s.Length == inputs[0].Length && Rest(s).SequenceEqual(Rest(inputs[0])))
            ? new(inputs, channelsFirst)
            : throw new ArgumentException($"Values of [{string.Join("], [", inputs.Select(s => string.Join(", ", s)))}] cannot be joined.");
    }

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
        return [.. Enumerable.Range(0, _rows)
            .SelectMany(row => parts.SelectMany(p => p.Skip(row * (p.Length / _rows)).Take(p.Length / _rows)))];
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

    private static int Axis(int[] shape, bool channelsFirst) =>
        shape.Length == 1 || shape.Length == 3 || channelsFirst ? 0 : shape.Length - 1;

    private static int[] Joined(int[][] inputs, int axis) =>
        [.. inputs[0].Select((extent, i) => i == axis ? inputs.Sum(s => s[i]) : extent)];
}
