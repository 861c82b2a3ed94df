using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>An operation: it computes one tensor from others and knows the operations of its gradient.</summary>
internal abstract class Node(string layer, Tensor output, params Tensor[] inputs)
{
    /// <summary>The layer it belongs to, for headers and names in the output.</summary>
    public string Layer { get; } = layer;

    public Tensor Output { get; } = output;

    public IReadOnlyList<Tensor> Inputs { get; } = inputs;

    /// <summary>The values that it writes, in whole or in part.</summary>
    public virtual IEnumerable<Value> Writes => Output is Value value ? [value.Root] : [];

    /// <summary>Adds the operations that carry <paramref name="dy"/>, the gradient of <see cref="Output"/>, to the inputs.</summary>
    public abstract void Differentiate(Gradients gradients, Value dy);

    /// <summary>Whether an element-wise expression may be applied to the result before it is stored.</summary>
    public virtual bool TakesEpilogue => false;
}

/// <summary>How a convolution's products and sums may be worked off: the members of the attribute's enumeration.</summary>
internal enum ConvolutionAlgorithm
{
    /// <summary>Whichever way costs least.</summary>
    Auto,

    /// <summary>Term by term.</summary>
    Direct,

    /// <summary>By Winograd's minimal filtering.</summary>
    Winograd,
}

/// <summary>
/// <c>output = bias + Σ left·right</c> by one or more nests that write disjoint parts. Without <paramref name="right"/> the elements of
/// <paramref name="left"/> themselves are joined. Dense, convolution, pooling, copies of all kinds, and the gradients of all of them.
/// </summary>
internal sealed class Contraction(
    string layer, Tensor output, Value left, Tensor? right, Parameter? bias, IReadOnlyList<Nest> nests,
    Join join = Join.Sum, float scale = 1f)
    : Node(layer, output, [.. new Tensor?[] { left, right, bias }.OfType<Tensor>()])
{
    public Value Left { get; } = left;

    public Tensor? Right { get; } = right;

    /// <summary>
    /// Starts the sum of each output; lies along the output's axis <see cref="BiasAxis"/>, or where <see cref="BiasAt"/> says.
    /// </summary>
    public Parameter? Bias { get; } = bias;

    public IReadOnlyList<Nest> Nests { get; } = nests;

    public Join Join { get; } = join;

    /// <summary>What the finished sum is multiplied by: a mean's one over n.</summary>
    public float Scale { get; } = scale;

    /// <summary>The output axis that the bias follows.</summary>
    public int BiasAxis { get; init; }

    /// <summary>The bias's coordinate in the nest's dimensions, where it follows no single axis.</summary>
    public Coordinate? BiasAt { get; init; }

    /// <summary>The bias's coordinate for one nest.</summary>
    public Coordinate BiasOf(Nest nest) => BiasAt ?? nest.Output[BiasAxis];

    /// <summary>How it may be worked off; its gradients follow it.</summary>
    public ConvolutionAlgorithm Algorithm { get; init; } = ConvolutionAlgorithm.Direct;

    /// <summary>
    /// Where the nests are those of a convolution's input gradient, that convolution: it leads from this output to <see cref="Left"/>.
    /// </summary>
    public Nest? Transposes { get; init; }

    public override bool TakesEpilogue => Output is Value;

    public override void Differentiate(Gradients gradients, Value dy)
    {
        // What several nests read of an operand adds up; where they transpose one, their gradients follow from it.
        IReadOnlyList<Nest> nests = Transposes is null ? Nests : [Transposes];
        foreach (Nest nest in nests)
            DifferentiateRight(gradients, dy, nest);
        if (Bias is { Learned: true })
            gradients.Add(new Contraction(Layer, Bias.Gradient, dy, null, null, BiasGradient()));
        if (!gradients.Wants(Left))
            return;
        foreach (Nest nest in nests)
            gradients.Add(Left, dx => LeftGradient(dx, dy, nest));
    }

    private void DifferentiateRight(Gradients gradients, Value dy, Nest nest)
    {
        if (Right is Parameter { Learned: true } weight)
        {
            (Value output, Value input) = Transposes is null ? (dy, Left) : (Left, dy);
            IReadOnlyList<Nest> nests = [.. Adjoint.Of(nest, nest.Right, nest.Left)];
            gradients.Add(new Contraction(Layer, weight.Gradient, output, input, null, nests, Join.Sum, Scale) { Algorithm = Algorithm });
        }

        if (Right is Value right && gradients.Wants(right))
        {
            if (Transposes is not null)
                throw new InvalidOperationException($"{Layer}: a transposed nest has its weights in a parameter.");
            IReadOnlyList<Nest> nests = [.. Adjoint.Of(nest, nest.Right, nest.Left)];
            gradients.Add(right, dx => new Contraction(Layer, dx, dy, Left, null, nests, Join.Sum, Scale));
        }
    }

    private Node LeftGradient(Value dx, Value dy, Nest nest)
    {
        if (Join == Join.Max)
            return new MaxPoolGradient(Layer, dx, Left, (Value)Output, dy, nest);
        IReadOnlyList<Nest> nests = Transposes is null ? [.. Adjoint.Of(nest, nest.Left, nest.Right)] : [nest];
        return new Contraction(Layer, dx, dy, Right, null, nests, Join.Sum, Scale) { Algorithm = Algorithm };
    }

    /// <summary>The sum over all dimensions that the bias does not follow.</summary>
    private IReadOnlyList<Nest> BiasGradient()
    {
        if (BiasAt is not null)
        {
            Nest nest = Nests[0];
            var start = new Nest(nest.Outs, new([]), nest.Output, new([BiasAt]), default);
            return [.. Adjoint.Of(start, start.Left, default)];
        }

        // Several nests write parts of the output: the axes themselves are the dimensions.
        Dim[] dims = [.. Output.Shape.Extents.Select(static (extent, axis) => new Dim($"a{axis}", extent))];
        Dim kept = dims[BiasAxis];
        return
        [
            new Nest(
                Outs: new([kept]),
                Sums: new([.. dims.Where((_, axis) => axis != BiasAxis)]),
                Output: new([Coordinate.Of(kept)]),
                Left: new([.. dims.Select(Coordinate.Of)]),
                Right: default),
        ];
    }
}

