using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>Sums a function of values over all axes but one: <c>output[c] = scale·Σ term</c>, for each sample.</summary>
/// <param name="layer">The layer's name.</param>
/// <param name="output">One element for each place of the axis.</param>
/// <param name="term">Over the inputs by their place.</param>
/// <param name="axis">The axis that stays.</param>
/// <param name="scale">What the sum is multiplied by.</param>
/// <param name="inputs">Values of one shape; values and shared numbers along the axis.</param>
internal sealed class Reduction(string layer, Value output, Expr term, int axis, float scale, params Tensor[] inputs)
    : Node(layer, output, inputs)
{
    public Expr Term { get; } = term;

    public int Axis { get; } = axis;

    public float Scale { get; } = scale;

    /// <summary>The shape that is summed over.</summary>
    public Shape Over => Inputs[0].Shape;

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Statistics have gradients of their own.");
}

/// <summary>Numbers of a whole batch: training is cut here, and goes on when all samples have come so far.</summary>
internal abstract class BatchNode(string layer, Shared output, params Tensor[] inputs) : Node(layer, output, inputs)
{
    /// <summary>What the batch makes.</summary>
    public abstract IReadOnlyList<Shared> Results { get; }

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Statistics have gradients of their own.");
}

/// <summary>Mean and variance over the batch, from each sample's mean and its sum of squared distances from it.</summary>
/// <param name="layer">The layer's name.</param>
/// <param name="means">Each sample's means.</param>
/// <param name="squares">Each sample's sums of squared distances; null where a sample has one number each, which is its mean.</param>
/// <param name="positions">How many numbers a sample's mean is of.</param>
internal sealed class BatchMoments(string layer, Value means, Value? squares, int positions)
    : BatchNode(layer, new Shared(layer + " mean", means.Shape.Length), squares is null ? [means] : [means, squares])
{
    public int Positions { get; } = positions;

    public Shared Mean => (Shared)Output;

    /// <summary>Over all numbers, not one less.</summary>
    public Shared Variance { get; } = new(layer + " variance", means.Shape.Length);

    public override IReadOnlyList<Shared> Results => [Mean, Variance];
}

/// <summary>Sums over the batch, and means over all its numbers.</summary>
/// <param name="layer">The layer's name.</param>
/// <param name="sums">Each sample's sums.</param>
/// <param name="positions">How many numbers a sample's sum is of.</param>
internal sealed class BatchSums(string layer, Value sums, int positions)
    : BatchNode(layer, new Shared(sums.Name + " sum", sums.Shape.Length), sums)
{
    public int Positions { get; } = positions;

    public Shared Sum => (Shared)Output;

    public Shared Mean { get; } = new(sums.Name + " mean", sums.Shape.Length);

    public override IReadOnlyList<Shared> Results => [Sum, Mean];
}

/// <summary>Moves running statistics towards a batch's, once for each step that is taken.</summary>
internal sealed class RunningStatistics(string layer, BatchMoments moments, Parameter mean, Parameter variance, float momentum)
    : Node(layer, mean, moments.Mean, moments.Variance)
{
    public Parameter Mean { get; } = mean;

    public Parameter Variance { get; } = variance;

    public float Momentum { get; } = momentum;

    public int Positions { get; } = moments.Positions;

    public override void Differentiate(Gradients gradients, Value dy)
    {
    }
}

/// <summary>1 for each sample that is there and 0 for padding, in one element.</summary>
internal sealed class Present(Value output) : Node("batch", output)
{
    public override void Differentiate(Gradients gradients, Value dy)
    {
    }
}

/// <summary>Random numbers 0, with a probability of <paramref name="rate"/>, and <c>1/(1 - rate)</c>.</summary>
/// <param name="layer">The layer's name.</param>
/// <param name="output">The mask.</param>
/// <param name="ordinal">Tells masks of one network apart.</param>
/// <param name="rate">The probability of 0.</param>
internal sealed class RandomMask(string layer, Value output, int ordinal, double rate) : Node(layer, output)
{
    public int Ordinal { get; } = ordinal;

    public double Rate { get; } = rate;

    public override void Differentiate(Gradients gradients, Value dy)
    {
    }
}

/// <summary><c>output[t,u] = table[tokens[t],u]</c>; its gradient is summed by the runtime, row by row.</summary>
internal sealed class Gather(string layer, Value output, Parameter table, Value tokens) : Node(layer, output, table, tokens)
{
    public Parameter Table { get; } = table;

    public override void Differentiate(Gradients gradients, Value dy)
    {
        if (Table.Learned)
            gradients.Add(new GatherGradient(Layer, Table, dy));
    }
}

/// <summary>Keeps the output gradients of a <see cref="Gather"/> for the whole batch.</summary>
internal sealed class GatherGradient(string layer, Parameter table, Value dy) : Node(layer, table.Gradient, dy)
{
    public Parameter Table { get; } = table;

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Second derivatives are not taken.");
}
