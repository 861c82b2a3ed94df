namespace Unrolled.Onnx;

/// <summary>How a model becomes a class.</summary>
public sealed record ImportOptions
{
    /// <summary>The class's name. The file's, in C#'s spelling, unless set.</summary>
    public string? ClassName { get; init; }

    /// <summary>The class's namespace. None unless set.</summary>
    public string? Namespace { get; init; }

    /// <summary>The output that is taken, or any value inside of the model. The model's only output unless set.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// The loss that the class gets, such as <c>SoftmaxCrossEntropy</c>, so that it can be trained further. Where the loss contains the
    /// model's last function, as that one a softmax, the function is left out, and the network gives logits. None unless set.
    /// </summary>
    public string? Loss { get; init; }

    /// <summary>
    /// What training leaves as it is: a layer, such as <c>features.9</c>, or the beginning of some layers' names, such as
    /// <c>features</c>; the last of them, and all in front of it. Nothing unless set.
    /// </summary>
    public string? Frozen { get; init; }

    /// <summary>
    /// The directory that the weights will lie in, relative to the project's, such as <c>Models</c>. The project's own unless set.
    /// </summary>
    public string? WeightsDirectory { get; init; }
}
