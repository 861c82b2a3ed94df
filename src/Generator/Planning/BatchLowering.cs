using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Programs over lane groups: a value of shape <c>[6,24,24]</c> is stored <c>[6,24,24,16]</c>, the innermost 16 floats being the same
/// element of 16 samples. Every program is a list of steps made from the same graph.
/// </summary>
internal sealed class BatchLowering
{
    private const string Runtime = "Lanes";

    private readonly Graph _graph;
    private readonly Dictionary<Value, Buffer> _buffers = [];
    private readonly Dictionary<Value, Buffer> _bySample = [];
    private readonly List<Step> _steps = [];
    private readonly List<Step> _chunkSteps = [];
    private readonly HashSet<Value> _wholeChunk = [];

    private BatchLowering(Graph graph) => _graph = graph;

    /// <summary>Pack, forward, unpack.</summary>
    public static Program Predict(Graph graph)
    {
        var lowering = new BatchLowering(graph);
        lowering.Pack();
        lowering.Nodes(Fusion.Run(graph.Forward, [graph.Output], contiguous: true));
        lowering.Unpack(optional: false);
        return Program.Of(lowering._steps, lowering._chunkSteps);
    }

    /// <summary>Inference, and the loss against targets.</summary>
    public static Program Evaluate(Graph graph)
    {
        var lowering = new BatchLowering(graph);
        lowering.Pack();
        lowering.Nodes(Fusion.Run(graph.Forward, [graph.Output], contiguous: true));
        lowering.Unpack(optional: true);
        lowering.Loss(graph.Loss!);
        return Program.Of(lowering._steps, lowering._chunkSteps);
    }

    /// <summary>Forward, loss and backward; the weight gradients of dense layers once for a whole chunk.</summary>
    public static Program Train(Graph graph)
    {
        var lowering = new BatchLowering(graph);
        var nodes = Fusion.Run([.. graph.Forward, graph.Loss!, .. graph.Backward], [graph.Output], contiguous: true);
        foreach (FusedNode fused in nodes)
        {
            if (fused.Node is Contraction c && IsChunkWide(c) && c.Right is Value x)
                lowering._wholeChunk.Add(x.Root);
        }

        lowering.Pack();
        lowering.Nodes(nodes);
        return Program.Of(lowering._steps, lowering._chunkSteps);
    }

    /// <summary>
    /// Whether a parameter's gradient is summed over a chunk's samples with the lanes along the parameter's innermost axis: so it is for
    /// dense layers, whose gradient by lanes of samples would need a fold for each weight and sample group.
    /// </summary>
    private static bool IsChunkWide(Contraction contraction)
    {
        if (contraction.Output is not Gradient gradient)
            return false;
        Coordinate last = contraction.Nests[0].Left[contraction.Nests[0].Left.Count - 1];
        return InnermostDim(contraction.Nests[0], gradient) is { } inner && last.Terms.Count == 1 && last.Terms[0].Dim == inner;
    }

    private static string? InnermostDim(Nest nest, Gradient gradient)
    {
        int axis = gradient.Parameter.Strides.ToList().IndexOf(1);
        return nest.Output[axis].Terms.Count == 1 ? nest.Output[axis].Terms[0].Dim : null;
    }

    private Buffer BufferOf(Value value)
    {
        Value root = value.Root;
        if (!_buffers.TryGetValue(root, out Buffer? buffer))
            _buffers[root] = buffer = new Buffer(root.Name, root.Shape.Length * Isa.Group, _wholeChunk.Contains(root));
        return buffer;
    }

    private void Pack()
    {
        Buffer input = BufferOf(_graph.Input);
        _steps.Add(new Step([], [input], scene => $"{Runtime}.Pack(frame.Inputs, {_graph.Input.Shape.Length}, frame.Count, {scene.At(input)});"));
    }

    private void Unpack(bool optional)
    {
        Buffer output = BufferOf(_graph.Output);
        string guard = optional ? "if (frame.Outputs != null)\n    " : "";
        _steps.Add(new Step([output], [], scene => $"{guard}{Runtime}.Unpack({scene.At(output)}, {_graph.Output.Shape.Length}, frame.Count, frame.Outputs);"));
    }

    private void Nodes(IReadOnlyList<FusedNode> nodes)
    {
        foreach (FusedNode fused in nodes)
        {
            switch (fused.Node)
            {
                case Contraction c:
                    foreach (Nest nest in c.Nests)
                        Contract(fused, c, nest);
                    break;
                case Map map:
                    Elementwise(fused, map);
                    break;
                case MaxPoolGradient pool:
                    PoolGradient(fused, pool);
                    break;
                case SoftmaxNode or SoftmaxGradient:
                    Softmax(fused.Node);
                    break;
                case LossNode loss:
                    Loss(loss);
                    break;
                default:
                    throw new InvalidOperationException($"No lowering for {fused.Node.GetType().Name}.");
            }
        }
    }

