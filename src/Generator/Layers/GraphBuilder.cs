using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Layers;

/// <summary>What layers write their operations and parameters to, and what becomes the network's <see cref="Graph"/>.</summary>
internal sealed class GraphBuilder
{
    private readonly NetworkSpec _spec;
    private readonly CancellationToken _cancel;
    private readonly Value _input;
    private readonly List<Node> _forward = [];
    private readonly List<Node> _inference = [];
    private readonly List<Node> _finish = [];
    private readonly List<Parameter> _parameters = [];
    private readonly Dictionary<string, Parameter> _byMember = [];
    private readonly List<string> _counters = [];
    private readonly List<LayerSummary> _layers = [];
    private readonly List<NetworkPart> _parts = [];
    private readonly NetworkSize _size;
    private readonly LayerTrace _trace;
    private Dictionary<string, Value> _named = [];
    private Value _output;
    private LossNode? _loss;
    private bool _tied;

    /// <param name="spec">The network.</param>
    /// <param name="stream">Whether it runs step by step.</param>
    /// <param name="cancel">Ends the building.</param>
    public GraphBuilder(NetworkSpec spec, bool stream, CancellationToken cancel)
    {
        _spec = spec;
        _cancel = cancel;
        LayerSpec? first = spec.Layers.Count > 0 ? spec.Layers[0].First : null;
        bool takesTokens = first is not null && LayerCatalog.Find(first.Kind) is { TakesTokens: true };
        _input = new Value("input", spec.Input) { Tokens = takesTokens ? first!.Integer("Vocabulary", 0) : 0 };
        _output = _input;
        _size = new NetworkSize(spec.Input);
        _trace = new LayerTrace(_input);
        IsStream = stream;
    }

    /// <summary>Whether sequences come step by step: the graph is one step, with states before and behind it.</summary>
    public bool IsStream { get; }

    /// <summary>The operations of training so far.</summary>
    public IReadOnlyList<Node> Forward => _forward;

    /// <summary>Adds the next layer of the network.</summary>
    /// <exception cref="DoesNotFitException">The layer does not fit, or is one too many.</exception>
    /// <exception cref="LimitException">It makes parameters or values too large.</exception>
    public void AddLayer(LayerSpec spec)
    {
        int nodes = _inference.Count, parameters = _size.Parameters, first = _parameters.Count;
        _size.Begin(spec);
        _output = Build(spec, spec.Name, _output);
        _size.AddOutput(_output.Shape);
        IReadOnlyList<Parameter> own = _parameters.GetRange(first, _parameters.Count - first);
        if (spec.Kind == "Use" && spec.Parts[0].Input is not null)
            _parts.Add(NetworkGraph.PartOf(spec, own, _cancel));
        long multiplyAdds = _inference.GetRange(nodes, _inference.Count - nodes).Sum(MultiplyAdds);
        _layers.Add(new LayerSummary(spec, _output.Shape, _size.Parameters - parameters, multiplyAdds) { Tensors = own });
    }

    /// <summary>The network of all layers so far.</summary>
    public Graph ToGraph()
    {
        SettleRoles();
        ParameterPlaces.Assign(_parameters, _parts);
        return new Graph
        {
            Input = _input,
            Output = _output,
            Loss = _loss,
            Forward = _forward,
            Inference = _inference,
            Finish = _finish,
            Parameters = _parameters,
            Layers = _layers,
            Facts = _trace.Facts,
            Counters = _counters,
            Parts = _parts,
            IsStream = IsStream,
        };
    }

