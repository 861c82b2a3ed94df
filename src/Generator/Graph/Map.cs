using Unrolled.Generator.Expressions;

namespace Unrolled.Generator.Graphs;

/// <summary>An element-wise function.</summary>
/// <param name="layer">The layer's name.</param>
/// <param name="output">The result: a value, or numbers that all samples share.</param>
/// <param name="formula">Over the inputs by their place.</param>
/// <param name="inputs">
/// Values of the output's shape; values of a single element, which is used at every place; parameters and shared numbers, which lie along
/// <see cref="Axis"/>.
/// </param>
internal class Map(string layer, Tensor output, Expr formula, params Tensor[] inputs) : Node(layer, output, inputs)
{
    public Expr Formula { get; } = formula;

    /// <summary>
    /// The gradient's formula by the first input, where it cannot be derived: slot 0 is dy, slot 1 the result, slot 2 + i the input i.
    /// Else <see cref="Derivatives"/> finds it.
    /// </summary>
    public Expr? Slope { get; init; }

    /// <summary>The axis of the output that parameters and shared numbers follow.</summary>
    public int Axis { get; init; } = output.Shape.Rank - 1;

    public override bool TakesEpilogue => Output is Value;

    /// <summary>Whether an operand has an element for each of the output's.</summary>
    public bool IsFull(Tensor input) => input is Value && input.Shape.Length == Output.Shape.Length;

    public override void Differentiate(Gradients gradients, Value dy)
    {
        var slopes = new Dictionary<Expr, Value>();
        for (int i = 0; i < Inputs.Count; i++)
        {
            if (Inputs[i] is not Value x || !gradients.Wants(x))
                continue;
            Expr slope = i == 0 && Slope is not null ? Slope : Expr.Slot(0) * Derivatives.Of(Formula, i);
            slope = Derivatives.Simplify(slope);
            if (slope == Expr.Slot(0))
                gradients.Pass(x, dy);
            else if (slopes.TryGetValue(slope, out Value? same))
                gradients.Pass(x, same);
            else
                gradients.Add(x, dx => Gradient(slopes[slope] = dx, dy, slope));
        }
    }

    private Map Gradient(Value dx, Value dy, Expr slope)
    {
        Tensor[] tensors = [dy, Output, .. Inputs];
        int[] used = [0, .. slope.Slots.Where(static s => s > 0).Distinct().OrderBy(static s => s)];
        Expr formula = slope.Substitute(slot => Expr.Slot(Array.IndexOf(used, slot)));
        return new Map(Layer, dx, formula, [.. used.Select(slot => tensors[slot])]) { Axis = Axis };
    }
}
