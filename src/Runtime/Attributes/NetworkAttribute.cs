namespace Unrolled;

/// <summary>
/// Makes a partial class a neural network: the layer attributes on it, in the order they are written, are its layers, and the
/// code that runs and trains them is generated. See <see cref="INetwork{TSelf}"/> for what the class then offers.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class NetworkAttribute : Attribute
{
    /// <summary>
    /// How much code to write out straight: kernels of up to this many multiply-adds become straight lines without loops.
    /// Left out (0), the generator decides.
    /// </summary>
    public int Unroll { get; set; }

    /// <summary>
    /// The strength of L1 regularisation of all layers that do not set their own: <c>L1·sign(w)</c> is added to each
    /// weight's gradient. 0 unless set.
    /// </summary>
    public double L1 { get; set; }

    /// <summary>
    /// The strength of L2 regularisation of all layers that do not set their own: <c>L2·w</c> is added to each weight's
    /// gradient, as by PyTorch's <c>weight_decay</c>. 0 unless set. The loss that is returned stays that of the data.
    /// </summary>
    public double L2 { get; set; }

    /// <summary>
    /// Whether the class offers gradients with respect to its input, for saliency maps, adversarial examples or style:
    /// <c>InputGradient</c>, of the loss, and <c>VectorJacobianProduct</c>, of the outputs. The network is as in
    /// <c>Predict</c>. False unless set.
    /// </summary>
    public bool InputGradient { get; set; }

    /// <summary>
    /// A safetensors file of the project, relative to its directory, that the assembly carries: a new network of the
    /// class has its weights. The build fails where the file is missing, or lacks a tensor, or has one of another
    /// shape. Where the name is no literal, the project lists the file as <c>UnrolledWeights</c> too.
    /// </summary>
    public string? Weights { get; set; }

    /// <summary>
    /// Whether <see cref="L1"/> and <see cref="L2"/> hold for biases as well, and for the scale and shift of
    /// normalisations. False unless set.
    /// </summary>
    public bool RegularizeBias { get; set; }
}

/// <summary>The shape of one input sample, without the batch.</summary>
/// <param name="shape">
/// Channels, height and width for images; channels and length for 1-D convolution; steps and features for sequences;
/// features otherwise.
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class InputAttribute(params int[] shape) : Attribute
{
    /// <summary>The extents, outermost first.</summary>
    public int[] Shape { get; } = shape;
}
