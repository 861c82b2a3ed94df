using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <content>Element-wise functions, loops over steps, and tokens.</content>
internal sealed partial class OneLowering
{
    /// <summary>Functions over values of one shape, in one loop.</summary>
    private void Elementwise(IReadOnlyList<FusedNode> maps)
    {
        OneLayout layout = OneLayouts.Natural((Value)maps[0].Output);
        var places = new List<Address>();
        int PointerOf(Address place)
        {
            int known = places.IndexOf(place);
            if (known < 0)
                places.Add(place);
            return known < 0 ? places.Count - 1 : known;
        }

        var functions = new List<LaneFunction>();
        foreach (FusedNode fused in maps)
        {
            IEnumerable<Tensor> operands = fused.Node.Inputs.Concat(fused.Extras.Select(static e => e.Tensor));
            int[] inputs = [.. operands.Select(t => PointerOf(Materialize((Value)t, layout)))];
            functions.Add(new LaneFunction(fused.Compose((Map)fused.Node), new(inputs), PointerOf(Write((Value)fused.Output, layout))));
        }

        string name = Names.Of(maps[0], null), header = string.Join("\n", maps.Select(static m => Names.Header(m, null)));
        int length = OneLayouts.Length(layout, maps[0].Output.Shape);
        HashSet<int> results = [.. functions.Select(static f => f.Output)];
        _steps.Add(new Statement.Call(
            new MapCode(name, header, new([.. functions]), places.Count, length),
            places.Select((place, i) => Pass(place, results.Contains(i)))));
    }

    /// <summary>A function with operands that follow the axis that lies innermost: features, or channels.</summary>
    private void AlongAxis(FusedNode fused, Map map)
    {
        var output = (Value)fused.Output;
        OneLayout layout = OneLayouts.Natural(output);
        int innermost = layout == OneLayout.ChannelsLast ? 0 : output.Shape.Rank - 1;
        Extra[] operands = [.. map.Inputs.Select((_, slot) => Extra.Of(map, slot)), .. fused.Extras];
        if (operands.Any(o => o.Axis is { } axis && axis != innermost))
            throw new InvalidOperationException($"{map.Layer} has operands along another axis than the innermost.");
        int extent = output.Shape[innermost], row = OneLayouts.Length(layout, output.Shape) / (output.Shape.Length / extent);
        var loop = new Loop("position", output.Shape.Length / extent);
        Access At(string pointer, Extra extra) =>
            new(pointer, extra.Axis is null ? new Dictionary<string, int> { [loop.Name] = row } : [], 0, 1);
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, null),
            Outs = loop.Extent > 1 ? [loop] : [],
            Sums = [],
            Lane = new Lane(extent, Sum: false, Exact: false),
            Output = At("y", new Extra(output, null)),
            Left = At("x", operands[0]),
            Epilogue = fused.Compose(map),
            Extras = [.. operands.Skip(1).Select((extra, i) => At("e" + i, extra))],
        };
        Address[] sources = [.. operands.Select(o => Read(o.Tensor, layout))];
        _steps.Add(new Statement.Call(
            new NestCode(kernel, MayBeStraight: false), [In(sources[0]), Out(Write(output, layout)), .. sources.Skip(1).Select(In)]));
    }

    /// <summary>A function of parameters: the lanes run along them.</summary>
    private void SharedMap(Map map)
    {
        static Access Row(string pointer) => new(pointer, new Dictionary<string, int>(), 0, 1);
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
        Address[] sources = [.. map.Inputs.Select(t => Read(t, OneLayout.Plain))];
        Address target = _shared[(Shared)map.Output] = Address.Of(new Buffer(map.Output.Name, Program.Align(map.Output.Shape.Length)));
        _steps.Add(new Statement.Call(
            new NestCode(kernel, MayBeStraight: false), [In(sources[0]), Out(target), .. sources.Skip(1).Select(In)]));
    }

    /// <summary>The body once for each step, the step's number in a variable.</summary>
    private void Scan(Scan scan)
    {
        List<Statement> outside = _steps;
        var body = Fusion.Run(scan.Body, scan.Body.SelectMany(static n => n.Writes).Where(v => !_locals.Contains(v)), contiguous: false);

        // Copies into other layouts are made before the loop.
        foreach (Value input in scan.Body.SelectMany(static n => n.Inputs).OfType<Value>().Where(v => _layouts.ContainsKey(v.Root)))
            Materialize(input.Root, OneLayout.Rows);
        _steps = [];
        for (int i = 0; i < body.Count;)
        {
            Shape shape = body[i].Output.Shape;
            int same = Fusion.Together(body, i, n => IsFlat(n) && n.Output.Shape == shape);
            if (same > 0)
                Elementwise([.. body.Skip(i).Take(same)]);
            else
                Node(body[i]);
            i += Math.Max(same, 1);
        }

        var loop = new Statement.Repeat(StepName, scan.Count, Backward: false, new([.. _steps]));
        _steps = outside;
        _steps.Add(loop);

        static bool IsFlat(FusedNode fused) =>
            fused.Node is Map map && map.Inputs.All(map.IsFull) && fused.Extras.All(static e => e.Axis is null);
    }

    private void Start(Value value) =>
        _steps.Add(new Statement.Clear(Write(value, OneLayout.Rows), OneLayouts.Length(OneLayout.Rows, value.Shape)));

    private void Gather(Gather node)
    {
        int units = node.Table.Shape[1];
        _steps.Add(new Statement.Call(
            RuntimeMethod.GatherRows, In(Address.Of(node.Table)), Of(units), In(Address.Of(CallerMemory.Inputs, Element.Int32)),
            Of(_graph.Input.Shape.Length), Out(Write((Value)node.Output, OneLayout.Rows)), Of(Program.Align(units))));
    }

    /// <summary>Numbers made of parameters, computed where they are first needed.</summary>
    private Address Computed(Shared shared)
    {
        if (!_shared.ContainsKey(shared))
            SharedMap((Map)_graph.Inference.First(n => n.Output == shared));
        return _shared[shared];
    }

    /// <summary>Where a kernel reads an operand.</summary>
    private Address Read(Tensor tensor, OneLayout layout) => tensor switch
    {
        Value value => Materialize(value, layout),
        Shared shared => Computed(shared),
        Parameter parameter => Address.Of(parameter),
        _ => throw new InvalidOperationException($"No address for {tensor}."),
    };
}
