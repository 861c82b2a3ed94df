using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// A loss that compares outputs with float targets element by element, given by two formulas; the mean over all
/// elements unless told otherwise.
/// </summary>
internal abstract class ElementLoss : Layer
{
    public override bool IsLoss => true;

    /// <summary>What an element <paramref name="x"/> with target <paramref name="t"/> adds.</summary>
    protected abstract Expr Loss(LayerSpec spec, Expr x, Expr t);

    /// <summary>The derivative of that by <paramref name="x"/>.</summary>
    protected abstract Expr Slope(LayerSpec spec, Expr x, Expr t);

    /// <summary>What the mean over all elements is multiplied by, for outputs of <paramref name="shape"/>.</summary>
    protected virtual float Weight(Shape shape) => 1f;

    /// <summary>What outputs mean to the loss: how well they do, and which probabilities they stand for, follow from it.</summary>
    protected virtual OutputMeaning Outputs => OutputMeaning.Values;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x) => graph.AddLoss(
        spec,
        new ElementForm(
            Kind,
            Expr.Named(Kind + "Term", Loss(spec, Expr.Slot(0), Expr.Slot(1))),
            Expr.Named(Kind + "Slope", Slope(spec, Expr.Slot(0), Expr.Slot(1))),
            Weight(x.Shape),
            Outputs),
        x);
}
