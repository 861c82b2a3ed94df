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
        if (x.Shape.Rank > 2)
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
        return graph.Add(new Value(spec.Name, x.Shape, roles: x.Roles), y => new Affine(spec.Name, y, normal, gamma, beta));
    }

    /// <summary><c>y = γ·x + β</c> along the last axis.</summary>
    private sealed class Affine(string layer, Value y, Value x, Parameter gamma, Parameter? beta)
        : Map(layer, y, beta is null ? Scaled : Scaled + Expr.Slot(2), [x, gamma, .. beta is null ? Array.Empty<Tensor>() : [beta]])
    {
        private static Expr Scaled => Expr.Slot(0) * Expr.Slot(1);
        public override void Differentiate(Gradients gradients, Value dy)
        {
            Dim[] dims = [.. x.Shape.Extents.Select(static (extent, i) => new Dim("a" + i, extent))];
            Coordinate[] at = [.. dims.Select(Coordinate.Of)];
            int last = dims.Length - 1;
            Nest Sum(bool product) => new(
                Outs: new([dims[last]]),
                Sums: new([.. dims.Take(last)]),
                Output: new([at[last]]),
                Left: new(at),
                Right: product ? new(at) : default);
            if (gamma.Learned)
                gradients.Add(new Contraction(Layer, gamma.Gradient, dy, x, null, [Sum(product: true)]));
            if (beta is { Learned: true })
                gradients.Add(new Contraction(Layer, beta.Gradient, dy, null, null, [Sum(product: false)]));
            if (gradients.Wants(x))
                gradients.Add(x, dx => new Map(Layer, dx, Scaled, dy, gamma));
        }
    }
}
