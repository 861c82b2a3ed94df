using Unrolled.Generator.Expressions;

namespace Unrolled.Generator.Graphs;

/// <summary>
/// Compares the network's outputs with targets: gives each sample's share of the mean loss and, as its output, the outputs' gradient.
/// </summary>
internal sealed class LossNode(string layer, LossForm form, Value gradient, Value x) : Node(layer, gradient, x)
{
    public LossForm Form { get; } = form;

    public Value X { get; } = x;

    /// <summary>Whether targets are class numbers along the last axis rather than floats of the outputs' shape.</summary>
    public bool TakesLabels => Form is ClassForm;

    /// <summary>Targets of one sample.</summary>
    public int TargetLength => TakesLabels ? X.Shape.Length / X.Shape.Last : X.Shape.Length;

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("A loss is where gradients start.");
}
