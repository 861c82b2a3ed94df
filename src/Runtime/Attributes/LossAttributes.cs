namespace Unrolled;

/// <summary>The base of losses: the last attribute of a network that trains.</summary>
public abstract class LossAttribute : LayerAttribute
{
    private protected LossAttribute()
    {
    }
}

/// <summary>
/// Cross entropy between softmax of the logits on the last axis and class labels, mean over the labels that count; PyTorch's
/// <c>CrossEntropyLoss</c>. A label of -100 is ignored.
/// </summary>
public sealed class SoftmaxCrossEntropyAttribute : LossAttribute
{
    /// <summary>
    /// How much of the target, 0 to 1, is taken from the label and spread evenly over all classes:
    /// <c>(1-ε)·onehot + ε/classes</c>. PyTorch's <c>label_smoothing</c>.
    /// </summary>
    public double LabelSmoothing { get; set; }
}

/// <summary>The squared difference from targets of the outputs' shape, mean over all elements; PyTorch's <c>MSELoss</c>.</summary>
public sealed class MeanSquaredErrorAttribute : LossAttribute;

/// <summary>
/// The distance <c>|x - t|</c> from targets of the outputs' shape, mean over all elements; PyTorch's <c>L1Loss</c>. Its
/// gradient is 0 where they are equal.
/// </summary>
public sealed class MeanAbsoluteErrorAttribute : LossAttribute;

/// <summary>
/// With <c>d = x - t</c>, <c>½·d²</c> where <c>|d| ≤ delta</c> and <c>delta·(|d| - ½·delta)</c> elsewhere, mean over
/// all elements; PyTorch's <c>HuberLoss</c>. Targets have the outputs' shape.
/// </summary>
/// <param name="delta">The distance from which on the loss grows linearly, greater than 0.</param>
public sealed class HuberAttribute(double delta = 1) : LossAttribute
{
    /// <summary>The distance from which on the loss grows linearly.</summary>
    public double Delta { get; } = delta;
}

/// <summary>
/// Cross entropy between the logistic function of the outputs (which are logits) and targets of their shape, from 0 to
/// 1, mean over all elements; PyTorch's <c>BCEWithLogitsLoss</c>. Put no <see cref="SigmoidAttribute"/> before it.
/// </summary>
public sealed class BinaryCrossEntropyAttribute : LossAttribute;

/// <summary>
/// <c>Σ t·(ln t - x)</c> over the elements of a sample, mean over samples; PyTorch's <c>KLDivLoss</c> with
/// <c>batchmean</c>. Outputs are logarithms of probabilities, as <see cref="LogSoftmaxAttribute"/> gives them, targets probabilities of the
/// same shape; a target of 0 adds nothing.
/// </summary>
public sealed class KLDivergenceAttribute : LossAttribute;
