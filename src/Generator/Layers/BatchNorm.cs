using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = γ·(x - mean)/√(var + ε) + β</c> for each channel, or for each feature where features come last, with mean and variance of the
/// whole batch; in inference, and where the layer is frozen, with running ones: <c>y = s·x + (β - mean·s)</c>, <c>s = γ/√(var + ε)</c>.
/// <c>dβ = Σ dy</c>, <c>dγ = Σ dy·(x - mean)/√(var + ε)</c>, <c>dx = s·(dy - dβ/n - (x - mean)/(var + ε)·Σ dy·(x - mean)/n)</c>, sums
/// over all n numbers of a channel (Ioffe and Szegedy, 2015).
/// </summary>
internal sealed class BatchNorm : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Epsilon", float.Epsilon, float.MaxValue), new("Momentum", 0, 1)];

    public override bool HasParameters => true;

    public override bool Streams(LayerSpec spec) => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Axis", inputs[0].ChannelAxis()), new("Epsilon", spec.Number("Epsilon", 1e-5)), new("Momentum", spec.Number("Momentum", 0.1))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int axis = x.ChannelAxis(), channels = x.Shape[axis];
        if (x.Shape.Rank == 3 && axis != 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs channels first where there are three axes but gets {x.Shape}; " +
                "put Reshape or Flatten before it", Fix.Flatten);
        }

        var shape = new Shape(channels);
        Parameter gamma = graph.AddParameter(spec, "weight", shape, [0], Initial.Constant(1), ParameterRole.Shared);
        Parameter? beta = graph.AddBias(spec, channels, Initial.Constant(0), kind: ParameterRole.Shared);
        Parameter mean = graph.AddParameter(spec, "running_mean", shape, [0], Initial.Constant(0), ParameterRole.Statistic);
        Parameter variance = graph.AddParameter(spec, "running_var", shape, [0], Initial.Constant(1), ParameterRole.Statistic);
        graph.AddCounter(spec, "num_batches_tracked");

        float epsilon = (float)spec.Number("Epsilon", 1e-5);
        var y = new Value(spec.Name, x.Shape, roles: x.Roles);
        Node[] running = [.. Running(spec, y, x, axis, gamma, beta, mean, variance, epsilon)];
        if (spec.Number("Frozen", 0) != 0)
        {
            graph.Add(running, running);
            return y;
        }

        Node[] batch = [.. Batch(spec, y, x, axis, gamma, beta, epsilon)];
        graph.Add(batch, running);
        var momentum = (float)spec.Number("Momentum", 0.1);
        if (spec.Number("Held", 0) == 0)
            graph.AddFinish(new RunningStatistics(spec.Name, batch.OfType<BatchMoments>().Single(), mean, variance, momentum));
        return y;
    }

    /// <summary>A scale and a shift, which the layer before can apply to its results.</summary>
    private static IEnumerable<Node> Running(
        LayerSpec spec, Value y, Value x, int axis, Parameter gamma, Parameter? beta, Parameter mean, Parameter variance, float epsilon)
    {
        Expr a = Expr.Slot(0), b = Expr.Slot(1), c = Expr.Slot(2);
        Shared scale = new(spec.Name + " scale", gamma.Shape.Length), shift = new(spec.Name + " shift", gamma.Shape.Length);
        yield return new Map(spec.Name, scale, a / Expr.Sqrt(b + epsilon), gamma, variance);
        yield return beta is null
            ? new Map(spec.Name, shift, 0f - a * b, mean, scale)
            : new Map(spec.Name, shift, a - b * c, beta, mean, scale);
        yield return new Map(spec.Name, y, a * b + c, x, scale, shift) { Axis = axis };
    }

    /// <summary>Statistics of the batch, and the normalisation by them.</summary>
    private static IEnumerable<Node> Batch(LayerSpec spec, Value y, Value x, int axis, Parameter gamma, Parameter? beta, float epsilon)
    {
        Expr a = Expr.Slot(0), b = Expr.Slot(1), c = Expr.Slot(2), d = Expr.Slot(3);
        var statistics = new ChannelSums(spec.Name, x.Shape, axis);
        Value means = x;
        Value? squares = null;
        if (statistics.Positions > 1)
        {
            means = new Value(spec.Name + " sample means", gamma.Shape);
            squares = new Value(spec.Name + " sample squares", gamma.Shape);
            yield return new Reduction(spec.Name, means, a, axis, 1f / statistics.Positions, x);
            yield return new Reduction(spec.Name, squares, (a - b) * (a - b), axis, 1f, x, means);
        }

        var moments = new BatchMoments(spec.Name, means, squares, statistics.Positions);
        yield return moments;
        Shared inverse = new(spec.Name + " inverse deviation", gamma.Shape.Length), scale = new(spec.Name + " scale", gamma.Shape.Length);
        yield return new Map(spec.Name, inverse, 1f / Expr.Sqrt(a + epsilon), moments.Variance);
        yield return new Map(spec.Name, scale, a * b, gamma, inverse);
        Expr normal = (a - b) * c;
        Tensor[] inputs = [x, moments.Mean, scale, .. beta is null ? Array.Empty<Tensor>() : [beta]];
        var backward = new Normalization(spec.Name, x, axis, gamma, beta, moments, inverse, scale, statistics);
        yield return new Map(spec.Name, y, beta is null ? normal : normal + d, inputs) { Axis = axis, Backward = backward.Differentiate };
    }

    /// <summary>How a channel's numbers lie in a sample.</summary>
    private sealed record ChannelSums(string Layer, Shape Shape, int Axis)
    {
        /// <summary>Numbers of a channel in one sample.</summary>
        public int Positions => Shape.Length / Shape[Axis];

        /// <summary>Each sample's sums of a function of the inputs.</summary>
        public (Value, Node?) Of(string name, Expr term, params Tensor[] inputs)
        {
            var sums = new Value($"{Layer} {name}", new Shape(Shape[Axis])) { IsGradient = true };
            if (Positions > 1)
                return (sums, new Reduction(Layer, sums, term, Axis, 1f, inputs));
            return term == Expr.Slot(0) ? ((Value)inputs[0], null) : (sums, new Map(Layer, sums, term, inputs));
        }
    }

    /// <summary>The gradient of the normalisation by a batch's statistics, which flows through them too.</summary>
    private sealed record Normalization(
        string Layer, Value X, int Axis, Parameter Gamma, Parameter? Beta,
        BatchMoments Moments, Shared Inverse, Shared Scale, ChannelSums Statistics)
    {
        public void Differentiate(Gradients gradients, Value dy)
        {
            Expr a = Expr.Slot(0), b = Expr.Slot(1), c = Expr.Slot(2), d = Expr.Slot(3);
            BatchSums Sum(string name, Expr term, params Tensor[] operands)
            {
                (Value sums, Node? node) = Statistics.Of(name, term, operands);
                if (node is not null)
                    gradients.Add(node);
                var sum = new BatchSums(Layer, sums, Statistics.Positions);
                gradients.Add(sum);
                return sum;
            }

            BatchSums total = Sum("gradient", a, dy), weighted = Sum("weighted gradient", a * (b - c), dy, X, Moments.Mean);
            if (Gamma.Learned)
                gradients.Add(new Map(Layer, Gamma.Gradient, a * b, weighted.Sum, Inverse));
            if (Beta is { Learned: true })
                gradients.Add(new Map(Layer, Beta.Gradient, a, total.Sum));
            if (!gradients.Wants(X))
                return;

            // Padding has no gradient, which the means would give it.
            var present = new Value("present", new Shape(1));
            gradients.Add(new Present(present));
            var slope = new Shared(Layer + " slope", Gamma.Shape.Length);
            gradients.Add(new Map(Layer, slope, a * (b * (c * c)), weighted.Mean, Scale, Inverse));
            Expr formula = ((a - b) * c - (d - Expr.Slot(4)) * Expr.Slot(5)) * Expr.Slot(6);
            gradients.Add(X, dx => new Map(Layer, dx, formula, dy, total.Mean, Scale, X, Moments.Mean, slope, present) { Axis = Axis });
        }
    }
}
