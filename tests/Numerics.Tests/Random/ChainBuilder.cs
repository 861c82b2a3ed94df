namespace Unrolled.Numerics.Tests;

/// <summary>Where a class of layers will stand.</summary>
/// <param name="Depth">How many classes may still be nested in it.</param>
/// <param name="Tied">Whether it shares parameters with another place, so that it may hold no statistics.</param>
/// <param name="Values">The most elements that a value may have.</param>
/// <param name="Parameters">The most parameters that a class may have.</param>
internal sealed record Surroundings(int Depth, bool Tied, int Values, int Parameters);

/// <summary>What a class of layers gets.</summary>
/// <param name="Shape">One sample.</param>
/// <param name="ChannelsFirst">Whether two axes are channels and length; null if that is open.</param>
/// <param name="AreTokens">Whether it is tokens.</param>
internal sealed record ChainInput(int[] Shape, bool? ChannelsFirst = null, bool AreTokens = false);

/// <summary>Builds the layers of one class, one after another, each where it fits.</summary>
internal sealed class ChainBuilder(Dice dice, PartPool pool, Network network, ChainInput input, Surroundings around)
{
    private const int Attempts = 20;

    private readonly List<Layer> _layers = [];
    private OracleChain? _built;
    private readonly SimpleLayers _simple = new(dice);

    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The shape of what the last layer gives.</summary>
    public int[] Output => _built?.Output ?? input.Shape;

    /// <summary>Whether two axes of it are channels and length; null as long as that is open.</summary>
    public bool? ChannelsFirst => _built is null ? input.ChannelsFirst : _built.Axes.ChannelsFirst;

    /// <summary>Adds up to so many layers.</summary>
    public void Grow(int count)
    {
        int most = _layers.Count + count;
        for (int attempt = 0; attempt < Attempts && _layers.Count < most; attempt++)
            Add(dice.Between(0, 99) switch
            {
                < 18 when around.Depth > 0 => Composite(),
                < 30 when _layers.Count > 0 => Join(),
                _ => _simple.Next(Output),
            });
    }

    /// <summary>A table of tokens, by itself or as the first of a part.</summary>
    public void AddEmbedding()
    {
        var table = _simple.Options(new Embedding(dice.Between(1, 9), dice.Between(1, 7)));
        Add(dice.Chance(80) ? table : new Use(pool.Named([table, .. dice.Chance(50) ? [new Tanh()] : Array.Empty<Layer>()])));
    }

    /// <summary>A loss that fits, or seldom none.</summary>
    public void AddLoss()
    {
        bool logits = Output.Length < 3 && ChannelsFirst != true && Output[^1] > 1;
        if (!dice.Chance(3))
            _layers.Add(logits && dice.Chance(40) ? new SoftmaxCrossEntropy { LabelSmoothing = dice.Maybe(0.1) } : _simple.Loss());
    }

    /// <summary>Layers that lead to a shape, as few as it takes; nothing if it would take too many parameters.</summary>
    public void Fit(int[] shape)
    {
        if (Output.SequenceEqual(shape))
            return;
        bool sameRest = shape.Length == Output.Length && shape.Skip(1).SequenceEqual(Output.Skip(1));
        if (shape.Length == 3 && sameRest)
            Add(new Conv2D(shape[0], 1));
        else if (shape.Length == 2 && ChannelsFirst == true && sameRest)
            Add(new Conv1D(shape[0], 1));
        else if (shape.Length == Output.Length && shape.Length < 3 && ChannelsFirst != true && shape[..^1].SequenceEqual(Output[..^1]))
            Add(new Dense(shape[^1]));
        if (Output.SequenceEqual(shape))
            return;
        Add(new Flatten());
        if (Shapes.Length(shape) != Shapes.Length(Output))
            Add(new Dense(Shapes.Length(shape)));
        if (shape.Length > 1)
            Add(new Reshape(shape));
    }

