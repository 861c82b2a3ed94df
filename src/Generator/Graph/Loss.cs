using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Graphs;

/// <summary>How a network's outputs are compared with targets.</summary>
/// <param name="Name">The loss's name.</param>
internal abstract record LossForm(string Name);

/// <summary>The sum over elements of a function of the output and a float target.</summary>
/// <param name="Name">The loss's name.</param>
/// <param name="Term">What an element adds; slot 0 is the output x, slot 1 the target t.</param>
/// <param name="Slope">The derivative of <paramref name="Term"/> by x, over the same slots.</param>
/// <param name="Weight">What the mean over all elements is multiplied by.</param>
internal sealed record ElementForm(string Name, Expr Term, Expr Slope, float Weight) : LossForm(Name);

/// <summary>Cross entropy of softmax along the last axis with class numbers.</summary>
/// <param name="Name">The loss's name.</param>
/// <param name="Smoothing">The part of the target that is spread over all classes.</param>
internal sealed record ClassForm(string Name, float Smoothing) : LossForm(Name);

/// <summary>Compares the network's outputs with targets: gives each sample's share of the mean loss and, as its output, the outputs' gradient.</summary>
internal sealed class LossNode(string layer, LossForm form, Value gradient, Value x) : Node(layer, gradient, x)
{
    public LossForm Form { get; } = form;

    public Value X { get; } = x;

    /// <summary>Whether targets are class numbers along the last axis rather than floats of the outputs' shape.</summary>
    public bool TakesLabels => Form is ClassForm;

    /// <summary>Targets of one sample.</summary>
    public int TargetLength => TakesLabels ? X.Shape.Length / X.Shape.Last : X.Shape.Length;

    public override void Differentiate(Gradients gradients, Value dy) => throw new InvalidOperationException("A loss is where gradients start.");
}

/// <summary>The gradient of the outputs, which is given from outside or the loss's.</summary>
internal sealed class GivenGradient(Value gradient) : Node("outputs", gradient)
{
    public override void Differentiate(Gradients gradients, Value dy) => throw new InvalidOperationException("It is where gradients start.");
}
