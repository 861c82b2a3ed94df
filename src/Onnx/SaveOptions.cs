namespace Unrolled.Onnx;

/// <summary>How a network becomes a model.</summary>
public sealed record SaveOptions
{
    /// <summary>
    /// Whether a batch normalisation behind a convolution or a dense layer becomes part of its weights, so that a runtime has one operation
    /// less. Results differ in their last digits, and what is imported again has no normalisation. False unless set.
    /// </summary>
    public bool FoldsNorms { get; init; }
}
