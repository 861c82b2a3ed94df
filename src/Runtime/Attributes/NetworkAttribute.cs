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
}

/// <summary>The shape of one input sample, without the batch.</summary>
/// <param name="shape">Channels, height and width for images; channels and length for 1-D convolution; steps and features for sequences; features otherwise.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class InputAttribute(params int[] shape) : Attribute
{
    /// <summary>The extents, outermost first.</summary>
    public int[] Shape { get; } = shape;
}
