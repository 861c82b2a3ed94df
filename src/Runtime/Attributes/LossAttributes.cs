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
public sealed class SoftmaxCrossEntropyAttribute : LossAttribute;

/// <summary>The squared difference from targets of the outputs' shape, mean over all elements; PyTorch's <c>MSELoss</c>.</summary>
public sealed class MeanSquaredErrorAttribute : LossAttribute;
