using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// With sums of inputs and state for gates i, f, g, o: <c>c′ = σ(f)·c + σ(i)·tanh(g)</c>, <c>h′ = σ(o)·tanh(c′)</c>, as PyTorch's
/// <c>LSTM</c>; see <see cref="Recurrent"/>.
/// </summary>
internal sealed class Lstm() : Recurrent(gates: 4)
{
    protected override void Step(LayerSpec spec, Cell cell, Value inputs, Value h)
    {
        Expr a = Expr.Slot(0), b = Expr.Slot(1);
        Value p = inputs.AtStep(0), s = cell.Sums(h.AtStep(0), 0, 4), c = cell.State("c");
        Value Gate(string name, int gate, string function) =>
            cell.Map(cell.PerStep(name).AtStep(0), Expr.Call(function, a + b), p.At(gate), s.At(gate));
        Value i = Gate("i", 0, Functions.Sigmoid), f = Gate("f", 1, Functions.Sigmoid);
        Value g = Gate("g", 2, Functions.Tanh), o = Gate("o", 3, Functions.Sigmoid);
        Value next = cell.Map(c.AtStep(1), a * b + Expr.Slot(2) * Expr.Slot(3), f, c.AtStep(0), i, g);
        Value squashed = cell.Map(cell.PerStep("tanh c").AtStep(0), Expr.Call(Functions.Tanh, a), next);
        cell.Map(h.AtStep(1), a * b, o, squashed);
    }
}
