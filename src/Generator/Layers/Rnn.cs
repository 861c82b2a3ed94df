using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>hₜ = f(W·xₜ + b + U·hₜ₋₁ + c)</c> with tanh or ReLU for f; see <see cref="Recurrent"/>.</summary>
internal sealed class Rnn() : Recurrent(gates: 1)
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
        [new("Units", 1), new("Nonlinearity", 0, 1) { Range = "a member of Nonlinearity" }];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [.. base.Settings(spec, inputs), new("Nonlinearity", spec.Number("Nonlinearity", 0) == 0 ? "Tanh" : "ReLU")];

    protected override void Step(LayerSpec spec, Cell cell, Value inputs, Value h)
    {
        Expr sum = Expr.Slot(0) + Expr.Slot(1);
        cell.Map(
            h.AtStep(1), spec.Number("Nonlinearity", 0) == 0 ? Expr.Call(Functions.Tanh, sum) : Expr.Max(sum, 0f),
            cell.Sums(h.AtStep(0), 0, 1).At(0), inputs.AtStep(0).At(0));
    }
}