    private void Contract(FusedNode fused, Contraction node, Nest nest)
    {
        if (IsChunkWide(node))
        {
            ContractChunk(node, nest);
            return;
        }

        var gradient = fused.Output as Gradient;
        var outs = NestLowering.Loops(nest.Outs);
        Access output = gradient is null ? Lanes("y", nest.Output, (Value)node.Output) : NestLowering.Access("dw", nest.Output, gradient.Parameter.Strides, 0);
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, gradient),
            Header = Names.Header(fused, nest),
            // A gradient is walked in the order of its memory.
            Outs = gradient is null ? outs : [.. outs.OrderByDescending(l => output.Stride(l.Name))],
            Sums = NestLowering.Loops(nest.Sums),
            Lane = new Lane(Isa.Group, Sum: gradient is not null, Exact: false),
            Output = output,
            Left = Lanes("x", nest.Left, node.Left),
            Right = node.Right switch
            {
                Value v => Lanes("z", nest.Right, v),
                Parameter p => NestLowering.Access("w", nest.Right, p.Strides, 0),
                _ => null,
            },
            Bias = node.Bias is null ? null : NestLowering.Access("b", new([nest.Output[node.BiasAxis]]), node.Bias.Strides, 0),
            Bounds = NestLowering.Bounds(nest),
            Join = node.Join,
            Scale = node.Scale,
            Epilogue = fused.Epilogue,
            Extras = [.. fused.Extras.Select(static (_, i) => "e" + i)],
            Accumulates = gradient is not null,
        };
        Tensor?[] tensors = [node.Left, node.Right, node.Bias, fused.Output, .. fused.Extras];
        Call(tensors.OfType<Tensor>(), fused.Output, scene => NestEmitter.Emit(kernel, scene.Library, scene.StraightLimit), gradient is null ? "" : ", add");
    }

    /// <summary>Lanes along the parameter's innermost axis; the samples of the whole chunk are summed in order.</summary>
    private void ContractChunk(Contraction node, Nest nest)
    {
        var gradient = (Gradient)node.Output;
        Parameter parameter = gradient.Parameter;
        string inner = InnermostDim(nest, gradient)!;
        Buffer dy = BySample(node.Left), x = node.Right is Value right ? BufferOf(right) : dy;
        int row = Program.Align(node.Left.Shape.Last), features = nest.Dims.First(d => d.Name == inner).Extent;
        NestKernel Kernel(Scene scene)
        {
            Access left = NestLowering.Access("dy", nest.Left, NestLowering.RowMajor(node.Left.Shape.WithLast(1), row * Isa.Group), 1);
            return new NestKernel
            {
                Name = Names.Of(node.Layer, parameter),
                Header = Names.Header(node.Layer, nest, "summed over the samples of a chunk"),
                Outs = [.. NestLowering.Loops(nest.Outs).Where(l => l.Name != inner)],
                Sums = [new Loop("group", 1, "groups"), .. NestLowering.Loops(nest.Sums), new Loop("sample", Isa.Group)],
                Lane = new Lane(features, Sum: false, Exact: true),
                Output = Without(NestLowering.Access("dw", nest.Output, parameter.Strides, 1), inner),
                Left = With(Without(left, inner), scene.ChunkStride, row),
                Right = node.Right is Value v
                    ? With(NestLowering.Access("x", nest.Right, NestLowering.RowMajor(v.Shape, Isa.Group), 0), scene.ChunkStride, 1)
                    : null,
                Accumulates = true,
            };
        }

        _chunkSteps.Add(new Step([dy, x], [], scene =>
        {
            string name = NestEmitter.Emit(Kernel(scene), scene.Library, 0);
            string operand = node.Right is null ? "" : scene.At(x) + ", ";
            return $"{name}({scene.At(dy)}, {operand}{scene.At(gradient)}, frame.Groups, frame.Accumulate);";
        }));
    }

    private static Access Without(Access access, string loop) =>
        access with { Strides = access.Strides.Where(s => s.Key != loop).ToDictionary(static s => s.Key, static s => s.Value) };

    private static Access With(Access access, int group, int sample) =>
        access with { Strides = new Dictionary<string, int>(access.Strides.ToDictionary(static s => s.Key, static s => s.Value)) { ["group"] = group, ["sample"] = sample } };

    /// <summary>A copy of a gradient with its features side by side, a row for each sample, kept for the whole chunk.</summary>
    private Buffer BySample(Value value)
    {
        if (_bySample.TryGetValue(value, out Buffer? copy))
            return copy;
        int features = value.Shape.Last, rows = value.Shape.Length / features, stride = Program.Align(features);
        Buffer from = BufferOf(value);
        copy = new Buffer(value.Name + " by sample", rows * Isa.Group * stride, wholeChunk: true);
        _bySample[value] = copy;
        _steps.Add(new Step([from], [copy], scene =>
        {
            string call(string at, string to) => $"{Runtime}.ToSamples({at}, {features}, {to}, {stride});";
            return rows == 1
                ? call(scene.At(from), Group(scene.At(copy)))
                : $"for (int row = 0; row < {rows}; row++)\n    {call($"{scene.At(from)} + row * {features * Isa.Group}", $"{Group(scene.At(copy))} + row * {Isa.Group * stride}")}";
        }));
        return copy;
    }

    private void Elementwise(FusedNode fused, Map map)
    {
        Expr formula = fused.Compose(map);
        string name = Names.Of(fused, null), header = Names.Header(fused, null);
        Tensor[] tensors = [.. map.Inputs, .. fused.Extras];
        Call([.. tensors, fused.Output], fused.Output,
            scene => LaneKernels.Map(scene.Library, name, header, formula, tensors.Length, map.Output.Shape.Length * Isa.Group), "");
    }

    private void PoolGradient(FusedNode fused, MaxPoolGradient node)
    {
        var x = (Value)node.Inputs[0];
        Value y = (Value)node.Inputs[1], dy = (Value)node.Inputs[2];
        string[] extras = [.. fused.Extras.Select((e, i) => e.Root == x.Root ? "x" : "e" + i)];
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, node.Forward),
            Outs = NestLowering.Loops(node.Forward.Outs),
            Sums = NestLowering.Loops(node.Forward.Sums),
            Lane = new Lane(Isa.Group, false, false),
            Output = Lanes("y", node.Forward.Output, y),
            Left = Lanes("x", node.Forward.Left, x),
            Bounds = NestLowering.Bounds(node.Forward),
            Epilogue = fused.Epilogue,
            Extras = extras,
        };
        Tensor[] tensors = [x, y, dy, fused.Output, .. fused.Extras.Where(e => e.Root != x.Root)];
        Call(tensors, fused.Output, scene => new MaxPoolGradientEmitter(kernel, node.Partitions, scene.Library).Emit(x.Shape.Length * Isa.Group), "");
    }

    private void Softmax(Node node)
    {
        var y = (Value)node.Output;
        int length = y.Shape.Last, rows = y.Shape.Length / length;
        string name = Names.Of(new FusedNode(node), null), header = Names.Header(new FusedNode(node), null);
        Call([.. node.Inputs, y], y, scene => node is SoftmaxNode
            ? LaneKernels.Softmax(scene.Library, name, header, rows, length)
            : LaneKernels.SoftmaxGradient(scene.Library, name, header, rows, length), "");
    }

    private void Loss(LossNode loss)
    {
        int length = loss.TakesLabels ? loss.X.Shape.Last : loss.X.Shape.Length, rows = loss.X.Shape.Length / length;
        var targets = new Buffer("targets", loss.TargetLength * Isa.Group);
        var weights = new Buffer("weights", (loss.TakesLabels ? loss.TargetLength : 1) * Isa.Group);
        string pack = loss.TakesLabels ? "PackLabels((int*)frame.Targets" : "PackTargets((float*)frame.Targets";
        _steps.Add(new Step([], [targets, weights], scene =>
            $"{Runtime}.{pack}, {loss.TargetLength}, frame.Count, frame.Scale, {scene.At(targets)}, {scene.At(weights)});"));
        Buffer x = BufferOf(loss.X), dx = BufferOf((Value)loss.Output);
        _steps.Add(new Step([x, targets, weights], [dx], scene =>
        {
            string name = LossKernels.Emit(scene.Library, $"{loss.Form.Name} of {loss.X}.", loss.Form, rows, length);
            return $"{name}({Group(scene.At(x))}, {scene.At(targets)}, {scene.At(weights)}, {Group(scene.At(dx))}, frame.Losses);";
        }));
    }

    /// <summary>Adds a call that passes the tensors' addresses in order.</summary>
    private void Call(IEnumerable<Tensor> tensors, Tensor output, Func<Scene, string> emit, string suffix)
    {
        Tensor[] all = [.. tensors];
        Buffer[] reads = [.. all.OfType<Value>().Where(v => v != output).Select(BufferOf)];
        Buffer[] writes = output is Value value ? [BufferOf(value)] : [];
        _steps.Add(new Step(reads, writes, scene => $"{emit(scene)}({string.Join(", ", all.Select(t => Address(scene, t)))}{suffix});"));
    }

    private string Address(Scene scene, Tensor tensor) => tensor switch
    {
        Value value => Group(scene.At(BufferOf(value))),
        Parameter parameter => scene.At(parameter),
        Gradient gradient => scene.At(gradient),
        _ => throw new InvalidOperationException($"No address for {tensor}."),
    };

    /// <summary>In a group's code, what a chunk keeps is addressed from the group's own part.</summary>
    private static string Group(string address) => address.StartsWith("chunk", StringComparison.Ordinal) ? "kept" + address.Substring(5) : address;

    private static Access Lanes(string pointer, EquatableArray<Coordinate> at, Value value) =>
        NestLowering.Access(pointer, at, NestLowering.RowMajor(value.Shape, Isa.Group), 1);
}