    /// <summary>Adds a layer, with an option now and then, unless it does not fit or makes the network large.</summary>
    private void Add(Layer? layer)
    {
        if (layer is null)
            return;
        if (_layers.Count > 0 && layer.From is null && dice.Chance(6))
            layer = layer with { From = dice.Pick(LayerNames.Of(_layers)) };
        try
        {
            var axes = new OracleAxes(input.ChannelsFirst) { AreTokens = input.AreTokens };
            var chain = OracleChain.Of([.. _layers, layer], "", input.Shape, axes, network);
            int largest = chain.Shapes.Max(Shapes.Length), parameters = chain.Parameters.Sum(t => t.Values.Length);
            if (largest > around.Values || parameters > around.Parameters || (around.Tied && chain.Inside.OfType<OracleBatchNorm>().Any()))
                return;
            _built = chain;
            _layers.Add(layer);
        }
        catch (ArgumentException)
        {
            // It does not fit: the chain stays as it is.
        }
    }

    /// <summary>The layer before with others, with itself too.</summary>
    private JoinLayer Join()
    {
        string[] known = LayerNames.Of(_layers);
        string[] names = [.. Enumerable.Range(0, dice.Chance(70) ? 1 : 2).Select(_ => dice.Chance(40) ? known[^1] : dice.Pick(known))];
        return dice.Between(0, 10) switch
        {
            9 => new MatMul(names[0]) { TransposeLeft = dice.Maybe(dice.Chance(50)), TransposeRight = dice.Maybe(dice.Chance(80)) },
            < 3 => new Add(names),
            < 6 => new Concat(names),
            6 or 7 => new Multiply(names),
            8 => new Subtract(names),
            _ => dice.Chance(50) ? new Maximum(names) : new Minimum(names),
        };
    }

    private CompositeLayer Composite()
    {
        int kind = dice.Between(0, 3);
        CompositeLayer layer = kind switch
        {
            0 => new Use(Part(around.Tied, null, mayBeNetwork: true)),
            1 => RepeatOf(dice.Chance(40)),
            2 when dice.Chance(40) => new Residual(Part(around.Tied, null)) { Projection = true },
            2 => new Residual(Part(around.Tied, Output)) { Projection = dice.Maybe(false, 10) },
            _ => BranchOf(dice.Chance(50)),
        };
        return layer with { Frozen = dice.Maybe(dice.Chance(60), 20), Name = dice.Chance(8) ? pool.Name() : null };
    }

    private Repeat RepeatOf(bool tied)
    {
        Part part = Part(tied || around.Tied, dice.Chance(80) ? Output : null);
        return new(part, dice.Between(1, 3)) { Tied = tied ? true : dice.Maybe(false, 10) };
    }

    private Branch BranchOf(bool adds)
    {
        var parts = new List<Part>();
        var first = Fresh(around.Tied);
        first.Grow(dice.Between(1, 3));
        parts.Add(pool.Named(first.Layers));
        for (int i = dice.Between(1, dice.Chance(20) ? 3 : 1); i > 0; i--)
        {
            int[] shape = [.. first.Output];
            int channels = shape.Length == 2 && first.ChannelsFirst != true ? 1 : 0;
            if (!adds)
                shape[channels] = dice.Between(1, 4);
            parts.Add(dice.Chance(15) ? parts[0] : Part(around.Tied, shape));
        }
        return new([.. parts]) { Join = adds ? "Add" : dice.Chance(10) ? "Concat" : null };
    }

    /// <summary>A new part or one that there is already.</summary>
    private Part Part(bool tied, int[]? shape, bool mayBeNetwork = false)
    {
        if (pool.Parts.Count > 0 && dice.Chance(20))
            return dice.Pick(pool.Parts);
        var builder = Fresh(tied);
        builder.Grow(dice.Between(1, 4));
        if (shape is not null)
            builder.Fit(shape);
        return pool.Named(builder.Layers, mayBeNetwork && dice.Chance(15) ? Output : null);
    }

    private ChainBuilder Fresh(bool tied) =>
        new(dice, pool, network, new(Output, ChannelsFirst), around with { Depth = around.Depth - 1, Tied = tied });
}
