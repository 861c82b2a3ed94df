using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Programs over lane groups: a value of shape <c>[6,24,24]</c> is stored <c>[6,24,24,16]</c>, the innermost 16 floats being the same
/// element of 16 samples. Every program is a list of steps made from the same graph.
/// </summary>
internal sealed partial class BatchLowering
{
    private readonly Graph _graph;
    private readonly bool _trains;
    private List<Statement> _steps = [];
    private List<Statement> _chunkSteps = [];
    private List<Statement> _mergeSteps = [];

    private BatchLowering(Graph graph, bool trains)
    {
        _graph = graph;
        _trains = trains;
        foreach (Node node in trains ? graph.Forward.Concat(graph.Backward) : graph.Inference)
        {
            if (!_makers.ContainsKey(node.Output))
                _makers.Add(node.Output, node);
        }
    }

    /// <summary>Pack, forward, unpack.</summary>
    public static Program Predict(Graph graph)
    {
        var lowering = new BatchLowering(graph, trains: false);
        lowering.Infer();
        lowering.Unpack(graph.Output, optional: false);
        return Program.Of(lowering._steps);
    }

    /// <summary>Inference, and the loss against targets.</summary>
    public static Program Evaluate(Graph graph)
    {
        var lowering = new BatchLowering(graph, trains: false);
        lowering.Infer();
        lowering.Unpack(graph.Output, optional: true);
        lowering.Loss(graph.Loss!);
        return Program.Of(lowering._steps);
    }

    /// <summary>Inference, the outputs' gradient from the loss or as it is given, and the way back.</summary>
    public static Program InputGradient(Graph graph)
    {
        var lowering = new BatchLowering(graph, trains: false);
        Node[] nodes = [.. graph.Inference.Concat(graph.Backward).Where(static n => n is not Map { Output: Shared })];
        int backward = nodes.Length - graph.Backward.Count(static n => n is not Map { Output: Shared });
        lowering._kept.Add(graph.OutputGradient!);
        lowering.FindLocals(nodes);
        lowering._kept.Clear();
        IReadOnlyList<Value> results = [graph.Output, graph.OutputGradient!, graph.InputGradient!];
        Node[] all = [.. nodes.Take(backward), new GivenGradient(graph.OutputGradient!), .. nodes.Skip(backward)];
        foreach (FusedNode fused in Fusion.Run(all, results, contiguous: true))
            lowering.Lower(fused);
        lowering.Unpack(graph.InputGradient!, optional: false);
        return Program.Of(lowering._steps);
    }

    /// <summary>Forward, loss and backward; the weight gradients of dense layers once for a whole chunk.</summary>
    public static Program Train(Graph graph)
    {
        var lowering = new BatchLowering(graph, trains: true);
        Node[] loss = graph.Loss is null ? [] : [graph.Loss];
        Value? handedOut = graph.Loss is null ? graph.Output : null;
        IReadOnlyList<PhaseNodes> schedule = Schedule.Of([.. graph.Forward, .. loss, .. graph.Backward], handedOut);
        foreach (PhaseNodes phase in schedule)
        {
            lowering._shared.UnionWith(phase.Merge.Select(static n => n.Output).OfType<Shared>());
            lowering._shared.UnionWith(phase.Group.OfType<BatchNode>().SelectMany(static b => b.Results));
        }

        lowering.KeepAcross(schedule);
        var phases = schedule.Select(lowering.LowerPhase).ToList();
        Phase last = phases[phases.Count - 1];
        lowering._steps = [.. last.Group];
        if (graph.Loss is null)
            lowering.Unpack(graph.Output, optional: false);
        phases[phases.Count - 1] = last with { Group = lowering._steps };
        lowering._steps = [];
        foreach (Node node in graph.Finish)
            lowering.Lower(new FusedNode(node));
        return Program.Of(phases, lowering._steps, lowering.Tables);
    }

    private void Infer()
    {
        FindLocals(_graph.Inference);
        Node[] nodes = [.. _graph.Inference.Where(static n => n is not Map { Output: Shared })];
        foreach (FusedNode fused in Fusion.Run(nodes, [_graph.Output], contiguous: true))
            Lower(fused);
    }

    private Phase LowerPhase(PhaseNodes nodes)
    {
        _steps = [];
        _chunkSteps = [];
        _mergeSteps = [];
        _here.Clear();
        _bySample.Clear();
        FindLocals(nodes.Group);
        if (_kept.Contains(_graph.Input) && !_buffers.ContainsKey(_graph.Input))
            PackInput(BufferOf(_graph.Input));
        var fused = Fusion.Run(nodes.Group, _kept.Append(_graph.Output), contiguous: true);
        foreach (FusedNode node in fused)
        {
            if (node.Node is Contraction c && IsChunkSum(c) && c.Right is Value x)
                _wholeChunk.Add(x.Root);
        }

        LowerAll(fused);
        IReadOnlyList<Statement.WideLoop> wide = LowerWide(nodes.Wide);
        List<Statement> group = _steps;
        _steps = _mergeSteps;
        foreach (Node node in nodes.Merge)
            Lower(new FusedNode(node));
        return new Phase(group, _chunkSteps, _mergeSteps) { Wide = wide };
    }

    /// <summary>Lowers operations in order; neighbouring element-wise ones of one length share a loop.</summary>
    private void LowerAll(IReadOnlyList<FusedNode> nodes)
    {
        for (int i = 0; i < nodes.Count;)
        {
            int length = nodes[i].Output.Shape.Length, same = Fusion.Together(nodes, i, n => IsFlat(n) && n.Output.Shape.Length == length);
            if (same > 0)
                Elementwise([.. nodes.Skip(i).Take(same)]);
            else
                Lower(nodes[i]);
            i += Math.Max(same, 1);
        }
    }

