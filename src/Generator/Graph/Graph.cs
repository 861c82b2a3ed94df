using Unrolled.Generator.Kernels;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>A network as values and operations: forward in order, and backward where there is a loss.</summary>
internal sealed class Graph
{
    private readonly List<Node> _forward = [];
    private readonly List<Node> _inference = [];
    private readonly List<Node> _finish = [];
    private readonly List<Parameter> _parameters = [];
    private readonly List<LayerSummary> _layers = [];

    private Graph(Value input) => Input = input;

    public Value Input { get; }

    public Value Output { get; private set; } = null!;

    public LossNode? Loss { get; private set; }

    /// <summary>The operations of training, from the input to the output.</summary>
    public IReadOnlyList<Node> Forward => _forward;

    /// <summary>The operations of inference.</summary>
    public IReadOnlyList<Node> Inference => _inference;

    /// <summary>What training does once for each step that is taken, besides learning.</summary>
    public IReadOnlyList<Node> Finish => _finish;

    public IReadOnlyList<Node> Backward { get; private set; } = [];

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public IReadOnlyList<LayerSummary> Layers => _layers;

    public int ParameterCount => _parameters.Sum(static p => p.Shape.Length);

    /// <summary>Builds a network's graph, or tells which layer does not fit and why.</summary>
    public static (Graph? Graph, int FailedLayer, string Message) TryBuild(NetworkSpec spec)
    {
        var graph = new Graph(new Value("input", spec.Input));
        Value x = graph.Input;
        for (int i = 0; i < spec.Layers.Count; i++)
        {
            LayerSpec layer = spec.Layers[i];
            try
            {
                x = graph.AddLayer(layer, x);
            }
            catch (DoesNotFitException e)
            {
                return (null, i, e.Message);
            }
        }

        graph.Output = x;
        graph.SettleRoles();
        if (graph.Loss is not null)
            graph.Backward = GraphGradients.Of(graph._forward, graph.Loss);
        return (graph, -1, "");
    }

    /// <summary>A new parameter of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="role"><c>weight</c> or <c>bias</c>, as PyTorch names it.</param>
    /// <param name="shape">The shape in files.</param>
    /// <param name="order">The axes of <paramref name="shape"/> in the order of memory, outermost first.</param>
    /// <param name="fanIn">Inputs of one output.</param>
    public Parameter AddParameter(LayerSpec layer, string role, Shape shape, int[] order, int fanIn)
    {
        int[] strides = new int[shape.Rank];
        int stride = 1;
        for (int place = order.Length - 1; place >= 0; place--)
        {
            strides[order[place]] = stride;
            stride *= shape[order[place]];
        }

        var parameter = new Parameter($"{layer.Name}.{role}", shape, strides, ParameterCount, fanIn);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Adds an operation of training and inference.</summary>
    public Value Add(Value output, Func<Value, Node> operation)
    {
        Node node = operation(output);
        _forward.Add(node);
        _inference.Add(node);
        return output;
    }

    /// <summary>Adds operations that are others in training than in inference.</summary>
    public void Add(IEnumerable<Node> training, IEnumerable<Node> inference)
    {
        _forward.AddRange(training);
        _inference.AddRange(inference);
    }

    public void AddFinish(Node node) => _finish.Add(node);

    /// <summary>An element-wise layer of one value.</summary>
    public Value AddMap(LayerSpec layer, Value x, Expr formula, Expr slope) =>
        Add(new Value(layer.Name, x.Shape, roles: x.Roles), y => new Map(layer.Name, y, formula, x) { Slope = slope });

    public Value AddLoss(LayerSpec layer, LossForm form, Value x)
    {
        Loss = new LossNode(layer.Name, form, new Value("d_" + x.Name, x.Shape), x);
        return x;
    }

    /// <summary>What no layer asked about lies in memory as features do, and its transpose as channels.</summary>
    private void SettleRoles()
    {
        Input.Roles.Settle(AxisOrder.FeaturesLast);
        foreach (Value value in _forward.Concat(_inference).Select(static n => n.Output).OfType<Value>())
            value.Roles.Settle(AxisOrder.FeaturesLast);
    }

    private static long MultiplyAdds(Node node) => node switch
    {
        Contraction { Right: Parameter } contraction => contraction.Nests.Sum(static n => n.Operations),
        Scan scan => scan.Count * scan.Body.Sum(MultiplyAdds),
        _ => 0,
    };

    private Value AddLayer(LayerSpec spec, Value x)
    {
        Layer layer = LayerCatalog.Find(spec.Kind) ?? throw new InvalidOperationException($"No layer {spec.Kind}.");
        int nodes = _inference.Count, parameters = ParameterCount;
        Value y = layer.Build(this, spec, x);
        long multiplyAdds = _inference.Skip(nodes).Sum(MultiplyAdds);
        _layers.Add(new LayerSummary(spec, y.Shape, ParameterCount - parameters, multiplyAdds));
        return y;
    }
}

/// <summary>A layer's row in the network's table.</summary>
internal sealed record LayerSummary(LayerSpec Layer, Shape Output, int Parameters, long MultiplyAdds);
