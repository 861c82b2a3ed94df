using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>The graphs that follow from a network's layers.</summary>
internal static class NetworkGraph
{
    /// <summary>Builds a network's graph, or tells which layer does not fit or makes it too large.</summary>
    public static BuiltGraph TryBuild(NetworkSpec spec, bool stream = false, CancellationToken cancel = default)
    {
        var builder = new GraphBuilder(spec, stream, cancel);
        for (int i = 0; i < spec.Layers.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                builder.AddLayer(spec.Layers[i]);
            }
            catch (DoesNotFitException e)
            {
                return new(null, i) { Message = e.Message, Fixes = e.Fixes };
            }
            catch (LimitException e)
            {
                return new(null, i) { TooLarge = e };
            }
            catch (OverflowException)
            {
                return new(null, i) { TooLarge = new("has more than 32 bits can number", Limits.Text(int.MaxValue) + " of anything") };
            }
        }

        return new(builder.ToGraph(), -1);
    }

    /// <summary>
    /// The graph of one step of a network whose layers all take sequences step by step, with states before and behind it; null where a
    /// layer does not, or where none has a state to hand on.
    /// </summary>
    public static Graph? TryStream(NetworkSpec spec, Graph whole, CancellationToken cancel = default)
    {
        LayerSpec[] layers = [.. spec.Layers.Where(static l => !LayerCatalog.Find(l.Kind)!.IsLoss)];
        bool sequence = whole.Input.Shape.Rank == 2 || (whole.Input.Shape.Rank == 1 && whole.Input.Tokens > 0);
        if (!sequence || !layers.All(static l => LayerCatalog.Find(l.Kind)!.Streams(l)))
            return null;
        bool stepsLast = whole.Input.Shape.Rank == 2 && whole.Input.Roles.Order == AxisOrder.ChannelsFirst;
        Shape step = stepsLast ? new Shape(whole.Input.Shape[0], 1) : new Shape([1, .. whole.Input.Shape.Extents.Skip(1)]);
        BuiltGraph built = TryBuild(spec with { Input = step, Layers = new(layers) }, stream: true, cancel);
        if (built.TooLarge is { } tooLarge)
            throw tooLarge;
        return built.Graph is { } graph && graph.Inference.Any(static n => n is Start or History) ? graph : null;
    }

    /// <summary>
    /// The inference of a network, and the way back to its input: nothing is learned, statistics are the running ones. Null where a network
    /// does not ask for it or takes tokens.
    /// </summary>
    public static Graph? TryInputGradient(NetworkSpec spec, Graph whole, CancellationToken cancel = default)
    {
        if (!spec.InputGradient || whole.Input.Tokens > 0)
            return null;
        Graph graph = TryBuild(spec with { Layers = new([.. spec.Layers.Select(Frozen)]) }, cancel: cancel).Sound;
        foreach ((Parameter parameter, Parameter place) in graph.Parameters.Zip(whole.Parameters, static (p, q) => (p, q)))
            (parameter.Part, parameter.OffsetInPart, parameter.Offset) = (place.Part, place.OffsetInPart, place.Offset);
        return graph.BackToInput();
    }

    /// <summary>A part that is a network itself, with the places of its parameters in the network alone.</summary>
    /// <exception cref="DoesNotFitException">The class is no network by itself, or another one, whose axes mean something else.</exception>
    public static NetworkPart PartOf(LayerSpec layer, IReadOnlyList<Parameter> parameters, CancellationToken cancel)
    {
        PartSpec part = layer.Parts[0];
        BuiltGraph built = TryBuild(part.Alone, cancel: cancel);
        if (built.Graph is not { } alone)
            throw new DoesNotFitException($"{part.Name} is no network by itself: {built.TooLarge?.Message ?? built.Message}");
        var known = alone.Parameters.ToDictionary(static p => p.Name);
        var offsets = new List<int>();
        foreach (Parameter parameter in parameters)
        {
            Parameter there = known[parameter.Name.Substring(layer.Name.Length + 1)];
            if (there.Shape != parameter.Shape)
            {
                throw new DoesNotFitException(
                    $"{layer.Declaration} would have {parameter.Name} of {parameter.Shape}, but in {part.Name} itself it is {there.Shape}, "
                    + "because the axes of its input mean something else; "
                    + "let both have channels and length, or both steps and features, or use a block");
            }

            offsets.Add(there.Offset);
        }

        return new NetworkPart(layer.Name, part, parameters, offsets);
    }

    private static LayerSpec Frozen(LayerSpec layer)
    {
        IEnumerable<Argument> others = layer.Arguments.Where(static a => a.Name != "Frozen");
        return layer with { Arguments = new([.. others, new Argument("Frozen", 1, "Frozen = true")]) };
    }
}

/// <summary>A network's graph, or why there is none.</summary>
/// <param name="Graph">The graph; null where a layer failed.</param>
/// <param name="FailedLayer">That layer's place; -1 if none did.</param>
internal sealed record BuiltGraph(Graph? Graph, int FailedLayer)
{
    /// <summary>Why the layer does not fit; empty where it makes the network too large.</summary>
    public string Message { get; init; } = "";

    /// <summary>Edits that may make it fit.</summary>
    public IReadOnlyList<Fix> Fixes { get; init; } = [];

    /// <summary>What the layer makes too large; null where it does not fit.</summary>
    public LimitException? TooLarge { get; init; }

    /// <summary>The graph of a network that parsing found sound.</summary>
    /// <exception cref="LimitException">It is too large all the same: what is made of a sound network may be larger than it.</exception>
    public Graph Sound => Graph ?? throw (TooLarge ?? (Exception)new InvalidOperationException(Message));
}
