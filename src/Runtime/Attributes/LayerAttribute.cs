namespace Unrolled;

/// <summary>The base of all layer attributes. A class may carry the same layer several times.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }

    /// <summary>The name of the layer of the same class whose output this one takes; the one before it unless set.</summary>
    public string? From { get; set; }
}

/// <summary>The base of layers that learn.</summary>
public abstract class ParameterLayerAttribute : LayerAttribute
{
    private protected ParameterLayerAttribute()
    {
    }

    /// <summary>
    /// The layer's name in parameter names, files and generated members, dots allowed (<c>features.0</c>). Left out:
    /// the attribute's name in lower case and its ordinal among its kind, <c>conv2d2</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Whether the layer adds a learned bias to each output. True unless set.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>What the weights of a new network are drawn from; biases keep PyTorch's default.</summary>
    public Initializer Init { get; set; }

    /// <summary>
    /// The strength of L1 regularisation: <c>L1·sign(w)</c> is added to each weight's gradient. The network's unless
    /// set.
    /// </summary>
    public double L1 { get; set; } = double.NaN;

    /// <summary>
    /// The strength of L2 regularisation: <c>L2·w</c> is added to each weight's gradient, as by PyTorch's
    /// <c>weight_decay</c>. The network's unless set.
    /// </summary>
    public double L2 { get; set; } = double.NaN;

    /// <summary>
    /// Whether <see cref="L1"/> and <see cref="L2"/> hold for biases as well, and for the scale and shift of
    /// normalisations. The network's unless set.
    /// </summary>
    public bool RegularizeBias { get; set; }

    /// <summary>Whether training leaves the layer's parameters, and running statistics, as they are. False unless set.</summary>
    public bool Frozen { get; set; }
}

/// <summary>
/// Distributions of new weights. "In" is the number of inputs that feed one output, "out" the number of outputs that
/// one input feeds, as PyTorch's <c>torch.nn.init</c> counts them.
/// </summary>
public enum Initializer
{
    /// <summary>PyTorch's default for the layer.</summary>
    Default,

    /// <summary>Evenly in <c>±√(6/(in + out))</c> (Glorot and Bengio, 2010).</summary>
    XavierUniform,

    /// <summary>Normally with the deviation <c>√(2/(in + out))</c> (Glorot and Bengio, 2010).</summary>
    XavierNormal,

    /// <summary>Evenly in <c>±√(6/in)</c>, for layers before a ReLU (He et al., 2015).</summary>
    KaimingUniform,

    /// <summary>Normally with the deviation <c>√(2/in)</c>, for layers before a ReLU (He et al., 2015).</summary>
    KaimingNormal,

    /// <summary>All zero.</summary>
    Zeros,
}
