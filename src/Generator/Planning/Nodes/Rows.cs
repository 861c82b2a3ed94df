using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Functions along the last axis that need all of it: softmax, normalisation.</summary>
internal static class Rows
{
    public static void Lower(Lowering lowering, Node node, RowFunction function, float epsilon = 0)
    {
        var y = (Value)node.Output;
        var fused = new FusedNode(node);
        (string name, string header, int rows) = (Names.Of(fused, null), Names.Header(fused, null), y.Shape.Length / y.Shape.Last);
        if (lowering.Lanes == LaneAxis.Samples)
        {
            lowering.Call(
                new LaneRowsCode(name, header, function, rows, y.Shape.Last, epsilon),
                [.. node.Inputs.Select(input => In(lowering.Places.Read(input))), Out(lowering.Places.Write(y))]);
            return;
        }

        // The padding behind a row of x is overwritten.
        Address source = lowering.Places.Read(node.Inputs[0], Layout.Rows);
        lowering.Call(
            new OneRowsCode(name, header, function, rows, y.Shape.Last, epsilon),
            new At(source, Use.Update), Out(lowering.Places.Write(y, Layout.Rows)));
    }
}
