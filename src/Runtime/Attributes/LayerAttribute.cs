namespace Unrolled;

/// <summary>The base of all layer attributes. A class may carry the same layer several times.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }
}

/// <summary>The base of layers that learn.</summary>
public abstract class ParameterLayerAttribute : LayerAttribute
{
    private protected ParameterLayerAttribute()
    {
    }

    /// <summary>
    /// The layer's name in parameter names, files and generated members, dots allowed (<c>features.0</c>). Left out: the attribute's name in
    /// lower case and its ordinal among its kind, <c>conv2d2</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Whether the layer adds a learned bias to each output. True unless set.</summary>
    public bool Bias { get; set; } = true;
}
