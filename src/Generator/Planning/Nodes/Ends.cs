using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Where programs begin and end: the caller's memory.</summary>
internal static class Ends
{
    /// <summary>A group's samples become lanes; one sample is read where it lies.</summary>
    public static void TakeInput(Lowering lowering, TakeInput node)
    {
        var input = (Value)node.Output;
        if (lowering.Lanes == LaneAxis.Features)
        {
            lowering.Places.Put(input, Address.Of(CallerMemory.Inputs));
            return;
        }

        lowering.Call(
            RuntimeMethod.Pack, In(Address.Of(CallerMemory.Inputs)), Of(input.Shape.Length), Of(FrameNumber.Count),
            Out(lowering.Places.Write(input)));
    }

    public static void HandOut(Lowering lowering, HandOut node)
    {
        var value = (Value)node.Output;
        lowering.Add(lowering.Lanes == LaneAxis.Features ? Copy(lowering.Places, value) : Unpack(lowering.Places, value, node.IsOptional));
    }

    private static Statement Unpack(Places places, Value value, bool optional)
    {
        var unpack = new Statement.Call(
            RuntimeMethod.Unpack, In(places.Read(value)), Of(value.Shape.Length), Of(FrameNumber.Count),
            Out(Address.Of(CallerMemory.Outputs)));
        return optional ? new Statement.When(Condition.OutputsWanted, new([unpack]), default) : unpack;
    }

    private static Statement Copy(Places places, Value value)
    {
        Layout layout = value.Viewed is null ? places.LayoutOf(value) : Layout.Plain;
        return Relayout.Copy(value.Shape, places.Read(value, layout), layout, Address.Of(CallerMemory.Outputs), Layout.Plain);
    }
}
