namespace Unrolled.Numerics.Tests;

/// <summary>Random layers without parts; most of them fit.</summary>
internal sealed class SimpleLayers(Dice dice)
{
    private int _names;

    /// <summary>A layer for a value of this shape.</summary>
    public Layer Next(int[] shape) => dice.Between(0, 9) switch
    {
        < 3 => Activation(),
        3 => View(shape),
        4 => Norm(shape),
        _ => shape.Length switch { 1 => Row(), 2 => Plane(shape), _ => Image(shape) },
    };

    public LossLayer Loss() => dice.Between(0, 5) switch
    {
        0 => new MeanAbsoluteError(),
        1 => new Huber(dice.Maybe(0.4, 50)),
        2 => new BinaryCrossEntropy(),
        3 => new KLDivergence(),
        _ => new MeanSquaredError(),
    };

    /// <summary>The layer with options now and then.</summary>
    public WeightedLayer Options(WeightedLayer layer) => layer with
    {
        Bias = layer is Embedding ? null : dice.Maybe(dice.Chance(20)),
        L1 = dice.Maybe(dice.Pick([0, 0.1]), 6),
        L2 = dice.Maybe(dice.Pick([0, 0.3]), 8),
        RegularizeBias = dice.Maybe(dice.Chance(70), 6),
        Frozen = dice.Maybe(dice.Chance(60), 15),
        Name = dice.Chance(6) ? $"given{_names++}" : null,
    };

    private Layer Activation() => dice.Between(0, 22) switch
    {
        22 => dice.Chance(50) ? new Erf() : new Asinh(),
        13 => new ReLU6(),
        14 => dice.Chance(50) ? new Clip(-0.5, dice.Maybe(0.4, 50)) : new Clip(Max: 0.3),
        15 => new SELU(),
        16 => new CELU(dice.Maybe(0.5)),
        17 => dice.Chance(50) ? new HardSigmoid() : new HardSigmoid(0.7, 0.4),
        18 => new Softsign(),
        19 => new Mish(),
        20 => dice.Chance(50) ? new Abs() : new Neg(),
        21 => dice.Chance(50) ? new Pow(dice.Between(2, 3)) : new GELU { Approximate = "Tanh" },
        0 or 1 => new ReLU(),
        2 => new LeakyReLU(dice.Maybe(0.3)),
        3 => new Sigmoid(),
        4 or 5 => new Tanh(),
        6 => new ELU(dice.Maybe(0.5)),
        7 => new GELU(),
        8 => new SiLU(),
        9 => dice.Chance(50) ? new Softplus() : new Softplus(2, dice.Maybe(3.0)),
        10 => new HardSwish(),
        11 => new LogSoftmax(),
        _ => new Softmax(),
    };

    private ReduceLayer Reduction(int[] shape)
    {
        int[] axes = [.. Enumerable.Range(-shape.Length, 2 * shape.Length).Where(_ => dice.Chance(25))];
        ReduceLayer layer = dice.Between(0, 3) switch { 0 => new Sum(axes), 1 => new Max(axes), 2 => new Min(axes), _ => new Mean(axes) };
        return layer with { KeepDimensions = dice.Maybe(dice.Chance(80), 40) };
    }

    private Layer View(int[] shape) => dice.Between(0, 7) switch
    {
        0 => new Flatten(),
        1 or 2 when shape.Length == 2 => new Transpose(),
        1 => new Transpose(Permutation(shape.Length)),
        3 => Part(shape),
        4 => Around(shape),
        5 when shape.Length == 3 =>
            new Upsample(dice.Between(1, 2)) { FactorWidth = dice.Maybe(dice.Between(1, 3)), Mode = dice.Chance(50) ? "Linear" : null },
        6 when shape.Length == 3 => dice.Chance(50) ? new PixelShuffle(dice.Between(1, 2)) : new PixelUnshuffle(2),
        7 => Reduction(shape),
        _ => new Reshape(Factors(Shapes.Length(shape), dice.Between(1, 3))),
    };

