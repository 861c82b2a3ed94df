using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>A network as values and operations: forward in order, and backward where there is a loss.</summary>
internal sealed class Graph
{
    private IReadOnlyList<Node>? _backward;

    public required Value Input { get; init; }

    public required Value Output { get; init; }

    public required LossNode? Loss { get; init; }

    /// <summary>Where the way back to the input begins and ends, in a graph that has one.</summary>
    public Value? OutputGradient { get; private set; }

    public Value? InputGradient { get; private set; }

    /// <summary>The operations of training, from the input to the output.</summary>
    public required IReadOnlyList<Node> Forward { get; init; }

    /// <summary>The operations of inference.</summary>
    public required IReadOnlyList<Node> Inference { get; init; }

    /// <summary>What training does once for each step that is taken, besides learning.</summary>
    public required IReadOnlyList<Node> Finish { get; init; }

    /// <summary>
    /// The operations of the way back. They are made when they are first asked for: shapes and names, which the editor wants at every key,
    /// need none.
    /// </summary>
    public IReadOnlyList<Node> Backward => _backward ??= FindBackward();

    public required IReadOnlyList<Parameter> Parameters { get; init; }

    public required IReadOnlyList<LayerSummary> Layers { get; init; }

    /// <summary>The layers of inference, parts and repetitions resolved.</summary>
    public required IReadOnlyList<LayerFact> Facts { get; init; }

    /// <summary>The names of whole numbers that PyTorch's files hold beside the parameters.</summary>
    public required IReadOnlyList<string> Counters { get; init; }

    /// <summary>The parts that are networks themselves.</summary>
    public required IReadOnlyList<NetworkPart> Parts { get; init; }

    public int ParameterCount => Parameters.Sum(static p => p.Shape.Length);

    /// <summary>Parameters from the first on whose gradients have slots.</summary>
    public int SlottedCount => Parameters.Where(static p => p.IsSlotted).Sum(static p => p.Shape.Length);

    /// <summary>Parameters from the first on that are learned.</summary>
    public int LearnedCount => Parameters.Where(static p => p.Learned).Sum(static p => p.Shape.Length);

    /// <summary>Floats that one step of a stream takes over from the one before.</summary>
    public int StateLength => Inference.Sum(static node => node switch
    {
        Start start => start.Output.Shape.Length,
        // The newest place is the step's own.
        History history => history.Output.Shape[0] * (history.Output.Shape[1] - 1),
        _ => 0,
    });

    /// <summary>Whether sequences come step by step: the graph is one step, with states before and behind it.</summary>
    public bool IsStream { get; init; }

    /// <summary>Multiply-adds of the backward pass over one sample.</summary>
    public long BackwardMultiplyAdds => Backward.Sum(Products);

    /// <summary>
    /// The same network with another way back: from its output to its input, through the operations of inference.
    /// <see cref="InputGradient"/> follows from <see cref="OutputGradient"/>.
    /// </summary>
    public Graph BackToInput()
    {
        var graph = (Graph)MemberwiseClone();
        Value dy = Loss?.Output as Value ?? new Value("d_" + Output.Name, Output.Shape, roles: Output.Roles) { IsGradient = true };
        graph.OutputGradient = dy;
        (graph._backward, graph.InputGradient) = GraphGradients.Of(Inference, Output, dy, Input);
        return graph;
    }

    private IReadOnlyList<Node> FindBackward()
    {
        if (Loss is null)
            return [];
        IReadOnlyList<Node> backward = GraphGradients.Of(Forward, Loss);
        return [.. backward, .. GraphGradients.Unwritten(Parameters, backward)];
    }

    private static long Products(Node node) => node switch
    {
        Contraction { Right: not null } contraction => contraction.Nests.Sum(static n => n.Operations),
        Scan scan => scan.Count * scan.Body.Sum(Products),
        _ => 0,
    };
}

/// <summary>A layer's row in the network's table.</summary>
internal sealed record LayerSummary(LayerSpec Layer, Shape Output, int Parameters, long MultiplyAdds)
{
    /// <summary>The parameters that came with it.</summary>
    public IReadOnlyList<Parameter> Tensors { get; init; } = [];
}
