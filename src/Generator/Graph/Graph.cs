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
    private readonly Dictionary<string, Parameter> _byMember = [];
    private readonly List<LayerSummary> _layers = [];

    private readonly List<NetworkPart> _parts = [];
    private readonly List<string> _counters = [];
    private readonly NetworkSpec _spec;
    private Dictionary<string, Value> _named = [];
    private IReadOnlyList<Node>? _backward;
    private readonly HashSet<(string, Shape)> _forms = [];
    private int _built;
    private bool _tied;

    private Graph(NetworkSpec spec)
    {
        _spec = spec;
        int tokens = spec.Layers.Count > 0 && spec.Layers[0].First is var first && LayerCatalog.Find(first.Kind) is { TakesTokens: true } ? first.Integer("Vocabulary", 0) : 0;
        Input = new Value("input", spec.Input) { Tokens = tokens };
    }

    public Value Input { get; }

    public Value Output { get; private set; } = null!;

    public LossNode? Loss { get; private set; }

    /// <summary>Where the way back to the input begins and ends, in a graph that has one.</summary>
    public Value? OutputGradient { get; private set; }

    public Value? InputGradient { get; private set; }

    /// <summary>The operations of training, from the input to the output.</summary>
    public IReadOnlyList<Node> Forward => _forward;

    /// <summary>The operations of inference.</summary>
    public IReadOnlyList<Node> Inference => _inference;

    /// <summary>What training does once for each step that is taken, besides learning.</summary>
    public IReadOnlyList<Node> Finish => _finish;

    /// <summary>
    /// The operations of the way back. They are made when they are first asked for: shapes and names, which the editor wants at every key,
    /// need none.
    /// </summary>
    public IReadOnlyList<Node> Backward => _backward ??= FindBackward();

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public IReadOnlyList<LayerSummary> Layers => _layers;

    public IReadOnlyList<string> Counters => _counters;

    /// <summary>The parts that are networks themselves.</summary>
    public IReadOnlyList<NetworkPart> Parts => _parts;

    public int ParameterCount { get; private set; }

    /// <summary>Parameters from the first on whose gradients have slots.</summary>
    public int SlottedCount => _parameters.Where(static p => p.IsSlotted).Sum(static p => p.Shape.Length);

    /// <summary>Parameters from the first on that are learned.</summary>
    public int LearnedCount => _parameters.Where(static p => p.Learned).Sum(static p => p.Shape.Length);

    /// <summary>Floats that one step of a stream takes over from the one before.</summary>
    public int StateLength => _inference.Sum(static node => node switch
    {
        Start start => start.Output.Shape.Length,
        // The newest place is the step's own.
        History history => history.Output.Shape[0] * (history.Output.Shape[1] - 1),
        _ => 0,
    });

    /// <summary>Whether sequences come step by step: the graph is one step, with states before and behind it.</summary>
    public bool IsStream { get; private init; }

    /// <summary>
    /// The graph of one step of a network whose layers all take sequences step by step; null where one does not, or where no layer has a state to hand on.
    /// </summary>
    public static Graph? TryStream(NetworkSpec spec, Graph whole)
    {
        LayerSpec[] layers = [.. spec.Layers.Where(static l => !LayerCatalog.Find(l.Kind)!.IsLoss)];
        bool sequence = whole.Input.Shape.Rank == 2 || (whole.Input.Shape.Rank == 1 && whole.Input.Tokens > 0);
        if (!sequence || !layers.All(static l => LayerCatalog.Find(l.Kind)!.Streams(l)))
            return null;
        bool stepsLast = whole.Input.Shape.Rank == 2 && whole.Input.Roles.Order == AxisOrder.ChannelsFirst;
        Shape step = stepsLast ? new Shape(whole.Input.Shape[0], 1) : new Shape([1, .. whole.Input.Shape.Extents.Skip(1)]);
        Graph? graph = TryBuild(spec with { Input = step, Layers = new(layers) }, stream: true).Graph;
        return graph is not null && graph.Inference.Any(static n => n is Start or History) ? graph : null;
    }

    /// <summary>
    /// The inference of a network, and the way back to its input: nothing is learned, statistics are the running ones. <see cref="InputGradient"/> follows from
    /// <see cref="OutputGradient"/>.
    /// </summary>
    public static Graph? TryInputGradient(NetworkSpec spec, Graph whole)
    {
        if (!spec.InputGradient || whole.Input.Tokens > 0)
            return null;
        LayerSpec[] layers = [.. spec.Layers.Select(static l => l with { Arguments = new([.. l.Arguments.Where(static a => a.Name != "Frozen"), new Argument("Frozen", 1, "Frozen = true")]) })];
        Graph graph = TryBuild(spec with { Layers = new(layers) }).Graph!;
        foreach ((Parameter parameter, Parameter place) in graph._parameters.Zip(whole._parameters, static (p, q) => (p, q)))
            (parameter.Part, parameter.OffsetInPart, parameter.Offset) = (place.Part, place.OffsetInPart, place.Offset);
        graph.OutputGradient = graph.Loss?.Output as Value ?? new Value("d_" + graph.Output.Name, graph.Output.Shape, roles: graph.Output.Roles) { IsGradient = true };
        (graph._backward, graph.InputGradient) = GraphGradients.Of(graph._inference, graph.Output, graph.OutputGradient, graph.Input);
        return graph;
    }

    /// <summary>
    /// Builds a network's graph, or tells which layer does not fit and why; without a message where there are too many parameters to count.
    /// </summary>
    public static (Graph? Graph, int FailedLayer, string Message) TryBuild(
        NetworkSpec spec, bool stream = false, CancellationToken cancel = default)
    {
        var graph = new Graph(spec) { IsStream = stream };
        Value x = graph.Input;
        for (int i = 0; i < spec.Layers.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            LayerSpec layer = spec.Layers[i];
            try
            {
                x = graph.AddLayer(layer, x);
            }
            catch (DoesNotFitException e)
            {
                return (null, i, e.Message);
            }
            catch (OverflowException)
            {
                return (null, i, "");
            }
        }

        graph.Output = x;
        graph.SettleRoles();
        ParameterPlaces.Assign(graph._parameters, graph._parts);
        return (graph, -1, "");
    }

    /// <summary>A new parameter of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="role"><c>weight</c> or <c>bias</c>, as PyTorch names it.</param>
    /// <param name="shape">The shape in files.</param>
    /// <param name="order">The axes of <paramref name="shape"/> in the order of memory, outermost first.</param>
    /// <param name="initial">What PyTorch draws it from.</param>
    /// <param name="kind">What it is to the layer.</param>
    public Parameter AddParameter(LayerSpec layer, string role, Shape shape, int[] order, Initial initial, ParameterRole kind = ParameterRole.Weight)
    {
        if (_tied && kind is (ParameterRole.Shared or ParameterRole.Statistic))
            throw new DoesNotFitException($"{layer.Declaration} cannot be tied: each place has statistics of its own; leave Tied out, or use LayerNorm");
        string name = $"{layer.Name}.{role}", member = MemberNames.Of(name);
        _byMember.TryGetValue(member, out Parameter? known);
        if (_tied && known?.Name == name)
        {
            return known.Shape == shape ? known : throw new DoesNotFitException(
                $"{layer.Declaration} cannot be tied: its {role} is {known.Shape} in the first place and would be {shape} in the next; "
                + "let the block give the shape that it takes, or leave Tied out");
        }

        if (known is not null)
        {
            throw new DoesNotFitException(
                $"{layer.Declaration} would have {name} beside {known.Name}, both of which generated code calls {member}; " +
                "give one of the layers another Name");
        }

        int[] strides = new int[shape.Rank];
        int stride = 1;
        for (int place = order.Length - 1; place >= 0; place--)
        {
            strides[order[place]] = stride;
            stride *= shape[order[place]];
        }

        bool weight = kind is ParameterRole.Weight or ParameterRole.Table;
        bool regular = weight || layer.Number("RegularizeBias", _spec.RegularizeBias ? 1 : 0) != 0;
        var parameter = new Parameter(name, shape, strides, kind)
        {
            Initial = (weight ? Initial.Named(layer.Integer("Init", 0), shape) : null) ?? initial,
            Learned = kind != ParameterRole.Statistic && layer.Number("Frozen", 0) == 0 && layer.Number("Held", 0) == 0,
            L1 = regular ? (float)layer.Number("L1", _spec.L1) : 0,
            L2 = regular ? (float)layer.Number("L2", _spec.L2) : 0,
        };
        ParameterCount = checked(ParameterCount + shape.Length);
        _parameters.Add(parameter);
        _byMember.Add(member, parameter);
        return parameter;
    }

    /// <summary>Names a whole number that PyTorch's files hold beside a layer's parameters.</summary>
    public void AddCounter(LayerSpec layer, string role) => _counters.Add($"{layer.Name}.{role}");

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


    private IReadOnlyList<Node> FindBackward()
    {
        if (Loss is null)
            return [];
        IReadOnlyList<Node> backward = GraphGradients.Of(_forward, Loss);
        return [.. backward, .. GraphGradients.Unwritten(_parameters, backward)];
    }

    /// <summary>What no layer asked about lies in memory as features do, and its transpose as channels.</summary>
    private void SettleRoles()
    {
        Input.Roles.Settle(AxisOrder.FeaturesLast);
        foreach (Value value in _forward.Concat(_inference).Select(static n => n.Output).OfType<Value>())
            value.Roles.Settle(AxisOrder.FeaturesLast);
    }

    /// <summary>Multiply-adds of the backward pass over one sample.</summary>
    public long BackwardMultiplyAdds => Backward.Sum(Products);

    private static long Products(Node node) => node switch
    {
        Contraction { Right: not null } contraction => contraction.Nests.Sum(static n => n.Operations),
        Scan scan => scan.Count * scan.Body.Sum(Products),
        _ => 0,
    };

    private static long MultiplyAdds(Node node) => node switch
    {
        Contraction { Right: Parameter } contraction => contraction.Nests.Sum(static n => n.Operations),
        Scan scan => scan.Count * scan.Body.Sum(MultiplyAdds),
        _ => 0,
    };

    /// <summary>Adds the layers of a part, each named below the part.</summary>
    /// <param name="outer">The layer that the part belongs to.</param>
    /// <param name="part">The part.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="x">What it takes.</param>
    /// <exception cref="DoesNotFitException">A layer of the part does not fit, or the part wants another shape.</exception>
    public Value AddPart(LayerSpec outer, PartSpec part, string name, Value x)
    {
        if (!IsStream && part.Input is { } wanted && wanted != x.Shape)
            throw new DoesNotFitException($"{outer.Declaration} takes {wanted}, as {part.Name} declares, but gets {x.Shape}; change one of the two, or use a block, which takes any shape that fits");
        // A part of a held network trains as ever, by the batch's statistics and with masks, but nothing of it is learned.
        Argument[] handed = [.. outer.Arguments.Where(static a => a.Name is "Frozen" or "Held" && a.Value != 0)];
        Dictionary<string, Value> around = _named;
        _named = [];
        foreach (LayerSpec layer in part.Layers)
        {
            LayerSpec inner = layer with
            {
                Name = $"{name}.{layer.Name}",
                Arguments = new([.. layer.Arguments.Where(a => handed.All(h => h.Name != a.Name)), .. handed]),
            };
            try
            {
                x = Build(inner, layer.Name, x);
            }
            catch (DoesNotFitException e)
            {
                throw new DoesNotFitException($"inside {part.Name}: {e.Message}");
            }
        }

        _named = around;
        return x;
    }

    /// <summary>The output of a layer of the same class.</summary>
    /// <exception cref="DoesNotFitException">No layer before has that name.</exception>
    public Value Named(LayerSpec layer, string name) => _named.TryGetValue(name, out Value? value) ? value : throw new DoesNotFitException(
        $"{layer.Declaration} takes the output of \"{name}\", but the layers before it are {string.Join(", ", _named.Keys)}; use one of these names");

    /// <summary>Runs <paramref name="build"/> with parameters that are shared by name: a second layer of one name gets the first one's.</summary>
    public Value Tied(Func<Value> build)
    {
        bool before = _tied;
        _tied = true;
        Value y = build();
        _tied = before;
        return y;
    }

    private Value Build(LayerSpec spec, string localName, Value x)
    {
        Layer layer = LayerCatalog.Find(spec.Kind) ?? throw new InvalidOperationException($"No layer {spec.Kind}.");
        Value input = spec.From is null ? x : Named(spec, spec.From);
        CheckSize(layer, spec, input);
        Value y = layer.Build(this, spec, input);
        return _named[localName] = y;
    }

    /// <summary>Ends a network that nobody could compile, before memory and time are spent on it.</summary>
    /// <exception cref="DoesNotFitException">The network has more operations, or more different layers, than it may have.</exception>
    private void CheckSize(Layer layer, LayerSpec spec, Value x)
    {
        _built++;
        if (Math.Max(_built, _inference.Count) > Limits.Operations)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} is beyond the {Limits.Text(Limits.Operations)} operations that a network may have; "
                + "repeat less, or make two networks of it");
        }

        if (layer.HasParameters && layer is not Composite && _forms.Add((spec.Declaration, x.Shape)) && _forms.Count > Limits.Forms)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} of {x.Shape} is beyond the {Limits.Forms} different layers with parameters that a network may have, "
                + "each of which is code of its own; let layers have equal shapes, or make two networks of it");
        }
    }

    private Value AddLayer(LayerSpec spec, Value x)
    {
        int nodes = _inference.Count, parameters = ParameterCount, first = _parameters.Count;
        Value y = Build(spec, spec.Name, x);
        IReadOnlyList<Parameter> own = _parameters.GetRange(first, _parameters.Count - first);
        if (spec.Kind == "Use" && spec.Parts[0].Input is not null)
            _parts.Add(NetworkPart.Of(spec, own));
        long multiplyAdds = _inference.GetRange(nodes, _inference.Count - nodes).Sum(MultiplyAdds);
        _layers.Add(new LayerSummary(spec, y.Shape, ParameterCount - parameters, multiplyAdds) { Tensors = own });
        return y;
    }
}

/// <summary>A layer's row in the network's table.</summary>
internal sealed record LayerSummary(LayerSpec Layer, Shape Output, int Parameters, long MultiplyAdds)
{
    /// <summary>The parameters that came with it.</summary>
    public IReadOnlyList<Parameter> Tensors { get; init; } = [];
}
