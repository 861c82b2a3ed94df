using Unrolled.Generator.Expressions;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Kernels;

/// <summary>A method of generated code as a value: which one it is, and its text when a body wants it.</summary>
/// <param name="Name">The name wanted; kernels of equal code share the first one's.</param>
/// <param name="Header">Comment lines: the layer, what it computes, the order of sums.</param>
internal abstract record Kernel(string Name, string Header)
{
    /// <summary>Writes the method unless the library has an equal one, and returns the name to call.</summary>
    /// <param name="library">The body's methods.</param>
    /// <param name="straightLimit">Vector operations up to which a nest becomes straight lines.</param>
    public abstract string Emit(KernelLibrary library, int straightLimit);
}

/// <summary>A nest. Arguments: those of <see cref="NestEmitter.Pointers"/>, then the limits of loops, then whether it adds.</summary>
internal sealed record NestCode(NestKernel Nest, bool MayBeStraight) : Kernel(Nest.Name, Nest.Header)
{
    public override string Emit(KernelLibrary library, int straightLimit) =>
        NestEmitter.Emit(Nest, library, MayBeStraight ? straightLimit : 0);

    public bool Equals(NestCode? other) => other is not null && Nest.Form == other.Nest.Form && MayBeStraight == other.MayBeStraight;

    public override int GetHashCode() => Nest.Form.GetHashCode();
}

/// <summary>Element-wise functions of <paramref name="Length"/> floats behind each of its pointers.</summary>
internal sealed record MapCode(string Name, string Header, EquatableArray<LaneFunction> Functions, int Pointers, int Length)
    : Kernel(Name, Header)
{
    public override string Emit(KernelLibrary library, int straightLimit) =>
        LaneKernels.Map(library, Name, Header, Functions, Pointers, Length);
}

/// <summary>Functions of rows.</summary>
internal enum RowFunction
{
    /// <summary><c>(x, y)</c>.</summary>
    Softmax,

    /// <summary><c>(y, dy, dx)</c>.</summary>
    SoftmaxGradient,

    /// <summary><c>(x, y)</c>.</summary>
    LogSoftmax,

    /// <summary><c>(y, dy, dx)</c>.</summary>
    LogSoftmaxGradient,

    /// <summary>Less the mean, over the deviation: <c>(x, y)</c>.</summary>
    Normalize,

    /// <summary><c>(x, dy, dx)</c>.</summary>
    NormalizeGradient,

    /// <summary>Over the root of the mean of squares: <c>(x, y)</c>.</summary>
    NormalizeSquares,

    /// <summary><c>(x, dy, dx)</c>.</summary>
    NormalizeSquaresGradient,
}

/// <summary>A function of each of <paramref name="Rows"/> rows of a lane group.</summary>
internal sealed record LaneRowsCode(string Name, string Header, RowFunction Function, int Rows, int Length, float Epsilon)
    : Kernel(Name, Header)
{
    public override string Emit(KernelLibrary library, int straightLimit) => Function switch
    {
        RowFunction.Softmax => LaneKernels.Softmax(library, Name, Header, Rows, Length),
        RowFunction.SoftmaxGradient => LaneKernels.SoftmaxGradient(library, Name, Header, Rows, Length),
        RowFunction.LogSoftmax => LaneKernels.LogSoftmax(library, Name, Header, Rows, Length),
        RowFunction.LogSoftmaxGradient => LaneKernels.LogSoftmaxGradient(library, Name, Header, Rows, Length),
        RowFunction.Normalize or RowFunction.NormalizeSquares =>
            LaneKernels.Normalize(library, Name, Header, Rows, Length, Epsilon, Function == RowFunction.Normalize),
        _ => LaneKernels.NormalizeGradient(library, Name, Header, Rows, Length, Epsilon, Function == RowFunction.NormalizeGradient),
    };
}

/// <summary>A function of each of <paramref name="Rows"/> rows of one sample.</summary>
internal sealed record OneRowsCode(string Name, string Header, RowFunction Function, int Rows, int Length, float Epsilon)
    : Kernel(Name, Header)
{
    public override string Emit(KernelLibrary library, int straightLimit) => Function switch
    {
        RowFunction.Softmax => OneKernels.Softmax(library, Name, Header, Rows, Length),
        RowFunction.LogSoftmax => OneKernels.LogSoftmax(library, Name, Header, Rows, Length),
        RowFunction.Normalize or RowFunction.NormalizeSquares =>
            OneKernels.Normalize(library, Name, Header, Rows, Length, Epsilon, Function == RowFunction.Normalize),
        _ => throw new InvalidOperationException($"No kernel for {Function} of one sample."),
    };
}

/// <summary>A loss and its gradient: <c>(x, targets, weights, dx, losses)</c>.</summary>
internal sealed record LossCode(string Header, LossForm Form, int Rows, int Length, bool Distributions) : Kernel(Form.Name, Header)
{
    public override string Emit(KernelLibrary library, int straightLimit) =>
        LossKernels.Emit(library, Header, Form, Rows, Length, Distributions);
}

/// <summary>The gradient of max pooling: <c>(x, y, dy, dx)</c>, then the extras.</summary>
internal sealed record MaxPoolGradientCode(NestKernel Forward, bool Partitions, int InputLength) : Kernel(Forward.Name, Forward.Header)
{
    public override string Emit(KernelLibrary library, int straightLimit) =>
        new MaxPoolGradientEmitter(Forward, Partitions, library).Emit(InputLength);

    public bool Equals(MaxPoolGradientCode? other) =>
        other is not null && Forward.Form == other.Forward.Form && Partitions == other.Partitions && InputLength == other.InputLength;

    public override int GetHashCode() => Forward.Form.GetHashCode();
}

/// <summary>
/// Sums over the positions of each channel: <c>(operands…, y, channels, stride, positions, scale)</c>, the positions only where
/// they are <see cref="Many"/>.
/// </summary>
internal sealed record ChannelSumsCode(string Header, Expr Term, EquatableArray<RowOperand> Operands, int Positions, int Step)
    : Kernel("ChannelSums", Header)
{
    /// <summary>Whether the positions are looped over, and so an argument: a short row's are written out.</summary>
    public bool Many => Positions > RowEmitter.WrittenOut;

    public override string Emit(KernelLibrary library, int straightLimit) =>
        LaneKernels.Reduce(library, Name, Header, Term, Operands, Positions, Step);
}
