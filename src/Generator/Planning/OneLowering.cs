using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// The program for one sample: the same nests, with the lanes along output features or channels instead of samples. Each sum keeps its
/// order, so its results are those of a batch to the bit.
/// </summary>
internal sealed partial class OneLowering
{
    private readonly Graph _graph;
    private List<Statement> _steps = [];

    private OneLowering(Graph graph)
    {
        _graph = graph;
        FindLocals();
    }

    public static Program Predict(Graph graph)
    {
        var lowering = new OneLowering(graph);
        return lowering.Lower();
    }

    private Program Lower()
    {
        _layouts[_graph.Input] = OneLayout.Plain;
        _places[(_graph.Input, OneLayout.Plain)] = Address.Of(CallerMemory.Inputs);
        Node[] perSample = [.. _graph.Inference.Where(static n => n.Output is Value)];
        foreach (FusedNode fused in Fusion.Run(perSample, [_graph.Output], contiguous: false))
            Node(fused);
        Finish();
        _steps.AddRange(_handOver);
        return Program.Of(_steps);
    }

    /// <summary>One time step, from a state to the next.</summary>
    public static Program Stream(Graph step)
    {
        var lowering = new OneLowering(step);
        Program program = lowering.Lower();
        return program with { StateLength = lowering._stateLength };
    }

    private void Node(FusedNode fused)
    {
        switch (fused.Node)
        {
            case Contraction c:
                Contract(fused, c);
                break;
            case Map map when map.Inputs.All(map.IsFull) && fused.Extras.All(static e => e.Axis is null):
                Elementwise([fused]);
                break;
            case Map map:
                AlongAxis(fused, map);
                break;
            case Scan scan:
                Scan(scan);
                break;
            case Start start when _graph.IsStream:
                TakeOver((Value)start.Output);
                break;
            case Start start:
                Start((Value)start.Output);
                break;
            case History history:
                TakeOver(history);
                break;
            case Gather gather:
                Gather(gather);
                break;
            case Concat concat:
                Address joined = Write((Value)concat.Output, OneLayouts.Natural((Value)concat.Output));
                foreach (Contraction copy in concat.Copies())
                    Contract(new FusedNode(copy), copy, copy.Nests[0], joined);
                break;
            case SoftmaxNode or NormalizeNode:
                Rows(fused.Node);
                break;
            default:
                throw new InvalidOperationException($"No lowering for {fused.Node.GetType().Name}.");
        }
    }

    private void Contract(FusedNode fused, Contraction node)
    {
        Address target = Write((Value)fused.Output, OneLayouts.Natural((Value)fused.Output));
        foreach (Nest nest in node.Nests)
            Contract(fused, node, nest, target);
    }

