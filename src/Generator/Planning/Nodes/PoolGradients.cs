using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>The gradient of max pooling.</summary>
internal static class PoolGradients
{
    public static void Lower(Lowering lowering, FusedNode fused, MaxPoolGradient node)
    {
        var x = (Value)node.Inputs[0];
        Value y = (Value)node.Inputs[1], dy = (Value)node.Inputs[2];
        Value[] extras = [.. fused.Extras.Select(static e => (Value)e.Tensor)];
        Nest forward = node.Forward;
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, forward),
            Outs = NestLowering.Loops(forward.Outs),
            Sums = NestLowering.Loops(forward.Sums),
            Lane = new Lane(1, Sum: false, Exact: false),
            Output = NestLowering.Access("y", y, Layout.Group, forward.Output),
            Left = NestLowering.Access("x", x, Layout.Group, forward.Left),
            Bounds = NestLowering.Bounds(forward),
            Epilogue = fused.Epilogue,
            Extras = [.. extras.Select((e, i) => NestLowering.Access(IsX(e) ? "x" : $"e{i}", x, Layout.Group, forward.Left))],
        };
        kernel = kernel.Along(NestLowering.Sample, new Lane(Isa.Group, Sum: false, Exact: false));
        IEnumerable<Operand> operands =
        [
            .. new[] { x, y, dy }.Select(v => In(lowering.Places.Read(v))), Out(lowering.Places.Write(fused.Output)),
            .. extras.Where(e => !IsX(e)).Select(e => In(lowering.Places.Read(e))),
        ];
        lowering.Call(new MaxPoolGradientCode(kernel, node.Partitions, x.Shape.Length * Isa.Group), operands);

        bool IsX(Value extra) => extra.Root == x.Root;
    }
}
