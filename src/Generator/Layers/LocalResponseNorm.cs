using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x·f</c> with <c>f = (k + α/size·Σ x²)^-β</c>, the sum over the size channels around each element, of which size/2 stand
/// before it; <c>df/ds = -β·f/(k + s)</c> (Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
/// networks").
/// </summary>
internal sealed class LocalResponseNorm : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
    [
        new("Size", 1, 4096), new("Alpha", 0, float.MaxValue), new("Beta", -64, 64), new("K", 0, float.MaxValue),
    ];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [
            new("Size", spec.Integer("Size", 1)), new("Alpha", spec.Number("Alpha", 1e-4)), new("Beta", spec.Number("Beta", 0.75)),
            new("K", spec.Number("K", 1)),
        ];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        NeedsChannels(spec, x);
        int channels = x.Shape[0], size = spec.Integer("Size", 1);
        float alpha = (float)spec.Number("Alpha", 1e-4), k = (float)spec.Number("K", 1);
        double beta = spec.Number("Beta", 0.75);

        // All places of a channel as one row: windows slide from row to row.
        var rows = new Value($"{spec.Name} rows", new Shape(channels, x.Shape.Length / channels), x);
        Value Like(string name) => new(name, rows.Shape, roles: rows.Roles);
        Expr a = Expr.Slot(0), b = Expr.Slot(1), s = Expr.Slot(2);
        Value squares = graph.Add(Like($"{spec.Name} squares"), q => new Map(spec.Name, q, a * a, rows));

        Dim channel = new("k", channels), place = new("p", rows.Shape[1]), tap = new("i", size);
        var around = new Coordinate(new([new Term(channel.Name, 1), new Term(tap.Name, 1)]), -(size / 2), channels);
        var nest = new Nest(
            Outs: new([channel, place]),
            Sums: new([tap]),
            Output: new([Coordinate.Of(channel), Coordinate.Of(place)]),
            Left: new([around, Coordinate.Of(place)]),
            Right: default);
        Value sums = graph.Add(
            Like($"{spec.Name} sums"), y => new Contraction(spec.Name, y, squares, null, null, [nest], Join.Sum, alpha / size));
        Value factors = graph.Add(Like($"{spec.Name} factors"), f => new Map(spec.Name, f, Formulas.Power(a + k, -beta), sums)
        {
            Slope = a * ((float)-beta * b / (s + k)),
        });
        Value result = graph.Add(Like(spec.Name), y => new Map(spec.Name, y, a * b, factors, rows));
        return new Value(spec.Name, x.Shape, result, x.Roles);
    }
}
