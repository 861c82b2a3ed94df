using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <content>Products, sums and element-wise functions.</content>
internal sealed partial class BatchLowering
{
    private void Contract(FusedNode fused, Contraction node, Nest nest)
    {
        if (IsChunkSum(node))
        {
            ContractChunk(node, nest);
            return;
        }

        var gradient = fused.Output as Gradient;
        var outs = NestLowering.Loops(nest.Outs);
        Access output = gradient is null
            ? Lanes(Names.Result(fused.Output), nest.Output, node.Output.Shape)
            : NestLowering.Access(Names.Result(gradient), nest.Output, gradient.Parameter.Strides, 0);
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, gradient),
            Header = Names.Header(fused, nest),
            // A gradient is walked in the order of its memory.
            Outs = gradient is null ? outs : [.. outs.OrderByDescending(l => output.Stride(l.Name))],
            Sums = NestLowering.Loops(nest.Sums),
            Lane = new Lane(Isa.Group, Sum: gradient is not null, Exact: false),
            Output = output,
            Left = Lanes(Names.Operand(node.Left), nest.Left, node.Left.Shape),
            Right = node.Right switch
            {
                Value v => Lanes(Names.Operand(v) == Names.Operand(node.Left) ? "z" : Names.Operand(v), nest.Right, v.Shape),
                Parameter p => NestLowering.Access("w", nest.Right, p.Strides, 0),
                _ => null,
            },
            Bias = node.Bias is null ? null : NestLowering.Access("b", new([node.BiasOf(nest)]), node.Bias.Strides, 0),
            Bounds = NestLowering.Bounds(nest),
            Join = node.Join,
            Scale = node.Scale,
            Epilogue = fused.Epilogue,
            Extras = [.. fused.Extras.Select((extra, i) => ExtraAt("e" + i, extra, nest, node.Output.Shape))],
            Accumulates = gradient is not null,
        };
        Tensor?[] tensors = [node.Left, node.Right, node.Bias, fused.Output, .. fused.Extras.Select(static e => e.Tensor)];
        if (gradient is not null && GradientBlocks.Of(kernel) is { } blocks)
            CallBlocks(node.Left, (Value)node.Right!, gradient, blocks);
        else
        {
            (NestKernel rebased, IReadOnlyList<int> shifts) = kernel.Rebased();
            Call(tensors.OfType<Tensor>(), [fused.Output], new NestCode(rebased, MayBeStraight: true), shifts);
        }
    }

    /// <summary>A gradient whose terms are summed stretch by stretch.</summary>
    private void CallBlocks(Value left, Value right, Gradient gradient, GradientBlocks blocks)
    {
        const string Counter = "block";
        Address x = Locate(left), z = Locate(right), dw = Address.Of(gradient);
        _steps.Add(new Statement.Repeat(Counter, blocks.Count, Backward: false, new(
        [
            Sum(blocks.Full, x.EachTurn(Counter, blocks.LeftStride), z.EachTurn(Counter, blocks.RightStride), Adds(gradient, Counter)),
        ])));
        if (blocks.Rest is { } rest)
            _steps.Add(Sum(rest, x.Plus(blocks.Count * blocks.LeftStride), z.Plus(blocks.Count * blocks.RightStride), new Truth(true)));

        Statement Sum(NestKernel kernel, Address x, Address z, Operand adds) =>
            new Statement.Call(new NestCode(kernel, MayBeStraight: false), In(x), In(z), new At(dw, Use.Update), adds);
    }

    /// <summary>Where an operand of an epilogue lies for an element of the output.</summary>
    private static Access ExtraAt(string pointer, Extra extra, Nest nest, Shape output) => extra.Axis switch
    {
        null => Lanes(pointer, nest.Output, output),
        -1 => new Access(pointer, new Dictionary<string, int>(), 0, 1),
        { } axis => NestLowering.Access(pointer, new([nest.Output[axis]]), [1], 0),
    };

    /// <summary>Whether an operation is a function of operands that all have an element at every place of the result.</summary>
    private static bool IsFlat(FusedNode fused) =>
        fused.Node is Map { Output: Value } map && map.Inputs.All(map.IsFull) && fused.Extras.All(static e => e.Axis is null);

    /// <summary>Functions over values of one length, in one loop.</summary>
    private void Elementwise(IReadOnlyList<FusedNode> maps)
    {
        var pointers = new List<Value>();
        int PointerOf(Value value)
        {
            int known = pointers.FindIndex(p => p.IsAt(value));
            if (known < 0)
                pointers.Add(value);
            return known < 0 ? pointers.Count - 1 : known;
        }

        LaneFunction[] functions = [.. maps.Select(fused => new LaneFunction(
            fused.Compose((Map)fused.Node),
            new([.. fused.Node.Inputs.Concat(fused.Extras.Select(static e => e.Tensor)).Select(t => PointerOf((Value)t))]),
            PointerOf((Value)fused.Output)))];
        string name = Names.Of(maps[0], null), header = string.Join("\n", maps.Select(static m => Names.Header(m, null)));
        int length = maps[0].Output.Shape.Length * Isa.Group;
        Call(pointers, [.. maps.Select(static m => m.Output)], new MapCode(name, header, new(functions), pointers.Count, length));
    }

    /// <summary>A function with operands that follow an axis of the result.</summary>
    private void AlongAxis(FusedNode fused, Map map)
    {
        Extra[] operands = [.. map.Inputs.Select((_, slot) => Extra.Of(map, slot)), .. fused.Extras];
        // The axes that operands follow, each with the stretch of others before it; and what is behind them all.
        int[] axes = [.. operands.Select(static o => o.Axis ?? -1).Where(static a => a >= 0).Distinct().OrderBy(static a => a)];
        var dims = new List<Dim>();
        int next = 0;
        void Stretch(string name, int end)
        {
            IEnumerable<int> extents = map.Output.Shape.Extents.Skip(next).Take(end - next);
            dims.Add(new Dim(name, extents.Aggregate(1, static (a, b) => a * b)));
        }

        foreach (int axis in axes)
        {
            Stretch("before" + axis, axis);
            dims.Add(new Dim("a" + axis, map.Output.Shape[axis]));
            next = axis + 1;
        }

        Stretch("behind", map.Output.Shape.Rank);
        var nest = new Nest(new([.. dims]), new([]), new([.. dims.Select(Coordinate.Of)]), default, default);
        var shape = new Shape([.. dims.Select(static d => d.Extent)]);
        Access At(string pointer, Extra extra)
        {
            int? axis = extra.Axis >= 0 ? 2 * Array.IndexOf(axes, extra.Axis.Value) + 1 : extra.Axis;
            return ExtraAt(pointer, extra with { Axis = axis }, nest, shape);
        }

        var kernel = new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, null),
            Outs = [.. NestLowering.Loops(nest.Outs).Where(static l => l.Extent > 1)],
            Sums = [],
            Lane = new Lane(Isa.Group, Sum: false, Exact: false),
            Output = At("y", new Extra(map.Output, null)),
            Left = At("x", operands[0]),
            Epilogue = fused.Compose(map),
            Extras = [.. operands.Skip(1).Select((extra, i) => At("e" + i, extra))],
        };
        Tensor[] tensors = [operands[0].Tensor, fused.Output, .. operands.Skip(1).Select(static o => o.Tensor)];
        Call(tensors, [fused.Output], new NestCode(kernel, MayBeStraight: false));
    }

    /// <summary>A function of parameters and of numbers that all samples share: the lanes run along them.</summary>
    private void SharedMap(Map map)
    {
        var kernel = new NestKernel
        {
            Name = MemberNames.Of(map.Layer) + "Shared",
            Header = $"{map.Layer}: {map.Output} from {string.Join(", ", map.Inputs)}.",
            Outs = [],
            Sums = [],
            Lane = new Lane(map.Output.Shape.Length, Sum: false, Exact: true),
            Output = Row("y"),
            Left = Row("x"),
            Epilogue = map.Formula,
            Extras = [.. map.Inputs.Skip(1).Select(static (_, i) => Row("e" + i))],
        };
        Call([map.Inputs[0], map.Output, .. map.Inputs.Skip(1)], [map.Output], new NestCode(kernel, MayBeStraight: false));

        static Access Row(string pointer) => new(pointer, new Dictionary<string, int>(), 0, 1);
    }

    private void PoolGradient(FusedNode fused, MaxPoolGradient node)
    {
        var x = (Value)node.Inputs[0];
        Value y = (Value)node.Inputs[1], dy = (Value)node.Inputs[2];
        Value[] extras = [.. fused.Extras.Select(static e => (Value)e.Tensor)];
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, node.Forward),
            Outs = NestLowering.Loops(node.Forward.Outs),
            Sums = NestLowering.Loops(node.Forward.Sums),
            Lane = new Lane(Isa.Group, false, false),
            Output = Lanes("y", node.Forward.Output, y.Shape),
            Left = Lanes("x", node.Forward.Left, x.Shape),
            Bounds = NestLowering.Bounds(node.Forward),
            Epilogue = fused.Epilogue,
            Extras = [.. extras.Select((e, i) => Lanes(e.Root == x.Root ? "x" : "e" + i, node.Forward.Left, x.Shape))],
        };
        Tensor[] tensors = [x, y, dy, fused.Output, .. extras.Where(e => e.Root != x.Root)];
        Call(tensors, [fused.Output], new MaxPoolGradientCode(kernel, node.Partitions, x.Shape.Length * Isa.Group));
    }

    private void Rows(Node node)
    {
        var y = (Value)node.Output;
        int length = y.Shape.Last, rows = y.Shape.Length / length;
        (RowFunction function, float epsilon) = node switch
        {
            SoftmaxNode => (RowFunction.Softmax, 0f),
            SoftmaxGradient => (RowFunction.SoftmaxGradient, 0f),
            NormalizeNode n => (RowFunction.Normalize, n.Epsilon),
            NormalizeGradient n => (RowFunction.NormalizeGradient, n.Epsilon),
            _ => throw new InvalidOperationException($"No kernel for {node.GetType().Name}."),
        };
        var fused = new FusedNode(node);
        Call([.. node.Inputs, y], [y], new LaneRowsCode(Names.Of(fused, null), Names.Header(fused, null), function, rows, length, epsilon));
    }

    private static Access Lanes(string pointer, EquatableArray<Coordinate> at, Shape shape) =>
        NestLowering.Access(pointer, at, NestLowering.RowMajor(shape, Isa.Group), 1);
}
