using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// With p the inputs' sums and s the state's, of gates r, z, n: <c>r = σ(p + s)</c>, <c>z = σ(p + s)</c>, <c>n = tanh(p + r·s)</c>,
/// <c>h′ = n + z·(h - n)</c>, as PyTorch's <c>GRU</c>; see <see cref="Recurrent"/>.
/// </summary>
internal sealed class Gru() : Recurrent(gates: 3)
{
    protected override void Step(LayerSpec spec, Cell cell, Value inputs, Value sums, Value h)
    {
        Expr a = Expr.Slot(0), b = Expr.Slot(1), c = Expr.Slot(2);
        Value p = inputs.AtStep(0), s = sums.AtStep(0);
        Value r = cell.Map(cell.PerStep("r").AtStep(0), Expr.Call(Functions.Sigmoid, a + b), p.At(0), s.At(0));
        Value z = cell.Map(cell.PerStep("z").AtStep(0), Expr.Call(Functions.Sigmoid, a + b), p.At(1), s.At(1));
        Value n = cell.Map(cell.PerStep("n").AtStep(0), Expr.Call(Functions.Tanh, a + b * c), p.At(2), r, s.At(2));
        cell.Map(h.AtStep(1), a + b * (c - a), n, z, h.AtStep(0));
    }
}
