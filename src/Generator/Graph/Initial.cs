using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>What a new tensor's elements are drawn from; the names are those of <c>Unrolled.Distribution</c>.</summary>
internal sealed record Initial(string Distribution, float Scale)
{
    public static Initial Constant(float value) => new("Constant", value);

    public static Initial Uniform(double bound) => new("Uniform", (float)bound);

    public static Initial Normal(double deviation) => new("Normal", (float)deviation);

    /// <summary>PyTorch's default for layers that sum over inputs: evenly in <c>±1/√fanIn</c>.</summary>
    public static Initial FanIn(long fanIn) => Uniform(1 / Math.Sqrt(fanIn));

    /// <summary>
    /// What <c>Unrolled.Initializer</c> names, by its number, for a tensor of this shape; null for the default. Inputs and outputs are
    /// counted as <c>torch.nn.init</c> does: the first axis are outputs, the second inputs, the others the field that both share.
    /// </summary>
    public static Initial? Named(int initializer, Shape shape)
    {
        double field = shape.Extents.Skip(2).Aggregate(1.0, static (product, extent) => product * extent);
        double outputs = shape[0] * field, inputs = (shape.Rank > 1 ? shape[1] : shape[0]) * field;
        return initializer switch
        {
            1 => Uniform(Math.Sqrt(6 / (inputs + outputs))),
            2 => Normal(Math.Sqrt(2 / (inputs + outputs))),
            3 => Uniform(Math.Sqrt(6 / inputs)),
            4 => Normal(Math.Sqrt(2 / inputs)),
            5 => Constant(0),
            _ => null,
        };
    }
}

/// <summary>What a parameter is to its layer: which options hold for it, and how its gradient is summed.</summary>
internal enum ParameterRole
{
    /// <summary>Weights: initialised and regularised as the layer says.</summary>
    Weight,

    /// <summary>Weights that exceed a core's cache: their gradient is made once for the batch, by all threads.</summary>
    WideWeight,

    /// <summary>Biases, and the scale and shift of normalisations: regularised only where asked for.</summary>
    Bias,

    /// <summary>As a bias, with a gradient that is made once for the whole batch.</summary>
    Shared,

    /// <summary>A table of rows that tokens choose: weights whose gradient the runtime sums.</summary>
    Table,

    /// <summary>Running statistics: not learned by gradients.</summary>
    Statistic,
}
