using System.Globalization;
using System.Text.Json.Serialization;

namespace Unrolled.Numerics.Tests;

/// <summary>
/// One attribute of a declaration, as data: it prints its own text, the oracle interprets it, and the saved PyTorch states hold it as JSON.
/// An option that is null is not written, so that the attribute's own default is what is tested.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(Dense), nameof(Dense))]
[JsonDerivedType(typeof(Use), nameof(Use))]
[JsonDerivedType(typeof(Residual), nameof(Residual))]
[JsonDerivedType(typeof(Repeat), nameof(Repeat))]
[JsonDerivedType(typeof(Branch), nameof(Branch))]
[JsonDerivedType(typeof(Add), nameof(Add))]
[JsonDerivedType(typeof(Concat), nameof(Concat))]
[JsonDerivedType(typeof(BatchNorm), nameof(BatchNorm))]
[JsonDerivedType(typeof(LayerNorm), nameof(LayerNorm))]
[JsonDerivedType(typeof(Dropout), nameof(Dropout))]
[JsonDerivedType(typeof(Embedding), nameof(Embedding))]
[JsonDerivedType(typeof(Rnn), nameof(Rnn))]
[JsonDerivedType(typeof(Gru), nameof(Gru))]
[JsonDerivedType(typeof(Lstm), nameof(Lstm))]
[JsonDerivedType(typeof(Conv1D), nameof(Conv1D))]
[JsonDerivedType(typeof(ConvTranspose2D), nameof(ConvTranspose2D))]
[JsonDerivedType(typeof(MaxPool1D), nameof(MaxPool1D))]
[JsonDerivedType(typeof(AvgPool1D), nameof(AvgPool1D))]
[JsonDerivedType(typeof(Conv2D), nameof(Conv2D))]
[JsonDerivedType(typeof(MaxPool2D), nameof(MaxPool2D))]
[JsonDerivedType(typeof(AvgPool2D), nameof(AvgPool2D))]
[JsonDerivedType(typeof(GlobalAvgPool2D), nameof(GlobalAvgPool2D))]
[JsonDerivedType(typeof(Flatten), nameof(Flatten))]
[JsonDerivedType(typeof(Reshape), nameof(Reshape))]
[JsonDerivedType(typeof(Transpose), nameof(Transpose))]
[JsonDerivedType(typeof(Conv3D), nameof(Conv3D))]
[JsonDerivedType(typeof(MaxPool3D), nameof(MaxPool3D))]
[JsonDerivedType(typeof(AvgPool3D), nameof(AvgPool3D))]
[JsonDerivedType(typeof(Pad), nameof(Pad))]
[JsonDerivedType(typeof(Slice), nameof(Slice))]
[JsonDerivedType(typeof(Upsample), nameof(Upsample))]
[JsonDerivedType(typeof(PixelShuffle), nameof(PixelShuffle))]
[JsonDerivedType(typeof(PixelUnshuffle), nameof(PixelUnshuffle))]
[JsonDerivedType(typeof(ReLU), nameof(ReLU))]
[JsonDerivedType(typeof(LeakyReLU), nameof(LeakyReLU))]
[JsonDerivedType(typeof(Sigmoid), nameof(Sigmoid))]
[JsonDerivedType(typeof(Tanh), nameof(Tanh))]
[JsonDerivedType(typeof(ELU), nameof(ELU))]
[JsonDerivedType(typeof(GELU), nameof(GELU))]
[JsonDerivedType(typeof(SiLU), nameof(SiLU))]
[JsonDerivedType(typeof(Softplus), nameof(Softplus))]
[JsonDerivedType(typeof(HardSwish), nameof(HardSwish))]
[JsonDerivedType(typeof(ReLU6), nameof(ReLU6))]
[JsonDerivedType(typeof(Clip), nameof(Clip))]
[JsonDerivedType(typeof(SELU), nameof(SELU))]
[JsonDerivedType(typeof(CELU), nameof(CELU))]
[JsonDerivedType(typeof(HardSigmoid), nameof(HardSigmoid))]
[JsonDerivedType(typeof(Softsign), nameof(Softsign))]
[JsonDerivedType(typeof(Mish), nameof(Mish))]
[JsonDerivedType(typeof(ThresholdedReLU), nameof(ThresholdedReLU))]
[JsonDerivedType(typeof(Exp), nameof(Exp))]
[JsonDerivedType(typeof(Log), nameof(Log))]
[JsonDerivedType(typeof(Sqrt), nameof(Sqrt))]
[JsonDerivedType(typeof(Abs), nameof(Abs))]
[JsonDerivedType(typeof(Neg), nameof(Neg))]
[JsonDerivedType(typeof(Reciprocal), nameof(Reciprocal))]
[JsonDerivedType(typeof(Pow), nameof(Pow))]
[JsonDerivedType(typeof(Erf), nameof(Erf))]
[JsonDerivedType(typeof(Sinh), nameof(Sinh))]
[JsonDerivedType(typeof(Cosh), nameof(Cosh))]
[JsonDerivedType(typeof(Asinh), nameof(Asinh))]
[JsonDerivedType(typeof(Acosh), nameof(Acosh))]
[JsonDerivedType(typeof(Atanh), nameof(Atanh))]
[JsonDerivedType(typeof(Subtract), nameof(Subtract))]
[JsonDerivedType(typeof(Multiply), nameof(Multiply))]
[JsonDerivedType(typeof(Divide), nameof(Divide))]
[JsonDerivedType(typeof(Maximum), nameof(Maximum))]
[JsonDerivedType(typeof(Minimum), nameof(Minimum))]
[JsonDerivedType(typeof(MatMul), nameof(MatMul))]
[JsonDerivedType(typeof(Scale), nameof(Scale))]
[JsonDerivedType(typeof(Offset), nameof(Offset))]
[JsonDerivedType(typeof(PReLU), nameof(PReLU))]
[JsonDerivedType(typeof(Sum), nameof(Sum))]
[JsonDerivedType(typeof(Mean), nameof(Mean))]
[JsonDerivedType(typeof(Max), nameof(Max))]
[JsonDerivedType(typeof(Min), nameof(Min))]
[JsonDerivedType(typeof(GlobalAvgPool1D), nameof(GlobalAvgPool1D))]
[JsonDerivedType(typeof(GlobalMaxPool1D), nameof(GlobalMaxPool1D))]
[JsonDerivedType(typeof(GlobalMaxPool2D), nameof(GlobalMaxPool2D))]
[JsonDerivedType(typeof(RMSNorm), nameof(RMSNorm))]
[JsonDerivedType(typeof(GroupNorm), nameof(GroupNorm))]
[JsonDerivedType(typeof(InstanceNorm), nameof(InstanceNorm))]
[JsonDerivedType(typeof(LocalResponseNorm), nameof(LocalResponseNorm))]
[JsonDerivedType(typeof(Softmax), nameof(Softmax))]
[JsonDerivedType(typeof(LogSoftmax), nameof(LogSoftmax))]
[JsonDerivedType(typeof(SoftmaxCrossEntropy), nameof(SoftmaxCrossEntropy))]
[JsonDerivedType(typeof(MeanSquaredError), nameof(MeanSquaredError))]
[JsonDerivedType(typeof(MeanAbsoluteError), nameof(MeanAbsoluteError))]
[JsonDerivedType(typeof(Huber), nameof(Huber))]
[JsonDerivedType(typeof(BinaryCrossEntropy), nameof(BinaryCrossEntropy))]
[JsonDerivedType(typeof(KLDivergence), nameof(KLDivergence))]
internal abstract record Layer
{
    /// <summary>The attribute's text without brackets: <c>Conv2D(6, 5, Padding = 1)</c>.</summary>
    [JsonIgnore]
    public string Text
    {
        get
        {
            var options = Options().Append((Name: nameof(From), From)).DistinctBy(o => o.Name).Where(o => o.Value is not null)
                .Select(o => $"{o.Name} = {Literal(o.Value!)}");
            string[] arguments = [.. Arguments().Select(Literal), .. options];
            return arguments.Length == 0 ? Head : $"{Head}({string.Join(", ", arguments)})";
        }
    }

