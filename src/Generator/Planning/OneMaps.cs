using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <content>Element-wise functions, loops over steps, and tokens.</content>
internal sealed partial class OneLowering
{
    /// <summary>Functions over values of one shape, in one loop.</summary>
    private void Elementwise(IReadOnlyList<FusedNode> maps)
    {
        OneLayout layout = OneLayouts.Natural((Value)maps[0].Output);
        var places = new List<Place>();
        int PointerOf(Place place)
        {
            int known = places.IndexOf(place);
            if (known < 0)
                places.Add(place);
            return known < 0 ? places.Count - 1 : known;
        }

        var functions = new List<LaneFunction>();
        var written = new List<Buffer>();
        foreach (FusedNode fused in maps)
        {
            int[] inputs = [.. fused.Node.Inputs.Concat(fused.Extras.Select(static e => e.Tensor)).Select(t => PointerOf(Materialize((Value)t, layout)))];
            Place target = Write((Value)fused.Output, layout);
            written.AddRange(target.Buffers);
            functions.Add(new LaneFunction(fused.Compose((Map)fused.Node), inputs, PointerOf(target)));
        }

        string name = Names.Of(maps[0], null), header = string.Join("\n", maps.Select(static m => Names.Header(m, null)));
        int length = OneLayouts.Length(layout, maps[0].Output.Shape);
        _steps.Add(new Step([.. places.SelectMany(static p => p.Buffers)], written, scene =>
            $"{LaneKernels.Map(scene.Library, name, header, functions, places.Count, length)}({string.Join(", ", places.Select(p => p.At(scene)))});"));
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
        Operand[] sources = [.. operands.Select(o => Read(o.Tensor, layout))];
        Place target = Write(output, layout);
        _steps.Add(new Step([.. sources.SelectMany(static s => s.Buffers)], target.Buffers, scene =>
        {
            string[] arguments = [sources[0].At(scene), target.At(scene), .. sources.Skip(1).Select(s => s.At(scene))];
            return $"{NestEmitter.Emit(kernel, scene.Library, 0)}({string.Join(", ", arguments)});";
        }));
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
        Operand[] sources = [.. map.Inputs.Select(t => Read(t, OneLayout.Plain))];
        Place target = _shared[(Shared)map.Output] = new Place(new Buffer(map.Output.Name, Program.Align(map.Output.Shape.Length)), "");
        _steps.Add(new Step([.. sources.SelectMany(static s => s.Buffers)], target.Buffers, scene =>
        {
            string[] arguments = [sources[0].At(scene), target.At(scene), .. sources.Skip(1).Select(s => s.At(scene))];
            return $"{NestEmitter.Emit(kernel, scene.Library, 0)}({string.Join(", ", arguments)});";
        }));
    }

    /// <summary>The body once for each step, the step's number in a variable.</summary>
    private void Scan(Scan scan)
    {
        List<Step> outside = _steps;
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

        List<Step> inside = _steps;
        _steps = outside;
        _steps.Add(new Step([.. inside.SelectMany(static s => s.Reads).Distinct()], [.. inside.SelectMany(static s => s.Writes).Distinct()], scene =>
        {
            string lines = string.Join("\n", inside.SelectMany(s => s.Text(scene).Split('\n')).Select(static line => "    " + line));
            return $"for (int {StepName} = 0; {StepName} < {scan.Count}; {StepName}++)\n{{\n{lines}\n}}";
        }));

        static bool IsFlat(FusedNode fused) => fused.Node is Map map && map.Inputs.All(map.IsFull) && fused.Extras.All(static e => e.Axis is null);
    }

    private void Start(Value value)
    {
        Place place = Write(value, OneLayout.Rows);
        int length = OneLayouts.Length(OneLayout.Rows, value.Shape);
        _steps.Add(new Step([], place.Buffers, scene => $"new Span<float>({place.At(scene)}, {length}).Clear();"));
    }

    private void Gather(Gather node)
    {
        Place place = Write((Value)node.Output, OneLayout.Rows);
        int units = node.Table.Shape[1];
        _steps.Add(new Step([], place.Buffers, scene =>
            $"Embeddings.Rows({scene.At(node.Table)}, {units}, (int*)frame.Inputs, {_graph.Input.Shape.Length}, {place.At(scene)}, {Program.Align(units)});"));
    }

    /// <summary>Numbers made of parameters, computed where they are first needed.</summary>
    private Place Computed(Shared shared)
    {
        if (!_shared.ContainsKey(shared))
            SharedMap((Map)_graph.Inference.First(n => n.Output == shared));
        return _shared[shared];
    }

    private Operand Read(Tensor tensor, OneLayout layout) => tensor switch
    {
        Value value => new Operand(Materialize(value, layout), null),
        Shared shared => new Operand(Computed(shared), null),
        Parameter parameter => new Operand(null, parameter),
        _ => throw new InvalidOperationException($"No address for {tensor}."),
    };

    /// <summary>Something that a kernel reads: a value's place, or a parameter.</summary>
    private sealed record Operand(Place? Place, Parameter? Parameter)
    {
        public IReadOnlyList<Buffer> Buffers => Place?.Buffers ?? [];

        public string At(Scene scene) => Place?.At(scene) ?? scene.At(Parameter!);
    }
}
