using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>In training <c>y = m·x</c> with m randomly 0 or <c>1/(1 - rate)</c>, <c>dx = m·dy</c>; in inference <c>y = x</c>.</summary>
internal sealed class Dropout : Layer
{
    // The largest rate whose inverse of 1 - rate is still an ordinary float.
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Rate", 0, 0.999999)];

    public override bool Streams(LayerSpec spec) => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) => [new("Rate", spec.Number("Rate", 0))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        double rate = spec.Number("Rate", 0);
        var y = new Value(spec.Name, x.Shape, roles: x.Roles);
        var mask = new Value(spec.Name + " mask", x.Shape, roles: x.Roles);
        int ordinal = graph.Forward.OfType<RandomMask>().Count();
        graph.Add(
            [new RandomMask(spec.Name, mask, ordinal, rate), new Map(spec.Name, y, Expr.Slot(0) * Expr.Slot(1), x, mask)],
            [new Map(spec.Name, y, Expr.Slot(0), x)]);
        return y;
    }
}
