using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>
/// The program for one sample: the same nests, with the lanes along output features or channels instead of samples. Each sum keeps its
/// order, so its results are those of a batch to the bit.
/// </summary>
internal sealed class OneLowering
{
    private readonly Graph _graph;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<(Value, OneLayout), Place> _places = [];
    private readonly Dictionary<Value, OneLayout> _layouts = [];

    private OneLowering(Graph graph) => _graph = graph;

    public static Program Predict(Graph graph)
    {
        var lowering = new OneLowering(graph);
        lowering._layouts[graph.Input] = OneLayout.Plain;
        lowering._places[(graph.Input, OneLayout.Plain)] = new Place(null, "frame.Inputs");
        foreach (FusedNode fused in Fusion.Run(graph.Forward, [graph.Output], contiguous: false))
            lowering.Node(fused);
        lowering.Finish();
        return Program.Of(lowering._steps, []);
    }

    private void Node(FusedNode fused)
    {
        switch (fused.Node)
        {
            case Contraction c:
                Contract(fused, c);
                break;
            case Map map:
                Elementwise(fused, map);
                break;
            case SoftmaxNode softmax:
                Softmax(softmax);
                break;
            default:
                throw new InvalidOperationException($"No lowering for {fused.Node.GetType().Name}.");
        }
    }

    private void Contract(FusedNode fused, Contraction node)
    {
        Place target = Write((Value)fused.Output, OneLayouts.Natural((Value)fused.Output));
        foreach (Nest nest in node.Nests)
            Contract(fused, node, nest, target);
    }

