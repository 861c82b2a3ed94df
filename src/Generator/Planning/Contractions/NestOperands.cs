using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>A kernel of a contraction, and the tensors behind its pointers.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Sources">The operands of the sum, then those of the epilogue.</param>
/// <param name="Layouts">The layout in which the kernel reads each of them.</param>
/// <param name="Summed">How many belong to the sum.</param>
internal sealed record NestOperands(NestKernel Kernel, IReadOnlyList<Tensor> Sources, IReadOnlyList<Layout> Layouts, int Summed)
{
    /// <summary>The kernel of a lane group: a gradient's sums are folded over the lanes.</summary>
    public static NestOperands OfGroup(FusedNode fused, Contraction contraction, Nest nest)
    {
        bool isGradient = fused.Output is Gradient;
        NestOperands operands = Of(fused, contraction, nest, OfGroup);
        NestKernel kernel = operands.Kernel.Along(NestLowering.Sample, new Lane(Isa.Group, Sum: isGradient, Exact: false));
        // A gradient is walked in the order of its memory.
        return operands with
        {
            Kernel = isGradient ? kernel with { Outs = [.. kernel.Outs.OrderByDescending(l => kernel.Output.Stride(l.Name))] } : kernel,
        };
    }

    /// <summary>The kernel before one of its loops becomes the lanes.</summary>
    /// <param name="fused">The operation with what is fused into it.</param>
    /// <param name="contraction">The operation.</param>
    /// <param name="nest">One of its nests.</param>
    /// <param name="layoutOf">The layout of a tensor that is read at coordinates.</param>
    public static NestOperands Of(
        FusedNode fused, Contraction contraction, Nest nest, Func<Tensor, EquatableArray<Coordinate>, Layout> layoutOf)
    {
        Layout result = layoutOf(contraction.Output, nest.Output);
        string left = Names.Operand(contraction.Left);
        string right = contraction.Right is not Value v ? "w" : Names.Operand(v) == left ? "z" : Names.Operand(v);
        var gradient = fused.Output as Gradient;
        Access? OfOperand(string pointer, Tensor? tensor, EquatableArray<Coordinate> at) =>
            tensor is null ? null : NestLowering.Access(pointer, tensor, layoutOf(tensor, at), at);
        // A full operand of another shape lies as the result does.
        Layout Extra(MapOperand extra) =>
            extra.IsFull ? result : layoutOf(extra.Tensor, NestLowering.Follow(extra, nest.Output));
        Access OfExtra(MapOperand extra, int i) => NestLowering.Access(
            $"e{i}", extra.IsFull ? contraction.Output : extra.Tensor, Extra(extra), NestLowering.Follow(extra, nest.Output));
        EquatableArray<Coordinate> bias = contraction.Bias is null ? default : new([contraction.BiasOf(nest)]);
        var kernel = new NestKernel
        {
            Name = Names.Of(fused, gradient),
            Header = Names.Header(fused, nest),
            Outs = NestLowering.Loops(nest.Outs),
            Sums = NestLowering.Loops(nest.Sums),
            Lane = new Lane(1, Sum: false, Exact: false),
            // What is fused may give another shape with as many elements: the nest's coordinates are those of the node's own.
            Output = NestLowering.Access(Names.Result(fused.Output), contraction.Output, result, nest.Output),
            Left = OfOperand(left, contraction.Left, nest.Left)!,
            Right = OfOperand(right, contraction.Right, nest.Right),
            Bias = OfOperand("b", contraction.Bias, bias),
            Bounds = NestLowering.Bounds(nest),
            Join = contraction.Join,
            Scale = contraction.Scale,
            Epilogue = fused.Epilogue,
            Extras = [.. fused.Extras.Select(OfExtra)],
            Accumulates = gradient is not null,
        };
        (Tensor? Tensor, EquatableArray<Coordinate> At)[] all =
            [(contraction.Left, nest.Left), (contraction.Right, nest.Right), (contraction.Bias, bias)];
        (Tensor Tensor, Layout Layout)[] summed =
            [.. all.Where(static o => o.Tensor is not null).Select(o => (o.Tensor!, layoutOf(o.Tensor!, o.At)))];
        return new NestOperands(
            kernel,
            [.. summed.Select(static o => o.Tensor), .. fused.Extras.Select(static e => e.Tensor)],
            [.. summed.Select(static o => o.Layout), .. fused.Extras.Select(Extra)],
            summed.Length);
    }

    private static Layout OfGroup(Tensor tensor, EquatableArray<Coordinate> at) => tensor is Value ? Layout.Group : Layout.Plain;
}