    /// <summary>A new parameter of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="role"><c>weight</c> or <c>bias</c>, as PyTorch names it.</param>
    /// <param name="shape">The shape in files.</param>
    /// <param name="order">The axes of <paramref name="shape"/> in the order of memory, outermost first.</param>
    /// <param name="initial">What PyTorch draws it from.</param>
    /// <param name="kind">What it is to the layer.</param>
    public Parameter AddParameter(
        LayerSpec layer, string role, Shape shape, int[] order, Initial initial, ParameterRole kind = ParameterRole.Weight)
    {
        if (_tied && kind is (ParameterRole.Shared or ParameterRole.Statistic))
        {
            throw new DoesNotFitException(
                $"{layer.Declaration} cannot be tied: each place has statistics of its own; leave Tied out, or use LayerNorm");
        }

        _trace.AddParameter(role);
        string name = $"{layer.Name}.{role}", member = MemberNames.Of(name);
        if (name.Length > Limits.TensorNameLength)
        {
            throw new DoesNotFitException(
                $"{layer.Declaration} would have a {role} whose name, with those of all parts around it, has {name.Length} characters, but "
                + $"a name may have {Limits.TensorNameLength}; give the parts shorter names");
        }

        _byMember.TryGetValue(member, out Parameter? known);
        if (_tied && known?.Name == name)
        {
            if (known.Role == ParameterRole.WideWeight && kind != known.Role)
            {
                throw new DoesNotFitException(
                    $"{layer.Declaration} cannot be tied: with {known.Shape} weights it takes a flat input in the first place and steps in "
                    + "the next; let the block keep the rank of what it takes, or leave Tied out");
            }

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

        _size.AddParameter(name, shape);
        int[] strides = new int[shape.Rank];
        int stride = 1;
        for (int place = order.Length - 1; place >= 0; place--)
        {
            strides[order[place]] = stride;
            stride *= shape[order[place]];
        }

        bool weight = kind is ParameterRole.Weight or ParameterRole.WideWeight or ParameterRole.Table;
        bool regular = weight || layer.Number("RegularizeBias", _spec.RegularizeBias ? 1 : 0) != 0;
        var parameter = new Parameter(name, shape, strides, kind)
        {
            Initial = (weight ? Initial.Named(layer.Integer("Init", 0), shape) : null) ?? initial,
            Learned = kind != ParameterRole.Statistic && layer.Number("Frozen", 0) == 0 && layer.Number("Held", 0) == 0,
            L1 = regular ? (float)layer.Number("L1", _spec.L1) : 0,
            L2 = regular ? (float)layer.Number("L2", _spec.L2) : 0,
        };
        _parameters.Add(parameter);
        _byMember.Add(member, parameter);
        return parameter;
    }

    /// <summary>A new bias of a layer; null where the layer is told to have none.</summary>
    public Parameter? AddBias(
        LayerSpec layer, int length, Initial initial, string role = "bias", ParameterRole kind = ParameterRole.Bias) =>
        layer.Number("Bias", 1) != 0 ? AddParameter(layer, role, new Shape(length), [0], initial, kind) : null;

    /// <summary>Names a whole number that PyTorch's files hold beside a layer's parameters.</summary>
    public void AddCounter(LayerSpec layer, string role) => _counters.Add($"{layer.Name}.{role}");

    /// <summary>Adds an operation of training and inference.</summary>
    public Value Add(Value output, Func<Value, Node> operation)
    {
        _size.CheckValue(output);
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
        _loss = new LossNode(layer.Name, form, new Value("d_" + x.Name, x.Shape) { IsGradient = true }, x);
        return x;
    }

    /// <summary>Adds the layers of a part, each named below the part.</summary>
    /// <param name="outer">The layer that the part belongs to.</param>
    /// <param name="part">The part.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="x">What it takes.</param>
    /// <exception cref="DoesNotFitException">A layer of the part does not fit, or the part wants another shape.</exception>
    public Value AddPart(LayerSpec outer, PartSpec part, string name, Value x)
    {
        if (!IsStream && part.Input is { } wanted && wanted != x.Shape)
        {
            throw new DoesNotFitException(
                $"{outer.Declaration} takes {wanted}, as {part.Name} declares, but gets {x.Shape}; " +
                "change one of the two, or use a block, which takes any shape that fits");
        }

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

    /// <summary>Adds a layer that another one has inside.</summary>
    public Value AddInner(LayerSpec spec, Value x) => Build(LayerCatalog.Find(spec.Kind)!, spec, x);

    /// <summary>Takes down what a layer of several parts makes of their outputs, as the layer that does so by itself.</summary>
    public Value AddJoin(string kind, LayerSpec outer, IReadOnlyList<Value> inputs, Value output)
    {
        _trace.AddLayer(LayerCatalog.Find(kind)!, new LayerSpec(kind, outer.Name, default), inputs, output);
        return output;
    }

    /// <summary>The output of a layer of the same class.</summary>
    /// <exception cref="DoesNotFitException">No layer before has that name.</exception>
    public Value Named(LayerSpec layer, string name) => _named.TryGetValue(name, out Value? value) ? value : throw new DoesNotFitException(
        $"{layer.Declaration} takes the output of \"{name}\", but the layers before it are {string.Join(", ", _named.Keys)}; " +
        "use one of these names",
        NearestName.Of(name, _named.Keys) is { } meant ? [new Fix(Edit.Name, name, meant)] : []);

    /// <summary>
    /// Runs <paramref name="build"/> with parameters that are shared by name: a second layer of one name gets the first one's.
    /// </summary>
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
        _cancel.ThrowIfCancellationRequested();
        _size.AddLayer(layer, spec, input.Shape, _inference.Count);
        return _named[localName] = Build(layer, spec, input);
    }

    private Value Build(Layer layer, LayerSpec spec, Value input)
    {
        Value y = layer.Build(this, spec, input);
        if (!layer.IsLoss && layer is not Composite)
            _trace.AddLayer(layer, spec, [input, .. spec.Sources.Select(name => Named(spec, name))], y);
        return y;
    }

    /// <summary>What no layer asked about lies in memory as features do, and its transpose as channels.</summary>
    private void SettleRoles()
    {
        _input.Roles.Settle(AxisOrder.FeaturesLast);
        foreach (Value value in _forward.Concat(_inference).Select(static n => n.Output).OfType<Value>())
            value.Roles.Settle(AxisOrder.FeaturesLast);
    }

    private static long MultiplyAdds(Node node) => node switch
    {
        Contraction { Right: not null } contraction => contraction.Nests.Sum(static n => n.Operations),
        Scan scan => scan.Count * scan.Body.Sum(MultiplyAdds),
        _ => 0,
    };
}