    private void Lower(FusedNode fused)
    {
        switch (fused.Node)
        {
            case Contraction c:
                foreach (Nest nest in c.Nests)
                    Contract(fused, c, nest);
                break;
            case Map { Output: not Value } map:
                SharedMap(map);
                break;
            case Map when IsFlat(fused):
                Elementwise([fused]);
                break;
            case Map map:
                AlongAxis(fused, map);
                break;
            case Scan scan:
                Scan(scan);
                break;
            case Start start:
                Start((Value)start.Output);
                break;
            case Concat concat:
                foreach (Contraction copy in concat.Copies())
                    Contract(new FusedNode(copy), copy, copy.Nests[0]);
                break;
            case MaxPoolGradient pool:
                PoolGradient(fused, pool);
                break;
            case SoftmaxNode or SoftmaxGradient or NormalizeNode or NormalizeGradient:
                Rows(fused.Node);
                break;
            case LossNode loss:
                Loss(loss);
                break;
            case GivenGradient given:
                Given((Value)given.Output);
                break;
            default:
                LowerBatch(fused.Node);
                break;
        }
    }

    private void Unpack(Value output, bool optional)
    {
        var unpack = new Statement.Call(
            RuntimeMethod.Unpack, In(Locate(output)), Of(output.Shape.Length), Of(FrameNumber.Count),
            Out(Address.Of(CallerMemory.Outputs)));
        _steps.Add(optional ? new Statement.When(Condition.OutputsWanted, new([unpack]), default) : unpack);
    }

    /// <summary>The body once for each step, the step's number in a variable.</summary>
    private void Scan(Scan scan)
    {
        var body = Fusion.Run(scan.Body, scan.Body.SelectMany(static n => n.Writes).Where(v => !_locals.Contains(v)), contiguous: true);
        // What is computed on demand is computed before the loop.
        foreach (Tensor tensor in scan.Body.SelectMany(static n => n.Inputs))
            Ensure(tensor);
        _steps.Add(new Statement.Repeat(StepName, scan.Count, scan.Backward, new([.. Apart(() => LowerAll(body))])));
    }

    /// <summary>The statements that something adds, taken out of the others.</summary>
    private List<Statement> Apart(Action lower)
    {
        List<Statement> outside = _steps;
        _steps = [];
        lower();
        List<Statement> inside = _steps;
        _steps = outside;
        return inside;
    }

    private void Start(Value value) => _steps.Add(new Statement.Clear(Locate(value), value.Shape.Length * Isa.Group));

    /// <summary>The outputs' gradient: given, or the loss's.</summary>
    private void Given(Value gradient)
    {
        var pack = new Statement.Call(
            RuntimeMethod.Pack, In(Address.Of(CallerMemory.Targets)), Of(gradient.Shape.Length), Of(FrameNumber.Count),
            Out(Locate(gradient)));
        _steps.Add(_graph.Loss is null
            ? pack
            : new Statement.When(Condition.GradientGiven, new([pack]), new([.. LossStatements(_graph.Loss)])));
    }

    private void Loss(LossNode loss) => _steps.AddRange(LossStatements(loss));

    private IReadOnlyList<Statement> LossStatements(LossNode loss)
    {
        int length = loss.TakesLabels ? loss.X.Shape.Last : loss.X.Shape.Length, rows = loss.X.Shape.Length / length;
        var targets = Address.Of(new Buffer("targets", loss.X.Shape.Length * Isa.Group));
        var weights = Address.Of(new Buffer("weights", (loss.TakesLabels ? loss.TargetLength : 1) * Isa.Group));
        Address x = Locate(loss.X), dx = Locate(loss.Output);
        Statement[] values = Statements(RuntimeMethod.PackTargets, Element.Float32, loss.X.Shape.Length, loss.TakesLabels);
        if (!loss.TakesLabels)
            return values;
        Statement[] labels = Statements(RuntimeMethod.PackLabels, Element.Int32, loss.TargetLength, distributions: false);
        return [new Statement.When(Condition.Distributions, new(values), new(labels))];

        Statement[] Statements(RuntimeMethod pack, Element element, int targetLength, bool distributions) =>
        [
            new Statement.Call(
                pack, In(Address.Of(CallerMemory.Targets, element)), Of(targetLength), Of(FrameNumber.Count), Of(FrameNumber.Scale),
                Out(targets), Out(weights)),
            new Statement.Call(
                new LossCode($"{loss.Form.Name} of {loss.X}.", loss.Form, rows, length, distributions),
                In(x), In(targets), In(weights), Out(dx), Out(Address.Of(CallerMemory.Losses))),
        ];
    }

    /// <summary>Gradients that an operation has written: of tied parameters, the next one adds to them.</summary>
    private readonly HashSet<Tensor> _begun = [];

    /// <summary>Adds a call that passes the tensors' addresses in order.</summary>
    private void Call(IEnumerable<Tensor> tensors, IReadOnlyList<Tensor> outputs, Kernel kernel, IReadOnlyList<int>? shifts = null)
    {
        bool adds = kernel is NestCode { Nest.Accumulates: true };
        Use written = adds ? Use.Update : Use.Write;
        IEnumerable<Operand> places = tensors.Select((t, i) =>
            new Operand.At(Locate(t).Plus(shifts?[i] ?? 0), outputs.Contains(t) ? written : Use.Read));
        _steps.Add(new Statement.Call(kernel, adds ? [.. places, Adds(outputs[0])] : places));
    }

    /// <summary>Whether a gradient is added to: what an earlier operation of the same group began, always.</summary>
    private Operand Adds(Tensor gradient, string? counter = null) =>
        _begun.Add(gradient) ? new Operand.Adds(counter) : new Operand.Truth(true);
}
