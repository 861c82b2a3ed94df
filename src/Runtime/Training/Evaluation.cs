namespace Unrolled;

/// <summary>How well a network does on a dataset.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">
/// The share, 0 to 1, of labels whose class has the largest output, ignored labels left out; NaN where targets are
/// floats.
/// </param>
/// <param name="Count">Samples that were evaluated.</param>
public sealed record Evaluation(float Loss, float Accuracy, int Count)
{
    /// <summary>One line.</summary>
    public override string ToString() => float.IsNaN(Accuracy)
        ? $"loss {Loss:F6} over {Count:N0} samples"
        : $"loss {Loss:F6}, accuracy {Accuracy:F4} over {Count:N0} samples";
}