    /// <summary>The layer of the same class that it takes the output of; the one before it unless set.</summary>
    public string? From { get; init; }

    /// <summary>The attribute's name.</summary>
    protected virtual string Head => GetType().Name;

    public sealed override string ToString() => Text;

    protected virtual IEnumerable<object> Arguments() => [];

    protected virtual IEnumerable<(string Name, object? Value)> Options() => [];

    private static string Literal(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        string text => $"\"{text}\"",
        Member member => member.Text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

/// <summary>A layer with weights and, unless told otherwise, a bias.</summary>
internal abstract record WeightedLayer : Layer
{
    public string? Name { get; init; }
    public bool? Bias { get; init; }
    public double? L1 { get; init; }
    public double? L2 { get; init; }
    public bool? RegularizeBias { get; init; }
    public bool? Frozen { get; init; }

    /// <summary>The name of a member of the enumeration of distributions.</summary>
    public string? Init { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
    [
        (nameof(Bias), Bias), (nameof(Name), Name), (nameof(L1), L1), (nameof(L2), L2), (nameof(RegularizeBias), RegularizeBias),
        (nameof(Frozen), Frozen),
        (nameof(Init), Member.Of("Initializer", Init)),
    ];
}

/// <summary>The attribute that makes the class a network, with what holds for all its layers.</summary>
internal sealed record Network : Layer
{
    public bool? InputGradient { get; init; }
    public int? Unroll { get; init; }
    public double? L1 { get; init; }
    public double? L2 { get; init; }
    public bool? RegularizeBias { get; init; }

    protected override IEnumerable<(string, object?)> Options() => [(nameof(L1), L1), (nameof(L2), L2),
        (nameof(RegularizeBias), RegularizeBias), (nameof(InputGradient), InputGradient), (nameof(Unroll), Unroll)];
}

internal sealed record BatchNorm : WeightedLayer
{
    public double? Epsilon { get; init; }
    public double? Momentum { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
        [(nameof(Epsilon), Epsilon), (nameof(Momentum), Momentum), .. base.Options()];
}

/// <summary>A normalisation by numbers of one sample.</summary>
internal abstract record SampleNormLayer : WeightedLayer
{
    public double? Epsilon { get; init; }
    public bool? Affine { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
        [(nameof(Epsilon), Epsilon), (nameof(Affine), Affine), .. base.Options()];
}

internal sealed record LayerNorm : SampleNormLayer;

internal sealed record RMSNorm : SampleNormLayer;

internal sealed record GroupNorm(int Groups) : SampleNormLayer
{
    protected override IEnumerable<object> Arguments() => [Groups];
}

internal sealed record InstanceNorm : SampleNormLayer;

internal sealed record LocalResponseNorm(int Size, double? Alpha = null, double? Beta = null, double? K = null) : Layer
{
    protected override IEnumerable<object> Arguments() =>
        new object?[] { Size, Alpha, Beta, K }.TakeWhile(a => a is not null).OfType<object>();
}

internal sealed record Dropout(double Rate) : Layer
{
    protected override IEnumerable<object> Arguments() => [Rate];
}

internal sealed record Embedding(int Vocabulary, int Units) : WeightedLayer
{
    protected override IEnumerable<object> Arguments() => [Vocabulary, Units];
}

/// <summary>A layer that hands a state from step to step.</summary>
internal abstract record RecurrentLayer(int Units) : WeightedLayer
{
    public bool? ReturnSequences { get; init; }
    public bool? Bidirectional { get; init; }
    public bool? InitialState { get; init; }

    protected override IEnumerable<object> Arguments() => [Units];

    protected override IEnumerable<(string, object?)> Options() =>
        [(nameof(ReturnSequences), ReturnSequences), (nameof(Bidirectional), Bidirectional), (nameof(InitialState), InitialState),
            .. base.Options()];
}

internal sealed record Rnn(int Units) : RecurrentLayer(Units)
{
    /// <summary>The name of a member of the enumeration of the same name.</summary>
    public string? Nonlinearity { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
        [(nameof(Nonlinearity), Member.Of("Nonlinearity", Nonlinearity)), .. base.Options()];
}

internal sealed record Gru(int Units) : RecurrentLayer(Units)
{
    public bool? ResetAfter { get; init; }

    protected override IEnumerable<(string, object?)> Options() => [(nameof(ResetAfter), ResetAfter), .. base.Options()];
}

internal sealed record Lstm(int Units) : RecurrentLayer(Units);

/// <summary>A member of an enumeration, as it is written.</summary>
internal sealed record Member(string Text)
{
    public static Member? Of(string enumeration, string? name) => name is null ? null : new($"{enumeration}.{name}");
}

internal sealed record Dense(int Units) : WeightedLayer
{
    protected override IEnumerable<object> Arguments() => [Units];
}

/// <summary>What a convolution over images and its transpose take alike.</summary>
internal abstract record ImageKernelLayer(int Filters, int KernelHeight, int KernelWidth) : WeightedLayer
{
    public int? Stride { get; init; }
    public int? StrideHeight { get; init; }
    public int? StrideWidth { get; init; }
    public int? Padding { get; init; }
    public int? PaddingHeight { get; init; }
    public int? PaddingWidth { get; init; }
    public int? PaddingTop { get; init; }
    public int? PaddingBottom { get; init; }
    public int? PaddingLeft { get; init; }
    public int? PaddingRight { get; init; }
    public int? Dilation { get; init; }
    public int? DilationHeight { get; init; }
    public int? DilationWidth { get; init; }
    public int? Groups { get; init; }

    protected override IEnumerable<object> Arguments() =>
        KernelHeight == KernelWidth ? [Filters, KernelHeight] : [Filters, KernelHeight, KernelWidth];

    protected override IEnumerable<(string, object?)> Options() =>
    [
        (nameof(Stride), Stride), (nameof(StrideHeight), StrideHeight), (nameof(StrideWidth), StrideWidth),
        (nameof(Padding), Padding), (nameof(PaddingHeight), PaddingHeight), (nameof(PaddingWidth), PaddingWidth),
        (nameof(PaddingTop), PaddingTop), (nameof(PaddingBottom), PaddingBottom), (nameof(PaddingLeft), PaddingLeft),
        (nameof(PaddingRight), PaddingRight),
        (nameof(Dilation), Dilation), (nameof(DilationHeight), DilationHeight), (nameof(DilationWidth), DilationWidth),
        (nameof(Groups), Groups), .. base.Options(),
    ];
}

internal sealed record Conv1D(int Filters, int Kernel) : WeightedLayer
{
    public int? Stride { get; init; }
    public int? Padding { get; init; }
    public int? PaddingBefore { get; init; }
    public int? PaddingAfter { get; init; }
    public string? Same { get; init; }
    public int? Dilation { get; init; }
    public int? Groups { get; init; }
    public bool? Causal { get; init; }
    public string? Algorithm { get; init; }

    protected override IEnumerable<object> Arguments() => [Filters, Kernel];

    protected override IEnumerable<(string, object?)> Options() =>
    [
        (nameof(Stride), Stride), (nameof(Padding), Padding), (nameof(PaddingBefore), PaddingBefore), (nameof(PaddingAfter), PaddingAfter),
        (nameof(Same), Member.Of("SamePadding", Same)), (nameof(Dilation), Dilation), (nameof(Groups), Groups), (nameof(Causal), Causal),
        (nameof(Algorithm), Member.Of("ConvolutionAlgorithm", Algorithm)), .. base.Options(),
    ];
}

[method: JsonConstructor]
internal sealed record Conv2D(int Filters, int KernelHeight, int KernelWidth) : ImageKernelLayer(Filters, KernelHeight, KernelWidth)
{
    public Conv2D(int filters, int kernel) : this(filters, kernel, kernel) { }

    public string? Same { get; init; }
    public string? Algorithm { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
        [(nameof(Same), Member.Of("SamePadding", Same)), (nameof(Algorithm), Member.Of("ConvolutionAlgorithm", Algorithm)),
            .. base.Options()];
}

[method: JsonConstructor]
internal sealed record ConvTranspose2D(int Filters, int KernelHeight, int KernelWidth)
    : ImageKernelLayer(Filters, KernelHeight, KernelWidth)
{
    public ConvTranspose2D(int filters, int kernel) : this(filters, kernel, kernel) { }

    public int? OutputPadding { get; init; }
    public int? OutputPaddingHeight { get; init; }
    public int? OutputPaddingWidth { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
    [
        (nameof(OutputPadding), OutputPadding), (nameof(OutputPaddingHeight), OutputPaddingHeight),
        (nameof(OutputPaddingWidth), OutputPaddingWidth),
        .. base.Options(),
    ];
}

/// <summary>A window over a length, or over rows and columns; the stride is the size unless told otherwise.</summary>
internal abstract record PoolLayer(int Size) : Layer
{
    public int? Stride { get; init; }
    public int? Padding { get; init; }
    public string? Same { get; init; }
    public bool? CeilMode { get; init; }

    /// <summary>What only means count.</summary>
    [JsonIgnore]
    public virtual bool CountsPadding => true;

    protected override IEnumerable<object> Arguments() => [Size];

    protected override IEnumerable<(string, object?)> Options() =>
        [(nameof(Stride), Stride), (nameof(Padding), Padding), (nameof(Same), Member.Of("SamePadding", Same)),
            (nameof(CeilMode), CeilMode)];
}

internal abstract record ImagePoolLayer(int Size) : PoolLayer(Size)
{
    public int? SizeHeight { get; init; }
    public int? SizeWidth { get; init; }
    public int? StrideHeight { get; init; }
    public int? StrideWidth { get; init; }
    public int? PaddingHeight { get; init; }
    public int? PaddingWidth { get; init; }
    public int? PaddingTop { get; init; }
    public int? PaddingBottom { get; init; }
    public int? PaddingLeft { get; init; }
    public int? PaddingRight { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
    [
        .. base.Options(), (nameof(SizeHeight), SizeHeight), (nameof(SizeWidth), SizeWidth), (nameof(StrideHeight), StrideHeight),
        (nameof(StrideWidth), StrideWidth),
        (nameof(PaddingHeight), PaddingHeight), (nameof(PaddingWidth), PaddingWidth),
        (nameof(PaddingTop), PaddingTop), (nameof(PaddingBottom), PaddingBottom), (nameof(PaddingLeft), PaddingLeft),
        (nameof(PaddingRight), PaddingRight),
    ];
}

internal abstract record LinePoolLayer(int Size) : PoolLayer(Size)
{
    public int? PaddingBefore { get; init; }
    public int? PaddingAfter { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
        [.. base.Options(), (nameof(PaddingBefore), PaddingBefore), (nameof(PaddingAfter), PaddingAfter)];
}

internal sealed record MaxPool2D(int Size) : ImagePoolLayer(Size)
{
    public int? Dilation { get; init; }
    public int? DilationHeight { get; init; }
    public int? DilationWidth { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
        [.. base.Options(), (nameof(Dilation), Dilation), (nameof(DilationHeight), DilationHeight), (nameof(DilationWidth), DilationWidth)];
}

internal sealed record AvgPool2D(int Size) : ImagePoolLayer(Size)
{
    public bool? CountIncludePad { get; init; }

    public override bool CountsPadding => CountIncludePad != false;

    protected override IEnumerable<(string, object?)> Options() => [.. base.Options(), (nameof(CountIncludePad), CountIncludePad)];
}

internal sealed record MaxPool1D(int Size) : LinePoolLayer(Size)
{
    public int? Dilation { get; init; }

    protected override IEnumerable<(string, object?)> Options() => [.. base.Options(), (nameof(Dilation), Dilation)];
}

internal sealed record AvgPool1D(int Size) : LinePoolLayer(Size)
{
    public bool? CountIncludePad { get; init; }

    public override bool CountsPadding => CountIncludePad != false;

    protected override IEnumerable<(string, object?)> Options() => [.. base.Options(), (nameof(CountIncludePad), CountIncludePad)];
}

internal sealed record GlobalAvgPool2D : Layer;

internal sealed record GlobalAvgPool1D : Layer;

internal sealed record GlobalMaxPool1D : Layer;

internal sealed record GlobalMaxPool2D : Layer;

/// <summary>One number of all elements along some axes; without axes, along all but those of channels or features.</summary>
internal abstract record ReduceLayer(params int[] Axes) : Layer
{
    public bool? KeepDimensions { get; init; }

    protected override IEnumerable<object> Arguments() => Axes.Cast<object>();

    protected override IEnumerable<(string, object?)> Options() => [(nameof(KeepDimensions), KeepDimensions)];
}

internal sealed record Sum(params int[] Axes) : ReduceLayer(Axes);

internal sealed record Mean(params int[] Axes) : ReduceLayer(Axes);

internal sealed record Max(params int[] Axes) : ReduceLayer(Axes);

internal sealed record Min(params int[] Axes) : ReduceLayer(Axes);

internal sealed record Flatten : Layer;

internal sealed record Reshape(params int[] Shape) : Layer
{
    protected override IEnumerable<object> Arguments() => Shape.Cast<object>();
}

internal sealed record Transpose(params int[] Axes) : Layer
{
    /// <summary>The axes of the input in the result's order; two change places unless told.</summary>
    [JsonIgnore]
    public int[] Order => Axes is { Length: > 0 } ? Axes : [1, 0];

    protected override IEnumerable<object> Arguments() => Axes?.Cast<object>() ?? [];
}

/// <summary>Amounts before and after each axis, the last axis first.</summary>
internal sealed record Pad(params int[] Amounts) : Layer
{
    /// <summary>The name of a member of the enumeration of modes.</summary>
    public string? Mode { get; init; }
    public double? Value { get; init; }

    protected override IEnumerable<object> Arguments() => Amounts.Cast<object>();

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Mode), Member.Of("PadMode", Mode)), (nameof(Value), Value)];
}

internal sealed record Slice(int Axis, int Start, int? End = null) : Layer
{
    public int? Step { get; init; }

    protected override IEnumerable<object> Arguments() => End is { } end ? [Axis, Start, end] : [Axis, Start];

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Step), Step)];
}

internal sealed record Upsample(int Factor) : Layer
{
    public int? FactorHeight { get; init; }
    public int? FactorWidth { get; init; }

    /// <summary>The name of a member of the enumeration of modes.</summary>
    public string? Mode { get; init; }
    public bool? AlignCorners { get; init; }

    protected override IEnumerable<object> Arguments() => [Factor];

    protected override IEnumerable<(string, object?)> Options() =>
    [
        (nameof(FactorHeight), FactorHeight), (nameof(FactorWidth), FactorWidth), (nameof(Mode), Member.Of("UpsampleMode", Mode)),
        (nameof(AlignCorners), AlignCorners),
    ];
}

internal sealed record PixelShuffle(int Factor) : Layer
{
    protected override IEnumerable<object> Arguments() => [Factor];
}

internal sealed record PixelUnshuffle(int Factor) : Layer
{
    protected override IEnumerable<object> Arguments() => [Factor];
}

internal sealed record ReLU : Layer;

internal sealed record LeakyReLU(double? Slope = null) : Layer
{
    protected override IEnumerable<object> Arguments() => Slope is { } slope ? [slope] : [];
}

internal sealed record Sigmoid : Layer;

internal sealed record Tanh : Layer;

internal sealed record ELU(double? Alpha = null) : Layer
{
    protected override IEnumerable<object> Arguments() => Alpha is { } alpha ? [alpha] : [];
}

internal sealed record GELU : Layer
{
    /// <summary>The name of a member of the enumeration of forms.</summary>
    public string? Approximate { get; init; }

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Approximate), Member.Of("GELUApproximation", Approximate))];
}

internal sealed record SiLU : Layer;

internal sealed record Softplus(double? Beta = null, double? Threshold = null) : Layer
{
    protected override IEnumerable<object> Arguments() => Beta is { } beta ? Threshold is { } threshold ? [beta, threshold] : [beta] : [];
}

internal sealed record HardSwish : Layer;

internal sealed record ReLU6 : Layer;

internal sealed record Clip(double? Min = null, double? Max = null) : Layer
{
    protected override IEnumerable<object> Arguments() => (Min, Max) switch
    {
        ({ } min, { } max) => [min, max],
        ({ } min, null) => [min],
        (null, { } max) => [new Member(FormattableString.Invariant($"max: {max}"))],
        _ => [],
    };
}

internal sealed record SELU : Layer;

internal sealed record CELU(double? Alpha = null) : Layer
{
    protected override IEnumerable<object> Arguments() => Alpha is { } alpha ? [alpha] : [];
}

internal sealed record HardSigmoid(double? Alpha = null, double? Beta = null) : Layer
{
    protected override IEnumerable<object> Arguments() => Alpha is { } alpha ? Beta is { } beta ? [alpha, beta] : [alpha] : [];
}

internal sealed record Softsign : Layer;

internal sealed record Mish : Layer;

internal sealed record ThresholdedReLU(double? Alpha = null) : Layer
{
    protected override IEnumerable<object> Arguments() => Alpha is { } alpha ? [alpha] : [];
}

internal sealed record Exp : Layer;

internal sealed record Log : Layer;

internal sealed record Sqrt : Layer;

internal sealed record Abs : Layer;

internal sealed record Neg : Layer;

internal sealed record Reciprocal : Layer;

internal sealed record Erf : Layer;

internal sealed record Sinh : Layer;

internal sealed record Cosh : Layer;

internal sealed record Asinh : Layer;

internal sealed record Acosh : Layer;

internal sealed record Atanh : Layer;

internal sealed record Pow(double Exponent) : Layer
{
    protected override IEnumerable<object> Arguments() => [Exponent];
}

/// <summary>A layer with a parameter for each channel, or one for all elements.</summary>
internal abstract record ChannelMapLayer : WeightedLayer
{
    public bool? Shared { get; init; }

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Shared), Shared), .. base.Options()];
}

internal sealed record Scale : ChannelMapLayer;

internal sealed record Offset : ChannelMapLayer;

internal sealed record PReLU : ChannelMapLayer;

internal sealed record Softmax : Layer;

internal sealed record LogSoftmax : Layer;

/// <summary>The last attribute.</summary>
internal abstract record LossLayer : Layer;

internal sealed record SoftmaxCrossEntropy : LossLayer
{
    public double? LabelSmoothing { get; init; }

    protected override IEnumerable<(string, object?)> Options() => [(nameof(LabelSmoothing), LabelSmoothing)];
}

internal sealed record MeanSquaredError : LossLayer;

internal sealed record MeanAbsoluteError : LossLayer;

internal sealed record Huber(double? Delta = null) : LossLayer
{
    protected override IEnumerable<object> Arguments() => Delta is { } delta ? [delta] : [];
}

internal sealed record BinaryCrossEntropy : LossLayer;

internal sealed record KLDivergence : LossLayer;
