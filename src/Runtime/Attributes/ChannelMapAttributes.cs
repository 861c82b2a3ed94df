namespace Unrolled;

/// <summary>
/// The base of layers with one parameter for each channel, of the shape <c>[channels]</c>, or for each feature where features come last.
/// </summary>
public abstract class ChannelMapAttribute : ParameterLayerAttribute
{
    private protected ChannelMapAttribute()
    {
    }

    /// <summary>Whether all elements have one parameter, of the shape <c>[1]</c>. False unless set.</summary>
    public bool Shared { get; set; }
}

/// <summary><c>x·weight</c>; weights start from 1.</summary>
public sealed class ScaleAttribute : ChannelMapAttribute;

/// <summary><c>x + bias</c>; biases start from 0.</summary>
public sealed class OffsetAttribute : ChannelMapAttribute;

/// <summary>
/// <c>x</c> where positive, <c>weight·x</c> elsewhere; weights start from 0.25 (He et al., "Delving deep into rectifiers"). PyTorch's
/// <c>PReLU(channels)</c>, and with <see cref="ChannelMapAttribute.Shared"/> its <c>PReLU()</c>.
/// </summary>
public sealed class PReLUAttribute : ChannelMapAttribute;
