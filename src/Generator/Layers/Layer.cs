using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>What a layer takes, how it shapes its input, and the operations it becomes. One layer is one file.</summary>
internal abstract class Layer
{
    /// <summary>The attribute's name without its suffix.</summary>
    public virtual string Kind => GetType().Name;

    /// <summary>The numeric arguments and their ranges; what is not listed is not checked.</summary>
    public virtual IReadOnlyList<ArgumentRule> Arguments => [];

    /// <summary>Whether the layer is a loss, which must come last and makes a network trainable.</summary>
    public virtual bool IsLoss => false;

    /// <summary>Whether the layer takes a name for its parameters.</summary>
    public virtual bool HasParameters => false;

    /// <summary>
    /// Whether a sequence can be fed to the layer step by step: no output depends on a later step, and what it needs of earlier
    /// ones is a state that it hands on.
    /// </summary>
    public virtual bool Streams(LayerSpec spec) => false;

    /// <summary>Whether the layer takes whole numbers, so that only it can be a network's first.</summary>
    public virtual bool TakesTokens => false;

    /// <summary>Settles that a layer acts on the last axis of <paramref name="x"/>, which must then hold features.</summary>
    /// <exception cref="DoesNotFitException">It holds positions: the layer would mix those of one channel.</exception>
    protected static void NeedsFeatures(LayerSpec spec, Value x)
    {
        if (x.Shape.Rank is not (1 or 3) && !x.Roles.Settle(AxisOrder.FeaturesLast))
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} acts on the last axis and needs steps and features but gets channels and length, {x.Shape}; " +
                "put Flatten or a pool before it, or Transpose to act on the channels of each position",
                Fix.Flatten, Fix.Transpose);
        }
    }

    /// <summary>Settles that the first axis of <paramref name="x"/> holds channels.</summary>
    /// <exception cref="DoesNotFitException">It holds steps.</exception>
    protected static void NeedsChannels(LayerSpec spec, Value x)
    {
        if (x.Shape.Rank > 1 && !x.Roles.Settle(AxisOrder.ChannelsFirst))
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs channels first but gets steps and features, {x.Shape}; put Transpose before it", Fix.Transpose);
        }
    }

    /// <summary>What the layer is told, with what was left out filled in; asked for when it has been built.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="inputs">What it takes.</param>
    public virtual IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) => [];

    /// <summary>Adds the layer's operations to the graph.</summary>
    /// <exception cref="DoesNotFitException">The layer cannot take <paramref name="x"/>.</exception>
    public abstract Value Build(GraphBuilder graph, LayerSpec spec, Value x);
}

/// <summary>The range of one argument, both ends included.</summary>
internal sealed record ArgumentRule(string Name, double Least, double Most = double.PositiveInfinity)
{
    /// <summary>The ranges of what networks and layers with parameters take.</summary>
    public static readonly IReadOnlyList<ArgumentRule> Regularization = [new("L1", 0, float.MaxValue), new("L2", 0, float.MaxValue)];

    /// <summary>The ranges of what every layer with parameters takes.</summary>
    public static readonly IReadOnlyList<ArgumentRule> Common =
        [.. Regularization, new("Init", 0, 5) { Range = "a member of Initializer" }];

    /// <summary>What to call the range, where its ends tell nothing.</summary>
    public string? Range { get; init; }

    /// <summary>Why <paramref name="value"/> is out of range, or null.</summary>
    public string? Refuse(double value)
    {
        if (value >= Least && value <= Most)
            return null;
        if (Range is not null)
            return Range;
        return value > Most ? FormattableString.Invariant($"at most {Most}") : FormattableString.Invariant($"at least {Least}");
    }
}

/// <summary>A layer was given an input it cannot take. The message tells both shapes and the next move.</summary>
/// <param name="message">The message.</param>
/// <param name="fixes">The next move as edits, where there are such. They are tried out before they are offered.</param>
internal sealed class DoesNotFitException(string message, params Fix[] fixes) : Exception(message)
{
    public IReadOnlyList<Fix> Fixes { get; } = fixes;
}