    private void Contract(FusedNode fused, Contraction node, Nest forward, Address target)
    {
        var output = (Value)fused.Output;
        (Nest nest, Value left) = ThroughView(forward, node.Left);
        Dim lane = LaneOf(nest, node, left);
        OneLayout leftLayout = _layouts[left.Root];
        bool vectorLeft = nest.Left.Any(c => c.Coefficient(lane.Name) != 0);
        if (left.Viewed is not null || (vectorLeft && leftLayout != OneLayouts.Natural(left)))
            leftLayout = OneLayouts.Natural(left);
        Address source = Materialize(left, leftLayout);
        Access Lane(Access access) => Split(access, lane.Name);
        Access Extra(string pointer, Extra extra) => Lane(extra.Axis is { } axis
            ? NestLowering.Access(pointer, new([nest.Output[axis]]), [1], 0)
            : NestLowering.Access(pointer, nest.Output, OneLayouts.Strides(OneLayouts.Natural(output), output.Shape), 0));
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
            Bias = node.Bias is null ? null : Lane(NestLowering.Access("b", new([node.BiasOf(nest)]), node.Bias.Strides, 0)),
            Bounds = NestLowering.Bounds(nest),
            Join = node.Join,
            Scale = node.Scale,
            Epilogue = fused.Epilogue,
            Extras = [.. fused.Extras.Select(static (extra, i) => (extra, i)).Select(e => Extra("e" + e.i, e.extra))],
        };
        (kernel, IReadOnlyList<int> shifts) = kernel.Rebased();
        Address[] operands =
        [
            source, .. new[] { (Parameter?)node.Right, node.Bias }.OfType<Parameter>().Select(Address.Of), target,
            .. fused.Extras.Select(e => Read(e.Tensor, OneLayouts.Natural(output))),
        ];
        _steps.Add(new Statement.Call(
            new NestCode(kernel, MayBeStraight: true),
            operands.Select((place, i) => Pass(place.Plus(shifts[i]), isResult: place == target))));
    }

    /// <summary>
    /// A flattened operand that is summed over is read where it lies: the one dimension becomes one for each axis behind the view.
    /// </summary>
    private static (Nest, Value) ThroughView(Nest nest, Value left)
    {
        if (left.Viewed is null || left.Shape.Rank != 1)
            return (nest, left);
        string flat = nest.Left[0].Terms[0].Dim;
        if (nest.Sums.All(d => d.Name != flat))
            return (nest, left);
        Shape shape = left.Owner.Shape;
        int[] strides = NestLowering.RowMajor(shape, 1);
        Dim[] digits = [.. shape.Extents.Select((extent, axis) => new Dim(flat + axis, extent))];
        var map = new Dictionary<string, Coordinate>
        {
            [flat] = new(new([.. digits.Select((d, axis) => new Term(d.Name, strides[axis]))]), 0, 0),
        };
        Nest split = nest.Substitute(nest.Outs, new([.. nest.Sums.SelectMany(d => d.Name == flat ? digits : [d])]), map);
        return (split with { Left = new([.. digits.Select(Coordinate.Of)]) }, left.Owner);
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
            // A single element has no neighbours.
            return y == 1 && (d.Extent == 1 || (x is 0 or 1 && w is 0 or 1));
        }

        return nest.Outs.Where(Fits).OrderByDescending(static d => d.Extent).First();
    }

    /// <summary>Whether the lanes run over a whole axis, behind which there is padding to store into.</summary>
    private static bool FillsAxis(Nest nest, Dim lane)
    {
        Coordinate at = nest.Output.First(c => c.Coefficient(lane.Name) != 0);
        IEnumerable<Term> others = at.Terms.Where(t => t.Dim != lane.Name);
        return at.Extent == lane.Extent && others.All(t => nest.Dims.First(d => d.Name == t.Dim).Extent == 1);
    }

    private static Access Split(Access access, string lane) => access with
    {
        LaneStride = access.Stride(lane),
        Strides = access.Strides.Where(s => s.Key != lane).ToDictionary(static s => s.Key, static s => s.Value),
    };

    private void Rows(Node node)
    {
        var y = (Value)node.Output;
        Address source = Materialize((Value)node.Inputs[0], OneLayout.Rows), target = Write(y, OneLayout.Rows);
        (RowFunction function, float epsilon) = node is NormalizeNode n ? (RowFunction.Normalize, n.Epsilon) : (RowFunction.Softmax, 0f);
        var fused = new FusedNode(node);
        var kernel = new OneRowsCode(
            Names.Of(fused, null), Names.Header(fused, null), function, y.Shape.Length / y.Shape.Last, y.Shape.Last, epsilon);
        // The padding behind a row of x is overwritten.
        _steps.Add(new Statement.Call(kernel, new At(source, Use.Update), Out(target)));
    }

    private void Finish()
    {
        Value output = _graph.Output;
        OneLayout layout = output.Viewed is null ? _layouts[output.Root] : OneLayout.Plain;
        Copy(Materialize(output, layout), output.Shape, layout, Address.Of(CallerMemory.Outputs), OneLayout.Plain);
    }

    private static Operand Pass(Address place, bool isResult) => isResult ? Out(place) : In(place);
}