    private void Contract(FusedNode fused, Contraction node, Nest forward, Place target)
    {
        var output = (Value)fused.Output;
        (Nest nest, Value left) = ThroughView(forward, node.Left);
        Dim lane = LaneOf(nest, node, left);
        OneLayout leftLayout = _layouts[left.Root];
        bool vectorLeft = nest.Left.Any(c => c.Coefficient(lane.Name) != 0);
        if (left.Viewed is not null || (vectorLeft && leftLayout != OneLayouts.Natural(left)))
            leftLayout = OneLayouts.Natural(left);
        Place source = Materialize(left, leftLayout);
        Access Lane(Access access) => Split(access, lane.Name);
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, nest),
            Outs = NestLowering.Loops(nest.Outs.Where(d => d.Name != lane.Name)),
            Sums = NestLowering.Loops(nest.Sums),
            Lane = new Lane(lane.Extent, Sum: false, Exact: !FillsAxis(nest, lane)),
            Output = Lane(NestLowering.Access("y", nest.Output, OneLayouts.Strides(OneLayouts.Natural(output), output.Shape), 0)),
            Left = Lane(NestLowering.Access("x", nest.Left, OneLayouts.Strides(leftLayout, left.Shape), 0)),
            Right = node.Right is Parameter weight ? Lane(NestLowering.Access("w", nest.Right, weight.Strides, 0)) : null,
            Bias = node.Bias is null ? null : Lane(NestLowering.Access("b", new([nest.Output[node.BiasAxis]]), node.Bias.Strides, 0)),
            Bounds = NestLowering.Bounds(nest),
            Join = node.Join,
            Scale = node.Scale,
            Epilogue = fused.Epilogue,
        };
        _steps.Add(new Step(source.Buffers, target.Buffers, scene =>
        {
            string[] arguments = [source.At(scene), .. new[] { (Parameter?)node.Right, node.Bias }.OfType<Parameter>().Select(scene.At), target.At(scene)];
            return $"{NestEmitter.Emit(kernel, scene.Library, scene.StraightLimit)}({string.Join(", ", arguments)});";
        }));
    }

    /// <summary>A flattened operand is read where it lies: the one dimension becomes one for each axis behind the view.</summary>
    private static (Nest, Value) ThroughView(Nest nest, Value left)
    {
        if (left.Viewed is null || left.Shape.Rank != 1)
            return (nest, left);
        string flat = nest.Left[0].Terms[0].Dim;
        Shape shape = left.Root.Shape;
        int[] strides = NestLowering.RowMajor(shape, 1);
        Dim[] digits = [.. shape.Extents.Select((extent, axis) => new Dim(flat + axis, extent))];
        var map = new Dictionary<string, Coordinate>
        {
            [flat] = new(new([.. digits.Select((d, axis) => new Term(d.Name, strides[axis]))]), 0, 0),
        };
        Nest split = nest.Substitute(nest.Outs, new([.. nest.Sums.SelectMany(d => d.Name == flat ? digits : [d])]), map);
        return (split with { Left = new([.. digits.Select(Coordinate.Of)]) }, left.Root);
    }

    /// <summary>The output dimension along which every operand either stands still or has its neighbours side by side.</summary>
    private Dim LaneOf(Nest nest, Contraction node, Value left)
    {
        int[] output = OneLayouts.Strides(OneLayouts.Natural((Value)node.Output), node.Output.Shape);
        int[] input = OneLayouts.Strides(OneLayouts.Natural(left), left.Shape);
        bool Fits(Dim d)
        {
            int y = NestLowering.Access("", nest.Output, output, 0).Stride(d.Name);
            int x = NestLowering.Access("", nest.Left, input, 0).Stride(d.Name);
            int w = node.Right is Parameter p ? NestLowering.Access("", nest.Right, p.Strides, 0).Stride(d.Name) : 0;
            return y == 1 && x is 0 or 1 && w is 0 or 1;
        }

        return nest.Outs.Where(Fits).OrderByDescending(static d => d.Extent).First();
    }

    /// <summary>Whether the lanes run over a whole axis, behind which there is padding to store into.</summary>
    private static bool FillsAxis(Nest nest, Dim lane) =>
        nest.Output.First(c => c.Coefficient(lane.Name) != 0).Terms.All(t => t.Dim == lane.Name || nest.Dims.First(d => d.Name == t.Dim).Extent == 1);

    private static Access Split(Access access, string lane) => access with
    {
        LaneStride = access.Stride(lane),
        Strides = access.Strides.Where(s => s.Key != lane).ToDictionary(static s => s.Key, static s => s.Value),
    };

    private void Elementwise(FusedNode fused, Map map)
    {
        var output = (Value)fused.Output;
        OneLayout layout = OneLayouts.Natural(output);
        Place[] sources = [.. map.Inputs.OfType<Value>().Concat(fused.Extras).Select(v => Materialize(v, layout))];
        Place target = Write(output, layout);
        Expr formula = fused.Compose(map);
        string name = Names.Of(fused, null), header = Names.Header(fused, null);
        int length = OneLayouts.Length(layout, output.Shape);
        _steps.Add(new Step([.. sources.SelectMany(static s => s.Buffers)], target.Buffers, scene =>
            $"{LaneKernels.Map(scene.Library, name, header, formula, sources.Length, length)}({string.Join(", ", sources.Append(target).Select(p => p.At(scene)))});"));
    }

    private void Softmax(SoftmaxNode node)
    {
        var y = (Value)node.Output;
        Place source = Materialize((Value)node.Inputs[0], OneLayout.Rows), target = Write(y, OneLayout.Rows);
        string name = Names.Of(new FusedNode(node), null), header = Names.Header(new FusedNode(node), null);
        _steps.Add(new Step(source.Buffers, target.Buffers, scene =>
            $"{OneKernels.Softmax(scene.Library, name, header, y.Shape.Length / y.Shape.Last, y.Shape.Last)}({source.At(scene)}, {target.At(scene)});"));
    }

    private void Finish()
    {
        Value output = _graph.Output;
        OneLayout layout = output.Viewed is null ? _layouts[output] : OneLayout.Plain;
        Copy(Materialize(output, layout), output.Shape, layout, new Place(null, "frame.Outputs"), OneLayout.Plain);
    }

    /// <summary>A place for a value that is about to be computed.</summary>
    private Place Write(Value value, OneLayout layout)
    {
        _layouts[value] = layout;
        return _places[(value, layout)] = NewPlace(value, layout);
    }

    private static Place NewPlace(Value value, OneLayout layout) => new(new Buffer(value.Name, OneLayouts.Length(layout, value.Shape)), "");

    /// <summary>The value in a layout, copied into it where it does not lie so already. Views are looked through in plain order.</summary>
    private Place Materialize(Value value, OneLayout layout)
    {
        if (_places.TryGetValue((value, layout), out Place? known))
            return known;
        if (layout == OneLayout.Plain && value.Viewed is not null)
            return _places[(value, layout)] = Materialize(value.Root, OneLayout.Plain);
        OneLayout from = value.Viewed is null ? _layouts[value] : OneLayout.Plain;
        if (from != OneLayout.Plain && layout != OneLayout.Plain)
            from = OneLayout.Plain;
        Place place = NewPlace(value, layout);
        Copy(Materialize(value, from), value.Shape, from, place, layout);
        return _places[(value, layout)] = place;
    }

    private void Copy(Place source, Shape shape, OneLayout from, Place target, OneLayout to)
    {
        int length = shape.Last, rows = shape.Length / length, positions = shape.Length / shape[0], channels = OneLayouts.Padded(shape[0]);
        _steps.Add(new Step(source.Buffers, target.Buffers, scene => (from, to) switch
        {
            (OneLayout.ChannelsLast, _) => $"Relayout.ChannelsFirst({source.At(scene)}, {channels}, {shape[0]}, {positions}, {target.At(scene)});",
            (_, OneLayout.ChannelsLast) => $"Relayout.ChannelsLast({source.At(scene)}, {shape[0]}, {positions}, {target.At(scene)}, {channels});",
            _ => $"Relayout.Rows({source.At(scene)}, {Row(from, length)}, {target.At(scene)}, {Row(to, length)}, {rows}, {length});",
        }));
    }

    private static int Row(OneLayout layout, int length) => layout == OneLayout.Rows ? Program.Align(length) : length;

    /// <summary>Where a value lies: a buffer, or the caller's own memory.</summary>
    private sealed record Place(Buffer? Buffer, string Pointer)
    {
        public IReadOnlyList<Buffer> Buffers => Buffer is null ? [] : [Buffer];

        public string At(Scene scene) => Buffer is null ? Pointer : scene.At(Buffer);
    }
}
