using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>An element-wise layer, given by two formulas.</summary>
internal abstract class Activation : Layer
{
    /// <summary>The result of <paramref name="x"/>.</summary>
    protected abstract Expr Forward(LayerSpec spec, Expr x);

    /// <summary>The gradient of x from that of the result, <paramref name="dy"/>, and the result <paramref name="y"/>.</summary>
    protected abstract Expr Backward(LayerSpec spec, Expr dy, Expr y);

    public override Value Build(Graph graph, LayerSpec spec, Value x) =>
        graph.AddMap(spec, x, Forward(spec, Expr.Slot(0)), Backward(spec, Expr.Slot(0), Expr.Slot(1)));
}
