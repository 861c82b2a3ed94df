using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>What is filled without operands: random masks, marks of samples, zeros.</summary>
internal static class Masks
{
    public static void Present(Lowering lowering, Present node) =>
        lowering.Call(RuntimeMethod.Present, Of(FrameNumber.Count), Out(lowering.Places.Write(node.Output)));

    public static void Random(Lowering lowering, RandomMask node)
    {
        uint threshold = (uint)Math.Min(uint.MaxValue, node.Rate * 4294967296.0);
        lowering.Call(
            RuntimeMethod.FillMask, Of(FrameNumber.Key), Of(node.Ordinal), Of(FrameNumber.First), Of(node.Output.Shape.Length),
            new Unsigned(threshold), new Real((float)(1 / (1 - node.Rate))), Out(lowering.Places.Write(node.Output)));
    }

    /// <summary>A gradient with slots is cleared in each of them, one without slots once for the batch.</summary>
    public static void Clear(Lowering lowering, ClearGradient node)
    {
        Parameter parameter = ((Gradient)node.Output).Parameter;
        var clear = new Statement.Clear(Address.Of(parameter.Gradient), parameter.Shape.Length);
        if (parameter.IsSlotted)
            lowering.Add(Stage.Chunk, new Statement.When(Condition.SlotEmpty, new([clear]), default));
        else
            lowering.Add(Stage.Merge, clear);
    }
}
