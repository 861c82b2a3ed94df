using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Losses, and gradients that are given in their place.</summary>
internal static class Losses
{
    public static void Lower(Lowering lowering, LossNode loss)
    {
        foreach (Statement statement in StatementsOf(lowering.Places, loss))
            lowering.Add(statement);
    }

    /// <summary>The outputs' gradient: given, or the loss's.</summary>
    public static void Given(Lowering lowering, GivenGradient node)
    {
        Tensor gradient = node.Output;
        var pack = new Statement.Call(
            RuntimeMethod.Pack, In(Address.Of(CallerMemory.Targets)), Of(gradient.Shape.Length), Of(FrameNumber.Count),
            Out(lowering.Places.Write(gradient)));
        lowering.Add(node.Loss is null
            ? pack
            : new Statement.When(Condition.GradientGiven, new([pack]), new([.. StatementsOf(lowering.Places, node.Loss)])));
    }

    private static IReadOnlyList<Statement> StatementsOf(Places places, LossNode loss)
    {
        int length = loss.TakesLabels ? loss.X.Shape.Last : loss.X.Shape.Length, rows = loss.X.Shape.Length / length;
        var targets = Address.Of(new Buffer("targets", loss.X.Shape.Length * Isa.Group));
        var weights = Address.Of(new Buffer("weights", (loss.TakesLabels ? loss.TargetLength : 1) * Isa.Group));
        Address x = places.Read(loss.X), dx = places.Write(loss.Output);
        Statement[] values = Statements(RuntimeMethod.PackTargets, Element.Float32, loss.X.Shape.Length, loss.TakesLabels);
        if (!loss.TakesLabels)
            return values;
        Statement[] labels = Statements(RuntimeMethod.PackLabels, Element.Int32, loss.TargetLength, distributions: false);
        return [new Statement.When(Condition.Distributions, new(values), new(labels))];

        Statement[] Statements(RuntimeMethod pack, Element element, int targetLength, bool distributions) =>
        [
            new Statement.Call(
                pack, In(Address.Of(CallerMemory.Targets, element)), In(Address.Of(CallerMemory.Weights)), Of(targetLength),
                Of(FrameNumber.Count), Of(FrameNumber.Scale), Out(targets), Out(weights)),
            new Statement.Call(
                new LossCode($"{loss.Form.Name} of {loss.X}.", loss.Form, rows, length, distributions),
                In(x), In(targets), In(weights), Out(dx), Out(Address.Of(CallerMemory.Losses))),
        ];
    }
}