/// <summary>
/// The gradient of max pooling: each window's <paramref name="dy"/> goes to its first largest element. Where windows overlap, or leave
/// elements out, <see cref="Output"/> starts from zeros and windows add to it in row-major order.
/// </summary>
internal sealed class MaxPoolGradient(string layer, Value dx, Value x, Value y, Value dy, Nest forward) : Node(layer, dx, x, y, dy)
{
    /// <summary>The forward nest: outs are windows, sums are taps, <c>Left</c> are the coordinates in <c>x</c>.</summary>
    public Nest Forward { get; } = forward;

    /// <summary>Whether each element of the input lies in exactly one window.</summary>
    public bool Partitions { get; } = forward.Left.All(forward.Enumerates);

    public override bool TakesEpilogue => Partitions;

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Second derivatives are not taken.");
}

/// <summary>Values side by side along one axis.</summary>
internal sealed class Concat(string layer, Value output, int axis, params Value[] inputs) : Node(layer, output, inputs)
{
    /// <summary>The copies that it consists of: each input to its stretch of the output.</summary>
    public IEnumerable<Contraction> Copies()
    {
        int start = 0;
        foreach (Value x in Inputs.Cast<Value>())
        {
            (Dim[] dims, Coordinate[] at, Coordinate[] there) = Places(x, start);
            yield return new Contraction(Layer, Output, x, null, null, [new Nest(new(dims), new([]), new(there), new(at), default)]);
            start += x.Shape[axis];
        }
    }

