using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>A layer made of other classes' layers.</summary>
internal abstract class Composite : Layer
{
    public override bool HasParameters => true;
}

/// <summary>Another class's layers.</summary>
internal sealed class Use : Composite
{
    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x) => graph.AddPart(spec, spec.Parts[0], spec.Name, x);

    public override bool Streams(LayerSpec spec) => spec.Parts[0].Layers.All(static l => LayerCatalog.Find(l.Kind)!.Streams(l));
}

/// <summary>
/// <c>y = T(x) + x</c>, or plus a projection of x: a 1×1 convolution with the stride that the block has, or a dense layer.
/// </summary>
internal sealed class Residual : Composite
{
    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        Value y = graph.AddPart(spec, spec.Parts[0], spec.Name, x);
        bool projects = spec.Number("Projection", 0) != 0 && x.Shape != y.Shape && x.Shape.Rank == y.Shape.Rank;
        Value shortcut = projects ? Project(graph, spec, x, y.Shape) : x;
        Value sum = Joins.Add(graph, spec, [y, shortcut], "set Projection = true, or let the block keep its shape");
        return graph.AddJoin("Add", spec, [y, shortcut], sum);
    }

    private static Value Project(GraphBuilder graph, LayerSpec spec, Value x, Shape shape)
    {
        bool channels = x.Shape.Rank == 3 || (x.Shape.Rank == 2 && x.Roles.Order == AxisOrder.ChannelsFirst);
        var arguments = new List<Argument>();
        void Set(string name, int value) => arguments.Add(new Argument(name, value, $"{name} = {value}"));
        string kind = !channels ? "Dense" : x.Shape.Rank == 3 ? "Conv2D" : "Conv1D";
        Set(channels ? "Filters" : "Units", channels ? shape[0] : shape.Last);
        if (channels)
            Set("Kernel", 1);
        for (int axis = 1; channels && axis < x.Shape.Rank; axis++)
            Set("Stride" + (x.Shape.Rank == 2 ? "" : axis == 1 ? "Height" : "Width"), (x.Shape[axis] + shape[axis] - 1) / shape[axis]);
        arguments.AddRange(spec.Arguments.Where(static a => a.Name is "Frozen" or "Held"));
        return graph.AddInner(new LayerSpec(kind, spec.Name + ".projection", new([.. arguments])), x);
    }
}

/// <summary>A class's layers several times, with own or shared parameters.</summary>
internal sealed class Repeat : Composite
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Count", 1, 1000)];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        bool tied = spec.Number("Tied", 0) != 0;
        for (int i = 0; i < spec.Integer("Count", 1); i++)
        {
            Value input = x;
            string name = tied ? spec.Name : $"{spec.Name}.{i}";
            x = tied ? graph.Tied(() => graph.AddPart(spec, spec.Parts[0], name, input)) : graph.AddPart(spec, spec.Parts[0], name, input);
        }

        return x;
    }
}

/// <summary>Parts of one input, joined.</summary>
internal sealed class Branch : Composite
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Join", 0, 1) { Range = "a member of Join" }];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        var ordinals = new Dictionary<string, int>();
        var outputs = new List<Value>();
        foreach (PartSpec part in spec.Parts)
        {
            string name = part.Name.ToLowerInvariant();
            ordinals[name] = ordinals.TryGetValue(name, out int before) ? before + 1 : 1;
            outputs.Add(graph.AddPart(spec, part, $"{spec.Name}.{name}{ordinals[name]}", x));
        }

        return spec.Number("Join", 0) == 0
            ? graph.AddJoin("Concat", spec, outputs, Joins.Concat(graph, spec, outputs))
            : graph.AddJoin("Add", spec, outputs, Joins.Add(graph, spec, outputs, "let all branches give one shape"));
    }
}
