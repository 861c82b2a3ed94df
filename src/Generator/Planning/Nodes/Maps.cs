using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Element-wise functions.</summary>
internal static class Maps
{
    public static void Lower(Lowering lowering, FusedNode fused, Map map)
    {
        if (IsFlat(fused))
            LowerFlat(lowering, [fused], []);
        else if (map.Output is Value)
            AlongAxes(lowering, fused, map);
        else
            OfShared(lowering, map);
    }

    /// <summary>Whether an operation is a function of operands that all have an element at every place of the result.</summary>
    public static bool IsFlat(FusedNode fused) =>
        fused.Node is Map { Output: Value } map && map.Inputs.All(map.IsFull) && fused.Extras.All(static e => e.IsFull);

    /// <summary>Whether one loop runs over both results.</summary>
    public static bool IsAlike(Tensor a, Tensor b, LaneAxis lanes) => lanes == LaneAxis.Samples
        ? a.Shape.Length == b.Shape.Length
        : a.Shape == b.Shape && Layout.Natural((Value)a, lanes) == Layout.Natural((Value)b, lanes);

    /// <summary>The operations that read or write each value or a part of it.</summary>
    public static ILookup<Value, FusedNode> Touching(IReadOnlyList<FusedNode> nodes) => nodes
        .SelectMany(static node => Lifetimes.Roots(Read(node).Append(node.Output)).Concat(node.Node.Writes)
            .Distinct().Select(value => (Value: value, Node: node)))
        .ToLookup(static touch => touch.Value, static touch => touch.Node);

    /// <summary>The results that only later functions of the same loop take: they need no memory.</summary>
    /// <param name="loop">The loop's functions.</param>
    /// <param name="touching">What <see cref="Touching"/> gives for all operations.</param>
    /// <param name="kept">What is needed besides.</param>
    public static HashSet<Tensor> Passing(IReadOnlyList<FusedNode> loop, ILookup<Value, FusedNode> touching, HashSet<Value> kept)
    {
        HashSet<Tensor> made = [.. loop.Select(static n => n.Output)];
        // What the loop itself reads as another part of the same value is in memory.
        HashSet<Value> read = [.. Lifetimes.Roots(loop.SelectMany(Read).Where(t => !made.Contains(t)))];
        bool IsPassing(Value value) => value.Viewed is null && !kept.Contains(value.Root) && !read.Contains(value.Root)
            && touching[value.Root].All(loop.Contains);
        return [.. made.Where(t => t is Value value && IsPassing(value))];
    }

    private static IEnumerable<Tensor> Read(FusedNode node) => node.Node.Inputs.Concat(node.Extras.Select(static e => e.Tensor));

    /// <summary>Functions over values that lie alike, in one loop.</summary>
    /// <param name="lowering">Takes the call.</param>
    /// <param name="maps">The functions.</param>
    /// <param name="passing">Results that need no memory.</param>
    public static void LowerFlat(Lowering lowering, IReadOnlyList<FusedNode> maps, HashSet<Tensor> passing)
    {
        Layout layout = Layout.Natural((Value)maps[0].Output, lowering.Lanes);
        var places = new List<Address>();
        int PointerOf(Address place)
        {
            int known = places.IndexOf(place);
            if (known < 0)
                places.Add(place);
            return known < 0 ? places.Count - 1 : known;
        }

        var functions = new List<LaneFunction>();
        var inRegisters = new Dictionary<Tensor, int>();
        foreach (FusedNode fused in maps)
        {
            IEnumerable<Tensor> operands = fused.Node.Inputs.Concat(fused.Extras.Select(static e => e.Tensor));
            int[] inputs =
                [.. operands.Select(t => inRegisters.TryGetValue(t, out int known) ? known : PointerOf(lowering.Places.Read(t, layout)))];
            int output = passing.Contains(fused.Output)
                ? inRegisters[fused.Output] = LaneFunction.InRegister(functions.Count)
                : PointerOf(lowering.Places.Write(fused.Output));
            functions.Add(new LaneFunction(fused.Compose((Map)fused.Node), new(inputs), output));
        }

        string name = Names.Of(maps[0], null), header = string.Join("\n", maps.Select(static m => Names.Header(m, null)));
        HashSet<int> results = [.. functions.Select(static f => f.Output)];
        lowering.Call(
            new MapCode(name, header, new([.. functions]), places.Count, layout.Length(maps[0].Output.Shape)),
            places.Select((place, i) => results.Contains(i) ? Out(place) : In(place)));
    }

    /// <summary>A function with operands that follow some axes of the result.</summary>
    private static void AlongAxes(Lowering lowering, FusedNode fused, Map map)
    {
        var output = (Value)map.Output;
        Layout layout = Layout.Natural(output, lowering.Lanes);
        Dim[] dims = [.. output.Shape.Extents.Select(static (extent, axis) => new Dim($"a{axis}", extent))];
        EquatableArray<Coordinate> at = new([.. dims.Select(Coordinate.Of)]);
        int laneAxis = layout.Strides(output.Shape).ToList().IndexOf(1);
        MapOperand[] operands = [.. map.Inputs.Select((_, slot) => map.Operand(slot)), .. fused.Extras];
        Layout[] layouts = [.. operands.Select(LayoutOf)];
        Access At(string pointer, int operand) => NestLowering.Access(
            pointer, operands[operand].IsFull ? output : operands[operand].Tensor, layouts[operand],
            NestLowering.Follow(operands[operand], at));
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, null),
            Outs = NestLowering.Loops(dims),
            Sums = [],
            Lane = new Lane(1, Sum: false, Exact: false),
            Output = NestLowering.Access("y", output, layout, at),
            Left = At("x", 0),
            Epilogue = fused.Compose(map),
            Extras = [.. Enumerable.Range(1, operands.Length - 1).Select(i => At($"e{i - 1}", i))],
        };
        kernel = lowering.Lanes == LaneAxis.Samples
            ? kernel.Along(NestLowering.Sample, new Lane(Isa.Group, Sum: false, Exact: false))
            : kernel.Along(dims[laneAxis].Name, new Lane(dims[laneAxis].Extent, Sum: false, Exact: false));
        Address[] sources = [.. operands.Select((o, i) => lowering.Places.Read(o.Tensor, layouts[i]))];
        lowering.Call(
            new NestCode(LoopMerge.Of(kernel), MayBeStraight: false),
            [In(sources[0]), Out(lowering.Places.Write(fused.Output)), .. sources.Skip(1).Select(In)]);

        Layout LayoutOf(MapOperand operand) => operand.Axes is not { } axes ? layout
            : lowering.Lanes == LaneAxis.Features ? FeatureLanes.SideBySide(operand.Tensor, axes.ToList().IndexOf(laneAxis))
            : operand.Tensor is Value ? Layout.Group
            : Layout.Plain;
    }

    /// <summary>A function of parameters and of numbers that all samples share: the lanes run along them.</summary>
    private static void OfShared(Lowering lowering, Map map)
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
            Extras = [.. map.Inputs.Skip(1).Select(static (_, i) => Row($"e{i}"))],
        };
        Address[] sources = [.. map.Inputs.Select(lowering.Places.Read)];
        lowering.Call(
            new NestCode(kernel, MayBeStraight: false),
            [In(sources[0]), Out(lowering.Places.Write(map.Output)), .. sources.Skip(1).Select(In)]);

        static Access Row(string pointer) => new(pointer, new Dictionary<string, int>(), 0, 1);
    }
}