    public override void Differentiate(Gradients gradients, Value dy)
    {
        int start = 0;
        foreach (Value x in Inputs.Cast<Value>())
        {
            (Dim[] dims, Coordinate[] at, Coordinate[] there) = Places(x, start);
            var back = new Nest(new(dims), new([]), new(at), new(there), default);
            if (gradients.Wants(x))
                gradients.Add(x, dx => new Contraction(Layer, dx, dy, null, null, [back]));
            start += x.Shape[axis];
        }
    }

    private (Dim[] Dims, Coordinate[] At, Coordinate[] There) Places(Value x, int start)
    {
        Dim[] dims = [.. x.Shape.Extents.Select(static (extent, i) => new Dim($"a{i}", extent))];
        Coordinate[] at = [.. dims.Select(Coordinate.Of)];
        return (dims, at, [.. at.Select((c, i) => i == axis ? c with { Constant = start, Extent = Output.Shape[axis] } : c)]);
    }
}

/// <summary>Sets the gradient of a parameter on which the loss does not depend to zero.</summary>
internal sealed class ClearGradient(Parameter parameter)
    : Node(parameter.Name.Substring(0, parameter.Name.LastIndexOf('.')), parameter.Gradient)
{
    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Second derivatives are not taken.");
}

/// <summary>Softmax over the last axis.</summary>
internal sealed class SoftmaxNode(string layer, Value y, Value x) : Node(layer, y, x)
{
    public override void Differentiate(Gradients gradients, Value dy)
    {
        var x = (Value)Inputs[0];
        if (gradients.Wants(x))
            gradients.Add(x, dx => new SoftmaxGradient(Layer, dx, (Value)Output, dy));
    }
}

/// <summary><c>dxᵢ = yᵢ·(dyᵢ - Σⱼ dyⱼ·yⱼ)</c> over the last axis.</summary>
internal sealed class SoftmaxGradient(string layer, Value dx, Value y, Value dy) : Node(layer, dx, y, dy)
{
    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Second derivatives are not taken.");
}

/// <summary>The logarithm of softmax over the last axis.</summary>
internal sealed class LogSoftmaxNode(string layer, Value y, Value x) : Node(layer, y, x)
{
    public override void Differentiate(Gradients gradients, Value dy)
    {
        var x = (Value)Inputs[0];
        if (gradients.Wants(x))
            gradients.Add(x, dx => new LogSoftmaxGradient(Layer, dx, (Value)Output, dy));
    }
}

/// <summary><c>dxᵢ = dyᵢ - eʸⁱ·Σⱼ dyⱼ</c> over the last axis.</summary>
internal sealed class LogSoftmaxGradient(string layer, Value dx, Value y, Value dy) : Node(layer, dx, y, dy)
{
    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Second derivatives are not taken.");
}

/// <summary>
/// <c>y = (x - mean)/√(var + ε)</c> along the last axis; where it is not <paramref name="centered"/>, <c>y = x/√(mean(x²) + ε)</c>.
/// </summary>
internal sealed class NormalizeNode(string layer, Value y, Value x, float epsilon, bool centered) : Node(layer, y, x)
{
    public float Epsilon { get; } = epsilon;

    public bool Centered { get; } = centered;

    public override void Differentiate(Gradients gradients, Value dy)
    {
        var x = (Value)Inputs[0];
        if (gradients.Wants(x))
            gradients.Add(x, dx => new NormalizeGradient(Layer, dx, x, dy, Epsilon, Centered));
    }
}

/// <summary>
/// <c>dx = (dy - mean(dy) - y·mean(dy·y))/√(var + ε)</c> along the last axis; where it is not <paramref name="centered"/>,
/// <c>dx = (dy - y·mean(dy·y))/√(mean(x²) + ε)</c>.
/// </summary>
internal sealed class NormalizeGradient(string layer, Value dx, Value x, Value dy, float epsilon, bool centered) : Node(layer, dx, x, dy)
{
    public float Epsilon { get; } = epsilon;

    public bool Centered { get; } = centered;

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Second derivatives are not taken.");
}
