using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>n = (x - mean)/√(var + ε)</c> along the last axis, <c>y = γ·n + β</c>. <c>dn = γ·dy</c>,
/// <c>dx = (dn - mean(dn) - n·mean(dn·n))/√(var + ε)</c>, <c>dγ = Σ dy·n</c>, <c>dβ = Σ dy</c> (Ba, Kiros and Hinton, 2016).
/// </summary>
internal sealed class LayerNorm : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Epsilon", float.Epsilon, float.MaxValue)];

    public override bool HasParameters => true;

    public override bool Streams(LayerSpec spec) => true;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        NeedsFeatures(spec, x);
        if (x.Shape.Rank == 3)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} acts on the last axis and needs features there but gets {x.Shape}; put Flatten before it");
        }

        var shape = new Shape(x.Shape.Last);
        Parameter gamma = graph.AddParameter(spec, "weight", shape, [0], Initial.Constant(1), ParameterRole.Bias);
        Parameter? beta = graph.AddBias(spec, x.Shape.Last, Initial.Constant(0));
        float epsilon = (float)spec.Number("Epsilon", 1e-5);
        Value normal = graph.Add(
            new Value(spec.Name + " normal", x.Shape, roles: x.Roles), n => new NormalizeNode(spec.Name, n, x, epsilon));
        Expr scaled = Expr.Slot(0) * Expr.Slot(1);
        return graph.Add(new Value(spec.Name, x.Shape, roles: x.Roles), y => beta is null
            ? new Map(spec.Name, y, scaled, normal, gamma)
            : new Map(spec.Name, y, scaled + Expr.Slot(2), normal, gamma, beta));
    }
}