    private int[] Permutation(int axes)
    {
        int[] order = [.. Enumerable.Range(0, axes)];
        for (int axis = axes - 1; axis > 0; axis--)
        {
            int other = dice.Between(0, axis);
            (order[axis], order[other]) = (order[other], order[axis]);
        }
        return order;
    }

    private Slice Part(int[] shape)
    {
        int axis = dice.Between(0, shape.Length - 1), extent = shape[axis];
        return new(dice.Chance(20) ? axis - shape.Length : axis, dice.Between(-extent, extent - 1),
            dice.Maybe(dice.Between(1 - extent, extent + 1), 60))
        {
            Step = dice.Maybe(dice.Pick([1, 2, 3, -1, -2]), 50),
        };
    }

    private Pad Around(int[] shape)
    {
        int axes = dice.Between(1, shape.Length);
        string? mode = dice.Chance(50) ? null : dice.Pick(["Reflect", "Edge", "Wrap"]);
        return new([.. Enumerable.Range(0, 2 * axes).Select(_ => dice.Between(mode is null && dice.Chance(15) ? -1 : 0, 2))])
        {
            Mode = mode,
            Value = mode is null ? dice.Maybe(0.5) : null,
        };
    }

    /// <summary>Extents whose product is a length.</summary>
    private int[] Factors(int length, int axes)
    {
        if (axes == 1)
            return [length];
        int[] divisors = [.. Enumerable.Range(1, length).Where(d => length % d == 0)];
        int first = dice.Pick(divisors);
        return [first, .. Factors(length / first, axes - 1)];
    }

    private Layer Norm(int[] shape) => dice.Between(0, 9) switch
    {
        < 3 => ChannelMap(),
        3 => Options(new GroupNorm(Groups(shape[0])) { Affine = dice.Maybe(dice.Chance(50)) }),
        4 => dice.Chance(50) ? Options(new InstanceNorm { Affine = dice.Maybe(true, 50) })
            : new LocalResponseNorm(dice.Between(1, 4), 0.5, dice.Maybe(0.6, 50)),
        5 when shape.Length < 3 => Options(new RMSNorm { Epsilon = 0.01 }),
        6 or 7 when shape.Length < 3 => Options(new LayerNorm { Epsilon = dice.Maybe(0.01) }),
        _ => Options(new BatchNorm { Momentum = dice.Maybe(0.3), Epsilon = dice.Maybe(0.01) }),
    };

    private WeightedLayer ChannelMap()
    {
        ChannelMapLayer layer = dice.Between(0, 2) switch { 0 => new Scale(), 1 => new Offset(), _ => new PReLU() };
        return Options(layer with { Shared = dice.Maybe(dice.Chance(80), 30) });
    }

    private WeightedLayer Row() => Options(new Dense(Units()));

    private Layer Plane(int[] shape) => dice.Between(0, 8) switch
    {
        0 => Recurrent(new Lstm(Units())),
        1 => Recurrent(new Gru(Units()) { ResetAfter = dice.Maybe(dice.Chance(30)) }),
        2 => Recurrent(new Rnn(Units()) { Nonlinearity = dice.Chance(40) ? "ReLU" : null }),
        3 or 4 => Options(new Dense(Units())),
        5 => LinePool(),
        _ => Options(Line(shape)),
    };

    private WeightedLayer Recurrent(RecurrentLayer layer) => Options(layer with
    {
        ReturnSequences = dice.Maybe(dice.Chance(95), 60),
        Bidirectional = dice.Maybe(dice.Chance(80)),
        InitialState = dice.Maybe(dice.Chance(80)),
    });

    private Layer Image(int[] shape) => dice.Between(0, 7) switch
    {
        0 or 1 => ImagePool(),
        2 => dice.Chance(40) ? new GlobalAvgPool2D() : dice.Chance(30) ? new GlobalMaxPool2D() : Activation(),
        3 or 4 => Options(Spread(shape)),
        _ => Options(Convolution(shape)),
    };

