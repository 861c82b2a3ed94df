using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// With p the inputs' sums and s the state's, of gates r, z, n: <c>r = σ(p + s)</c>, <c>z = σ(p + s)</c>, <c>n = tanh(p + r·s)</c>,
/// <c>h′ = n + z·(h - n)</c>, as PyTorch's <c>GRU</c>; where the state is reset before it is multiplied, the state's sums of n are those
/// over <c>r·h</c>, and <c>n = tanh(p + s)</c>. See <see cref="Recurrent"/>.
/// </summary>
internal sealed class Gru() : Recurrent(gates: 3)
{
    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [.. base.Settings(spec, inputs), new("ResetAfter", spec.Number("ResetAfter", 1) != 0)];

    protected override void Step(LayerSpec spec, Cell cell, Value inputs, Value h)
    {
        Expr a = Expr.Slot(0), b = Expr.Slot(1), c = Expr.Slot(2);
        bool after = spec.Number("ResetAfter", 1) != 0;
        Value before = h.AtStep(0), p = inputs.AtStep(0), s = cell.Sums(before, 0, after ? 3 : 2);
        Value r = cell.Map(cell.PerStep("r").AtStep(0), Expr.Call(Functions.Sigmoid, a + b), p.At(0), s.At(0));
        Value z = cell.Map(cell.PerStep("z").AtStep(0), Expr.Call(Functions.Sigmoid, a + b), p.At(1), s.At(1));
        Value n = cell.PerStep("n").AtStep(0);
        if (after)
        {
            cell.Map(n, Expr.Call(Functions.Tanh, a + b * c), p.At(2), r, s.At(2));
        }
        else
        {
            Value reset = cell.Map(cell.PerStep("reset").AtStep(0), a * b, r, before);
            cell.Map(n, Expr.Call(Functions.Tanh, a + b), p.At(2), cell.Sums(reset, 2, 1).At(0));
        }

        cell.Map(h.AtStep(1), a + b * (c - a), n, z, before);
    }
}
