using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = min(max(x, Min), Max)</c>; <c>dx = dy</c> where y lies between the two, 0 where it is one of them.</summary>
internal class Clip : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
        [new("Min", -float.MaxValue, float.MaxValue), new("Max", -float.MaxValue, float.MaxValue)];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        (float? least, float? most) = Bounds(spec);
        if (least is null && most is null)
            throw new DoesNotFitException($"{spec.Declaration} has neither a least nor a largest value; give Min, Max or both");
        if (least > most)
            throw new DoesNotFitException($"{spec.Declaration} has a least value above its largest; give a Min of at most {most}");
        return base.Build(graph, spec, x);
    }

    /// <summary>The least and the largest result, null where there is none.</summary>
    protected virtual (float? Least, float? Most) Bounds(LayerSpec spec) => (Bound(spec, "Min"), Bound(spec, "Max"));

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Min", Bounds(spec).Least ?? double.NegativeInfinity), new("Max", Bounds(spec).Most ?? double.PositiveInfinity)];

    protected override Expr Forward(LayerSpec spec, Expr x)
    {
        (float? least, float? most) = Bounds(spec);
        Expr raised = least is { } low ? Expr.Max(x, low) : x;
        return most is { } high ? Expr.Min(raised, high) : raised;
    }

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x)
    {
        (float? least, float? most) = Bounds(spec);
        Expr below = most is { } high ? Expr.WhereGreater(high, y, dy, 0f) : dy;
        return least is { } low ? Expr.WhereGreater(y, low, below, 0f) : below;
    }

    private static float? Bound(LayerSpec spec, string name) => spec.Has(name) ? (float)spec.Number(name, 0) : null;
}
