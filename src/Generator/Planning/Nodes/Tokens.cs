using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Rows of a table that tokens choose.</summary>
internal static class Tokens
{
    public static void Gather(Lowering lowering, Gather node)
    {
        int units = node.Table.Shape[1];
        Operand table = In(Address.Of(node.Table)), tokens = In(Address.Of(CallerMemory.Inputs, Element.Int32));
        Operand steps = Of(lowering.Recipe.InputLength), target = Out(lowering.Places.Write(node.Output));
        if (lowering.Lanes == LaneAxis.Samples)
            lowering.Call(RuntimeMethod.Gather, table, Of(units), tokens, steps, Of(FrameNumber.Count), target);
        else
            lowering.Call(RuntimeMethod.GatherRows, table, Of(units), tokens, steps, target, Of(Program.Align(units)));
    }

    /// <summary>The rows' gradients, sample by sample, for the runtime to add up by token.</summary>
    public static void Keep(Lowering lowering, GatherGradient node)
    {
        int length = node.Inputs[0].Shape.Length;
        var rows = new Buffer(node.Layer + " rows", length * Isa.Group, Region.Batch);
        lowering.Keep(node, rows);
        lowering.Call(
            RuntimeMethod.ToSamples, In(lowering.Places.Read(node.Inputs[0])), Of(length), Out(Address.Of(rows)), Of(length));
    }
}
