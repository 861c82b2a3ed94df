using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>An element-wise function.</summary>
/// <param name="layer">The layer's name.</param>
/// <param name="output">The result: a value, or numbers that all samples share.</param>
/// <param name="formula">Over the inputs by their place.</param>
/// <param name="inputs">
/// Values of the output's length, read element by element; values of a single element, which is used at every place; parameters, constants
/// and shared numbers, which lie along <see cref="Axis"/>; and any of them along <see cref="Axes"/>.
/// </param>
internal sealed class Map(string layer, Tensor output, Expr formula, params Tensor[] inputs) : Node(layer, output, inputs)
{
    private static readonly IReadOnlyDictionary<Tensor, EquatableArray<int>> s_none = new Dictionary<Tensor, EquatableArray<int>>();

    public Expr Formula { get; } = formula;

    /// <summary>
    /// The gradient's formula by the first input, where it cannot be derived: slot 0 is dy, slot 1 the result, slot 2 + i the input i.
    /// Else <see cref="Derivatives"/> finds it.
    /// </summary>
    public Expr? Slope { get; init; }

    /// <summary>The axis of the output that parameters, constants and shared numbers follow.</summary>
    public int Axis { get; init; } = output.Shape.Rank - 1;

    /// <summary>For operands that follow several axes of the output, or a value's some: which one, for each axis of the operand.</summary>
    public IReadOnlyDictionary<Tensor, EquatableArray<int>> Axes { get; init; } = s_none;

    /// <summary>
    /// The gradients, where they do not follow from the formula alone, as those of a normalisation by the batch's own statistics.
    /// </summary>
    public Action<Gradients, Value>? Backward { get; init; }

    public override bool TakesEpilogue => Output is Value;

    /// <summary>Whether an operand has an element for each of the output's, in the same order.</summary>
    public bool IsFull(Tensor input) => input is Value && !Axes.ContainsKey(input) && input.Shape.Length == Output.Shape.Length;

    /// <summary>An operand, and how it is read.</summary>
    public MapOperand Operand(int slot)
    {
        Tensor input = Inputs[slot];
        if (Axes.TryGetValue(input, out EquatableArray<int> axes))
            return new MapOperand(input, axes);
        if (input is not Value && input.Shape.Rank == 1)
            return new MapOperand(input, new([Axis]));
        if (!IsFull(input) && input.Shape.Length > 1)
            throw new InvalidOperationException($"{Layer}: {input} has neither the elements of {Output} nor axes to follow.");
        return new MapOperand(input, IsFull(input) ? null : default(EquatableArray<int>));
    }

    public override void Differentiate(Gradients gradients, Value dy)
    {
        if (Backward is not null)
            Backward(gradients, dy);
        else
            new MapGradients(this, gradients, dy).Run();
    }
}

/// <summary>An operand of an element-wise function.</summary>
/// <param name="Tensor">The operand.</param>
/// <param name="Axes">
/// The axis of the result that each of its own follows, none for a single element; null where it has an element at every place.
/// </param>
internal sealed record MapOperand(Tensor Tensor, EquatableArray<int>? Axes)
{
    public bool IsFull => Axes is null;

    /// <summary>Whether another operand reads the same elements in the same way.</summary>
    public bool IsSame(MapOperand other) => Nullable.Equals(Axes, other.Axes)
        && (Tensor == other.Tensor || (Tensor is Value a && other.Tensor is Value b && a.IsAt(b)));
}
