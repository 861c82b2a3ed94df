using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>An element-wise layer, given by two formulas.</summary>
internal abstract class Activation : Layer
{
    /// <summary>The result of <paramref name="x"/>.</summary>
    protected abstract Expr Forward(LayerSpec spec, Expr x);

    /// <summary>
    /// The gradient of x from that of the result, <paramref name="dy"/>, the result <paramref name="y"/> and <paramref name="x"/>. What
    /// is not used is not kept: without x the layer can be fused into the one before it in training too.
    /// </summary>
    protected abstract Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x);

    public override bool Streams(LayerSpec spec) => true;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x) => graph.AddMap(
        spec, x,
        Expr.Named(Kind, Forward(spec, Expr.Slot(0))),
        Expr.Named(Kind + "Slope", Backward(spec, Expr.Slot(0), Expr.Slot(1), Expr.Slot(2))));
}
