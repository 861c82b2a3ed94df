using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Programs over lane groups: a value of shape <c>[6,24,24]</c> is stored <c>[6,24,24,16]</c>, the innermost 16 floats being the same
/// element of 16 samples. Every program is a list of steps made from the same graph.
/// </summary>
internal sealed partial class BatchLowering
{
    private const string Runtime = "Lanes";

    private readonly Graph _graph;
    private readonly bool _trains;
    private List<Step> _steps = [];
    private List<Step> _chunkSteps = [];
    private List<Step> _mergeSteps = [];

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
        foreach (FusedNode fused in Fusion.Run([.. nodes.Take(backward), new GivenGradient(graph.OutputGradient!), .. nodes.Skip(backward)], results, contiguous: true))
            lowering.Lower(fused);
        lowering.Unpack(graph.InputGradient!, optional: false);
        return Program.Of(lowering._steps);
    }

    /// <summary>Forward, loss and backward; the weight gradients of dense layers once for a whole chunk.</summary>
    public static Program Train(Graph graph)
    {
        var lowering = new BatchLowering(graph, trains: true);
        IReadOnlyList<PhaseNodes> schedule = Schedule.Of([.. graph.Forward, .. graph.Loss is null ? Array.Empty<Node>() : [graph.Loss], .. graph.Backward]);
        lowering._shared.UnionWith(schedule.SelectMany(static p => p.Merge.Select(static n => n.Output).OfType<Shared>().Concat(p.Group.OfType<BatchNode>().SelectMany(static b => b.Results))));
        lowering.KeepAcross(schedule);
        var phases = schedule.Select(lowering.LowerPhase).ToList();
        lowering._steps = [.. phases[phases.Count - 1].Steps];
        if (graph.Loss is null)
            lowering.Unpack(graph.Output, optional: false);
        phases[phases.Count - 1] = phases[phases.Count - 1] with { Steps = lowering._steps };
        lowering._steps = [];
        foreach (Node node in graph.Finish)
            lowering.Lower(new FusedNode(node));
        return Program.Of(phases, lowering._steps, lowering.Tables);
    }

    private void Infer()
    {
        FindLocals(_graph.Inference);
        foreach (FusedNode fused in Fusion.Run([.. _graph.Inference.Where(static n => n is not Map { Output: Shared })], [_graph.Output], contiguous: true))
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
        var fused = Fusion.Run(nodes.Group, _kept.Append(_graph.Output), contiguous: true);
        foreach (FusedNode node in fused)
        {
            if (node.Node is Contraction c && IsChunkWide(c) && c.Right is Value x)
                _wholeChunk.Add(x.Root);
        }

        LowerAll(fused);
        List<Step> group = _steps;
        _steps = _mergeSteps;
        foreach (Node node in nodes.Merge)
            Lower(new FusedNode(node));
        return new Phase(group, _chunkSteps, _mergeSteps);
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
        Buffer buffer = BufferOf(output);
        Func<Scene, string> at = Locate(output);
        string guard = optional ? "if (frame.Outputs != null)\n    " : "";
        _steps.Add(new Step([buffer], [], scene => $"{guard}{Runtime}.Unpack({at(scene)}, {output.Shape.Length}, frame.Count, frame.Outputs);"));
    }

    /// <summary>The body once for each step, the step's number in a variable.</summary>
    private void Scan(Scan scan)
    {
        List<Step> outside = _steps;
        var body = Fusion.Run(scan.Body, scan.Body.SelectMany(static n => n.Writes).Where(v => !_locals.Contains(v)), contiguous: true);
        // What is computed on demand is computed before the loop.
        foreach (Tensor tensor in scan.Body.SelectMany(static n => n.Inputs))
            Ensure(tensor);
        _steps = [];
        LowerAll(body);
        List<Step> inside = _steps;
        _steps = outside;
        _steps.Add(new Step([.. inside.SelectMany(static s => s.Reads).Distinct()], [.. inside.SelectMany(static s => s.Writes).Distinct()], scene =>
        {
            string lines = Indented(string.Join("\n", inside.Select(s => s.Text(scene))));
            string head = scan.Backward ? $"for (int {StepName} = {scan.Count - 1}; {StepName} >= 0; {StepName}--)" : $"for (int {StepName} = 0; {StepName} < {scan.Count}; {StepName}++)";
            return $"{head}\n{{\n{lines}\n}}";
        }));
    }

    private void Start(Value value)
    {
        Buffer buffer = BufferOf(value);
        Func<Scene, string> at = Locate(value);
        _steps.Add(new Step([], [buffer], scene => $"new Span<float>({at(scene)}, {value.Shape.Length * Isa.Group}).Clear();"));
    }

    /// <summary>The outputs' gradient: given, or the loss's.</summary>
    private void Given(Value gradient)
    {
        Buffer buffer = BufferOf(gradient);
        Func<Scene, string> at = Locate(gradient);
        string Pack(Scene scene) => $"{Runtime}.Pack((float*)frame.Targets, {gradient.Shape.Length}, frame.Count, {at(scene)});";
        if (_graph.Loss is null)
        {
            _steps.Add(new Step([], [buffer], Pack));
            return;
        }

        Loss(_graph.Loss);
        Step loss = _steps[_steps.Count - 1];
        _steps[_steps.Count - 1] = loss with { Text = scene => $"if (frame.Given)\n{{\n{Indented(Pack(scene))}\n}}\nelse\n{{\n{Indented(loss.Text(scene))}\n}}" };
    }

    private void Loss(LossNode loss)
    {
        int length = loss.TakesLabels ? loss.X.Shape.Last : loss.X.Shape.Length, rows = loss.X.Shape.Length / length;
        var targets = new Buffer("targets", loss.X.Shape.Length * Isa.Group);
        var weights = new Buffer("weights", (loss.TakesLabels ? loss.TargetLength : 1) * Isa.Group);
        Buffer x = BufferOf(loss.X), dx = BufferOf(loss.Output);
        Func<Scene, string> outputs = Locate(loss.X), gradient = Locate(loss.Output);
        string Text(Scene scene, string pack, int targetLength, bool distributions)
        {
            string name = LossKernels.Emit(scene.Library, $"{loss.Form.Name} of {loss.X}.", loss.Form, rows, length, distributions);
            return $"{Runtime}.{pack}frame.Targets, {targetLength}, frame.Count, frame.Scale, {scene.At(targets)}, {scene.At(weights)});\n" +
                $"{name}({outputs(scene)}, {scene.At(targets)}, {scene.At(weights)}, {gradient(scene)}, frame.Losses);";
        }

        _steps.Add(new Step([x], [targets, weights, dx], scene =>
        {
            string values = Text(scene, "PackTargets((float*)", loss.X.Shape.Length, loss.TakesLabels);
            if (!loss.TakesLabels)
                return values;
            string labels = Text(scene, "PackLabels((int*)", loss.TargetLength, false);
            return $"if (frame.Distributions)\n{{\n{Indented(values)}\n}}\nelse\n{{\n{Indented(labels)}\n}}";
        }));
    }

    private static string Indented(string lines) => string.Join("\n", lines.Split('\n').Select(static line => "    " + line));

    private static Func<Scene, string> Shifted(Func<Scene, string> place, int floats) => scene => Kernels.Text.Plus(place(scene), floats);

    /// <summary>Gradients that an operation has written: of tied parameters, the next one adds to them.</summary>
    private readonly HashSet<Tensor> _begun = [];

    /// <summary>Adds a call that passes the tensors' addresses in order.</summary>
    private void Call(IEnumerable<Tensor> tensors, Tensor output, Func<Scene, string> emit, bool adds = false) => Call(tensors, [output], emit, adds);

    private void Call(
        IEnumerable<Tensor> tensors, IReadOnlyList<Tensor> outputs, Func<Scene, string> emit, bool adds = false, IReadOnlyList<int>? shifts = null)
    {
        Tensor[] all = [.. tensors];
        Buffer[] reads = [.. all.Where(t => !outputs.Contains(t)).Select(FindBuffer).OfType<Buffer>()];
        Buffer[] writes = [.. outputs.Select(FindBuffer).OfType<Buffer>()];
        Func<Scene, string>[] places = [.. all.Select((t, i) => Shifted(Locate(t), shifts?[i] ?? 0))];
        bool again = adds && !_begun.Add(outputs[0]);
        _steps.Add(new Step(reads, writes, scene => $"{emit(scene)}({string.Join(", ", places.Select(at => at(scene)))}{(again ? ", true" : adds ? ", " + scene.Adds() : "")});"));
    }
}