    private PoolLayer LinePool()
    {
        int size = dice.Between(1, 3);
        LinePoolLayer pool = dice.Chance(50)
            ? new MaxPool1D(size) { Dilation = dice.Maybe(dice.Between(1, 2), 15) }
            : new AvgPool1D(size) { CountIncludePad = dice.Maybe(dice.Chance(20), 20) };
        return Pool(pool with { PaddingBefore = dice.Maybe(dice.Between(0, size / 2), 10) });
    }

    private PoolLayer ImagePool()
    {
        int size = dice.Between(1, 3);
        ImagePoolLayer pool = dice.Chance(50)
            ? new MaxPool2D(size) { Dilation = dice.Maybe(dice.Between(1, 2), 15) }
            : new AvgPool2D(size) { CountIncludePad = dice.Maybe(dice.Chance(20), 20) };
        return Pool(pool with
        {
            SizeHeight = dice.Maybe(dice.Between(1, 3), 15),
            StrideWidth = dice.Maybe(dice.Between(1, 3), 10),
            PaddingTop = dice.Maybe(dice.Between(0, 1), 10),
            PaddingRight = dice.Maybe(dice.Between(0, 1), 10),
        });
    }

    private PoolLayer Pool(PoolLayer pool) => pool with
    {
        Stride = dice.Maybe(dice.Between(1, 3), 40),
        Padding = dice.Maybe(dice.Between(0, pool.Size / 2)),
        CeilMode = dice.Maybe(dice.Chance(80), 20),
    };

    private Conv1D Line(int[] shape)
    {
        int groups = Groups(shape[0]);
        bool causal = dice.Chance(50);
        return new(Filters(groups), dice.Between(1, 4))
        {
            Stride = dice.Maybe(dice.Between(1, 3)),
            Padding = causal ? null : dice.Maybe(dice.Between(0, 2), 40),
            PaddingAfter = causal ? null : dice.Maybe(dice.Between(0, 2), 10),
            Dilation = dice.Maybe(dice.Between(1, 3)),
            Groups = groups == 1 ? null : groups,
            Causal = causal ? true : null,
        };
    }

    private Conv2D Convolution(int[] shape)
    {
        int groups = Groups(shape[0]);
        return new(Filters(groups), dice.Between(1, 3), dice.Between(1, 3))
        {
            Stride = dice.Maybe(dice.Between(1, 3)),
            StrideWidth = dice.Maybe(dice.Between(1, 2), 10),
            Padding = dice.Maybe(dice.Between(0, 2), 40),
            PaddingHeight = dice.Maybe(dice.Between(0, 3), 10),
            PaddingBottom = dice.Maybe(dice.Between(0, 3), 8),
            PaddingLeft = dice.Maybe(dice.Between(0, 3), 8),
            Dilation = dice.Maybe(dice.Between(1, 2), 10),
            DilationWidth = dice.Maybe(dice.Between(1, 3), 10),
            Groups = groups == 1 ? null : groups,
        };
    }

    private ConvTranspose2D Spread(int[] shape)
    {
        int groups = Groups(shape[0]), stride = dice.Between(1, 3);
        return new(Filters(groups), dice.Between(1, 3), dice.Between(1, 3))
        {
            Stride = stride == 1 ? null : stride,
            Padding = dice.Maybe(dice.Between(0, 2), 40),
            Dilation = dice.Maybe(dice.Between(1, 2), 10),
            OutputPadding = stride == 1 ? null : dice.Maybe(dice.Between(0, stride - 1), 30),
            Groups = groups == 1 ? null : groups,
        };
    }

    private int Units() => dice.Chance(15) ? dice.Between(13, 20) : dice.Between(1, 9);

    private int Filters(int groups) => groups * dice.Between(1, Math.Max(1, 5 / groups));

    private int Groups(int channels) => dice.Chance(70) ? 1 : dice.Pick([.. Enumerable.Range(1, channels).Where(d => channels % d == 0)]);
}
