using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// Normalisation by numbers of one sample: <c>n = (x - mean)/√(var + ε)</c> along rows of the input, or, where it is not centered,
/// <c>n = x/√(mean(x²) + ε)</c>; then <c>y = γ·n + β</c> by channel or feature. <c>dn = γ·dy</c>, <c>dγ = Σ dy·n</c>, <c>dβ = Σ dy</c>;
/// <c>dx</c> is that of <see cref="NormalizeNode"/>.
/// </summary>
/// <param name="centered">Whether the mean is taken away; only then there is a β.</param>
/// <param name="epsilon">ε unless set.</param>
/// <param name="affine">Whether there are γ and β unless set.</param>
internal abstract class SampleNorm(bool centered = true, double epsilon = 1e-5, bool affine = true) : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
        [new("Epsilon", float.Epsilon, float.MaxValue), new("Groups", 1)];

    public override bool HasParameters => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs)
    {
        (Shape rows, int axis) = RowsOf(spec, inputs[0]);
        return [new("Rows", rows.Extents), new("Axis", axis), new("Epsilon", spec.Number("Epsilon", epsilon))];
    }

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        (Shape rows, int axis) = RowsOf(spec, x);
        Value input = rows == x.Shape ? x : new Value($"{spec.Name} rows", rows, x);
        float small = (float)spec.Number("Epsilon", epsilon);
        Value normal = graph.Add(
            new Value($"{spec.Name} normal", rows, roles: input.Roles), n => new NormalizeNode(spec.Name, n, input, small, centered));
        Value n = rows == x.Shape ? normal : new Value(normal.Name, x.Shape, normal, x.Roles);
        if (spec.Number("Affine", affine ? 1 : 0) == 0)
            return n;

        int channels = x.Shape[axis];
        Parameter gamma = graph.AddParameter(spec, "weight", new Shape(channels), [0], Initial.Constant(1), ParameterRole.Bias);
        Parameter? beta = centered ? graph.AddBias(spec, channels, Initial.Constant(0)) : null;
        Expr scaled = Expr.Slot(0) * Expr.Slot(1);
        return graph.Add(new Value(spec.Name, x.Shape, roles: x.Roles), y => beta is null
            ? new Map(spec.Name, y, scaled, n, gamma) { Axis = axis }
            : new Map(spec.Name, y, scaled + Expr.Slot(2), n, gamma, beta) { Axis = axis });
    }

    /// <summary>The shape whose last axis is normalised, and the axis of the input that γ and β follow.</summary>
    /// <exception cref="DoesNotFitException">The layer cannot take <paramref name="x"/>.</exception>
    protected abstract (Shape Rows, int Axis) RowsOf(LayerSpec spec, Value x);

    /// <summary>The features of each step, or of the whole sample.</summary>
    protected static (Shape Rows, int Axis) Features(LayerSpec spec, Value x)
    {
        NeedsFeatures(spec, x);
        return x.Shape.Rank != 3 ? (x.Shape, x.Shape.Rank - 1) : throw new DoesNotFitException(
            $"{spec.Declaration} acts on the last axis and needs features there but gets {x.Shape}; put Flatten before it", Fix.Flatten);
    }

    /// <summary>Neighbouring channels with all their places.</summary>
    protected static (Shape Rows, int Axis) Groups(LayerSpec spec, Value x, int groups)
    {
        NeedsChannels(spec, x);
        if (x.Shape[0] % groups != 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} cannot divide the {x.Shape[0]} channels of {x.Shape} into {groups} groups of equal size; "
                + $"choose a divisor of {x.Shape[0]}", Convolution.DividingGroups(x.Shape[0], x.Shape[0], groups));
        }

        return x.Shape.Length > groups ? (new Shape(groups, x.Shape.Length / groups), 0) : throw new DoesNotFitException(
            $"{spec.Declaration} normalises groups of a single element of {x.Shape}, which all become 0; use fewer groups or BatchNorm");
    }
}

/// <summary>Along the last axis (Ba, Kiros and Hinton, 2016).</summary>
internal sealed class LayerNorm() : SampleNorm
{
    public override bool Streams(LayerSpec spec) => true;

    protected override (Shape Rows, int Axis) RowsOf(LayerSpec spec, Value x) => Features(spec, x);
}

/// <summary>Along the last axis, without a mean (Zhang and Sennrich, "Root mean square layer normalization").</summary>
internal sealed class RMSNorm() : SampleNorm(centered: false, epsilon: SingleEpsilon)
{
    /// <summary>The distance from 1 to the next float, PyTorch's default.</summary>
    private const double SingleEpsilon = 1.1920928955078125e-7;

    public override bool Streams(LayerSpec spec) => true;

    protected override (Shape Rows, int Axis) RowsOf(LayerSpec spec, Value x) => Features(spec, x);
}

/// <summary>For each group of channels (Wu and He, "Group normalization").</summary>
internal sealed class GroupNorm() : SampleNorm
{
    protected override (Shape Rows, int Axis) RowsOf(LayerSpec spec, Value x) => Groups(spec, x, spec.Integer("Groups", 1));
}

/// <summary>For each channel (Ulyanov, Vedaldi and Lempitsky, "Instance normalization").</summary>
internal sealed class InstanceNorm() : SampleNorm(affine: false)
{
    protected override (Shape Rows, int Axis) RowsOf(LayerSpec spec, Value x) => Groups(spec, x, x.Shape[0]);
}
