namespace Unrolled.Numerics.Tests;

/// <summary>A tensor of parameters in PyTorch's layout, row-major.</summary>
internal sealed class OracleTensor(string name, int[] shape)
{
    private readonly double[] _values = new double[Shapes.Length(shape)];
    private readonly double[] _gradient = new double[Shapes.Length(shape)];

    // It may in turn be the same as another one.
    private OracleTensor? _first;

    public string Name => name;
    public int[] Shape => shape;
    public double[] Values => _first?.Values ?? _values;
    public double[] Gradient => _first?.Gradient ?? _gradient;

    /// <summary>Whether training moves it by its gradient.</summary>
    public bool Learned { get; set; } = true;

    /// <summary>Strengths of regularisation.</summary>
    public double L1 { get; set; }

    public double L2 { get; set; }

    /// <summary>Makes this the same as another tensor, in another place.</summary>
    public void Share(OracleTensor other)
    {
        if (!shape.SequenceEqual(other.Shape))
            throw new ArgumentException(
                $"{name} is [{string.Join(", ", other.Shape)}] in one place and [{string.Join(", ", shape)}] in another.");
        _first = other;
    }

    /// <summary>What regularisation adds to an element's gradient.</summary>
    public double Penalty(int i) => L2 * Values[i] + L1 * Math.Sign(Values[i]);
}

internal static class Shapes
{
    public static int Length(int[] shape) => shape.Aggregate(1, (product, extent) => product * extent);
}

/// <summary>One layer of the oracle, for one sample at a time, in doubles.</summary>
internal abstract class OracleLayer(int[] output)
{
    /// <summary>The shape of one sample's output.</summary>
    public int[] Output => output;

    public virtual IEnumerable<OracleTensor> Parameters => [];

    /// <summary>The layers that it consists of.</summary>
    public virtual IEnumerable<OracleLayer> Inside => [];

    /// <summary>y = f(x).</summary>
    public abstract double[] Forward(double[] x);

    /// <summary>dx from dy; adds to the parameters' gradients.</summary>
    public abstract double[] Backward(double[] x, double[] y, double[] dy);

    /// <summary>Numbers of the size of those whose sums y is, where they may be much larger than y.</summary>
    public virtual double[] Terms(double[] x, double[] y) => y;

    /// <summary>Numbers of the size of those whose sums dx is, where they may be much larger than dx.</summary>
    public virtual double[] Terms(double[] x, double[] y, double[] dx, double[] dy) => dx;

    /// <summary>The layer for an attribute.</summary>
    /// <param name="layer">The attribute.</param>
    /// <param name="name">The stem of its parameters' names.</param>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="channelsFirst">Whether a shape of two or four axes has channels first.</param>
    public static OracleLayer Create(Layer layer, string name, int[] input, bool channelsFirst = false) => layer switch
    {
        BatchNorm norm => new OracleBatchNorm(norm, name, input, channelsFirst),
        SampleNormLayer norm => new OracleSampleNorm(norm, name, input),
        LocalResponseNorm norm => new OracleLocalResponseNorm(norm, input),
        ChannelMapLayer map => new OracleChannelMap(map, name, input, channelsFirst),
        RecurrentLayer recurrent => OracleRecurrent.Create(recurrent, name, input),
        Embedding embedding => new OracleEmbedding(embedding, name, input),
        Dropout dropout => new OracleDropout(dropout, input),
        Dense dense => OracleLinear.Dense(dense, name, input),
        Conv1D conv => OracleLinear.Conv1D(conv, name, input),
        ConvTranspose2D conv => OracleLinear.ConvTranspose2D(conv, name, input),
        Transpose transpose => OracleMoves.Transpose(transpose, input),
        Conv3D conv => OracleLinear.Conv3D(conv, name, input),
        MaxPool3D pool => new OracleMaxPool(OracleWindows.Create(pool, input)),
        AvgPool3D pool => new OracleAvgPool(OracleWindows.Create(pool, input)),
        Slice slice => OracleMoves.Slice(slice, input),
        Pad pad => OracleMoves.Pad(pad, input),
        PixelShuffle shuffle => OracleMoves.PixelShuffle(shuffle.Factor, input),
        PixelUnshuffle shuffle => OracleMoves.PixelUnshuffle(shuffle.Factor, input),
        Upsample upsample => OracleMoves.Upsample(upsample, input),
        MaxPool1D pool => new OracleMaxPool(OracleWindows.CreateLine(pool, input)),
        AvgPool1D pool => new OracleAvgPool(OracleWindows.CreateLine(pool, input)),
        Conv2D conv => OracleLinear.Conv2D(conv, name, input),
        MaxPool2D pool => new OracleMaxPool(OracleWindows.Create(pool, input)),
        AvgPool2D pool => new OracleAvgPool(OracleWindows.Create(pool, input)),
        GlobalAvgPool2D => new OracleAvgPool(OracleWindows.Whole(input)),
        ReduceLayer or GlobalAvgPool1D or GlobalMaxPool1D or GlobalMaxPool2D => OracleReduce.Of(layer, input, channelsFirst),
        Reshape reshape => OracleMap.Reshape(reshape, input),
        Flatten => new OracleMap([Shapes.Length(input)], x => x, (_, _) => 1) { IsExact = true },
        ReLU => new OracleMap(input, x => x < 0 ? 0 : x, (x, _) => x > 0 ? 1 : 0) { IsExact = true },
        LeakyReLU leaky => OracleMap.LeakyReLU(input, leaky.Slope ?? 0.01),
        Sigmoid => new OracleMap(input, x => 1 / (1 + Math.Exp(-x)), (_, y) => y * (1 - y)),
        Tanh => new OracleMap(input, Math.Tanh, (_, y) => 1 - y * y),
        ELU elu => OracleMap.ELU(input, elu.Alpha ?? 1),
        GELU { Approximate: "Tanh" } => OracleMap.TanhGELU(input),
        GELU => new OracleMap(input, x => x * Normal.Distribution(x), (x, _) => Normal.Distribution(x) + x * Normal.Density(x)),
        SiLU => new OracleMap(
            input, x => x / (1 + Math.Exp(-x)), (x, _) => (1 + Math.Exp(-x) + x * Math.Exp(-x)) / Math.Pow(1 + Math.Exp(-x), 2)),
        Softplus soft => OracleMap.Softplus(input, soft.Beta ?? 1, soft.Threshold ?? 20),
        HardSwish => new OracleMap(input, x => x * Math.Clamp(x + 3, 0, 6) / 6, (x, _) => x < -3 ? 0 : x > 3 ? 1 : (2 * x + 3) / 6),
        ReLU6 => OracleMap.Clip(input, 0, 6),
        Clip clip => OracleMap.Clip(input, clip.Min ?? double.NegativeInfinity, clip.Max ?? double.PositiveInfinity),
        SELU => OracleMap.SELU(input),
        CELU celu => OracleMap.CELU(input, celu.Alpha ?? 1),
        HardSigmoid hard => OracleMap.HardSigmoid(input, hard.Alpha ?? 1.0 / 6, hard.Beta ?? 0.5),
        Softsign => new OracleMap(input, x => x / (1 + Math.Abs(x)), (x, _) => 1 / Math.Pow(1 + Math.Abs(x), 2)),
        Mish => OracleMap.Mish(input),
        ThresholdedReLU threshold => OracleMap.ThresholdedReLU(input, threshold.Alpha ?? 1),
        Exp => new OracleMap(input, Math.Exp, (x, _) => Math.Exp(x)),
        Log => new OracleMap(input, Math.Log, (x, _) => 1 / x),
        Sqrt => new OracleMap(input, Math.Sqrt, (x, _) => 0.5 / Math.Sqrt(x)),
        Abs => new OracleMap(input, Math.Abs, (x, _) => double.IsNaN(x) ? x : Math.Sign(x)) { IsExact = true },
        Neg => new OracleMap(input, x => -x, (_, _) => -1) { IsExact = true },
        Reciprocal => new OracleMap(input, x => 1 / x, (x, _) => -1 / (x * x)),
        Pow pow => new OracleMap(input, x => Math.Pow(x, pow.Exponent), (x, _) => pow.Exponent * Math.Pow(x, pow.Exponent - 1)),
        Erf => new OracleMap(
            input, x => 2 * Normal.Distribution(Math.Sqrt(2) * x) - 1, (x, _) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x)),
        Sinh => new OracleMap(input, Math.Sinh, (x, _) => Math.Cosh(x)),
        Cosh => new OracleMap(input, Math.Cosh, (x, _) => Math.Sinh(x)),
        Asinh => new OracleMap(input, Math.Asinh, (x, _) => 1 / Math.Sqrt(x * x + 1)),
        Acosh => new OracleMap(input, Math.Acosh, (x, _) => 1 / Math.Sqrt(x * x - 1)),
        Atanh => new OracleMap(input, Math.Atanh, (x, _) => 1 / (1 - x * x)),
        Softmax => new OracleSoftmax(input),
        LogSoftmax => new OracleLogSoftmax(input),
        _ => throw new ArgumentException($"The oracle knows no layer {layer}."),
    };
}

/// <summary>y[i] = f(x[i]), dx[i] = dy[i]·f′(x[i], y[i]).</summary>
internal sealed class OracleMap(int[] shape, Func<double, double> f, Func<double, double, double> slope) : OracleLayer(shape)
{
    /// <summary>Whether floats have no rounding here.</summary>
    public bool IsExact { get; init; }

    public static OracleMap LeakyReLU(int[] shape, double slope) =>
        new(shape, x => x > 0 ? x : slope * x, (x, _) => x > 0 ? 1 : slope);

    public static OracleMap Reshape(Reshape reshape, int[] input) => Shapes.Length(reshape.Shape) == Shapes.Length(input)
        ? new(reshape.Shape, x => x, (_, _) => 1) { IsExact = true }
        : throw new ArgumentException($"{reshape} of {Shapes.Length(input)} elements.");

    public static OracleMap ELU(int[] shape, double alpha) =>
        new(shape, x => x > 0 ? x : alpha * (Math.Exp(x) - 1), (x, _) => x > 0 ? 1 : alpha * Math.Exp(x));

    public static OracleMap Softplus(int[] shape, double beta, double threshold) => new(shape,
        x => beta * x > threshold ? x : Math.Log(1 + Math.Exp(beta * x)) / beta,
        (x, _) => beta * x > threshold ? 1 : 1 / (1 + Math.Exp(-beta * x)));

    public static OracleMap Clip(int[] shape, double least, double most) =>
        least <= most && (least > double.MinValue || most < double.MaxValue)
        ? new(shape, x => x < least ? least : x > most ? most : x, (x, _) => x <= least || x >= most ? 0 : 1) { IsExact = true }
        : throw new ArgumentException($"Nothing lies between {least} and {most}.");

    public static OracleMap SELU(int[] shape)
    {
        const double alpha = 1.6732632423543772848170429916717, scale = 1.0507009873554804934193349852946;
        return new(shape, x => scale * (x > 0 ? x : alpha * (Math.Exp(x) - 1)), (x, _) => scale * (x > 0 ? 1 : alpha * Math.Exp(x)));
    }

    public static OracleMap CELU(int[] shape, double alpha) =>
        new(shape, x => x > 0 ? x : alpha * (Math.Exp(x / alpha) - 1), (x, _) => x > 0 ? 1 : Math.Exp(x / alpha));

    public static OracleMap HardSigmoid(int[] shape, double alpha, double beta)
    {
        double Line(double x) => alpha * x + beta;
        return new(shape, x => Math.Clamp(Line(x), 0, 1), (x, _) => Line(x) is > 0 and < 1 ? alpha : 0);
    }

    public static OracleMap Mish(int[] shape)
    {
        double Gate(double x) => Math.Tanh(Math.Log(1 + Math.Exp(x)));
        return new(shape, x => x * Gate(x), (x, _) => Gate(x) + x * (1 - Math.Pow(Gate(x), 2)) * Math.Exp(x) / (1 + Math.Exp(x)));
    }

    public static OracleMap ThresholdedReLU(int[] shape, double alpha) =>
        new(shape, x => x <= alpha ? 0 : x, (x, _) => x > alpha ? 1 : 0) { IsExact = true };

    public static OracleMap TanhGELU(int[] shape)
    {
        double root = Math.Sqrt(2 / Math.PI);
        double Tanh(double x) => Math.Tanh(root * (x + 0.044715 * x * x * x));
        return new(shape, x => x * (1 + Tanh(x)) / 2,
            (x, _) => (1 + Tanh(x)) / 2 + x / 2 * (1 - Math.Pow(Tanh(x), 2)) * root * (1 + 3 * 0.044715 * x * x));
    }

    public override double[] Forward(double[] x) => [.. x.Select(f)];

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. dy.Select((d, i) => d * slope(x[i], y[i]))];
}

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>½ + φ(x)·Σ x²ⁿ⁺¹/(2n+1)!!, whose terms all have one sign.</summary>
    public static double Distribution(double x)
    {
        if (!(Math.Abs(x) < 12))
            return double.IsNaN(x) ? x : x > 0 ? 1 : 0;
        double sum = x, term = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
            sum += term *= x * x / (2 * n + 1);
        return 0.5 + Density(x) * sum;
    }
}

/// <summary>y = exp(x) / Σ exp(x) along the last axis; dx = y·(dy − Σ y·dy).</summary>
internal sealed class OracleSoftmax(int[] shape) : OracleLayer(shape)
{
    public static double[] Of(ReadOnlySpan<double> row)
    {
        double[] y = row.ToArray();
        double max = y.Max();
        for (int i = 0; i < y.Length; i++)
            y[i] = Math.Exp(y[i] - max);
        double sum = y.Sum();
        for (int i = 0; i < y.Length; i++)
            y[i] /= sum;
        return y;
    }

    public override double[] Forward(double[] x) =>
        [.. Enumerable.Range(0, x.Length / Output[^1]).SelectMany(row => Of(x.AsSpan(row * Output[^1], Output[^1])))];

    public override double[] Terms(double[] x, double[] y, double[] dx, double[] dy) => [.. y.Zip(dy, (a, b) => a * b)];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int start = 0; start < x.Length; start += Output[^1])
        {
            double sum = 0;
            for (int i = start; i < start + Output[^1]; i++)
                sum += y[i] * dy[i];
            for (int i = start; i < start + Output[^1]; i++)
                dx[i] = y[i] * (dy[i] - sum);
        }
        return dx;
    }
}

/// <summary>y = x − ln Σ exp(x) along the last axis; dx = dy − exp(y)·Σ dy.</summary>
internal sealed class OracleLogSoftmax(int[] shape) : OracleLayer(shape)
{
    public override double[] Forward(double[] x) =>
        [.. Enumerable.Range(0, x.Length / Output[^1]).SelectMany(row => Of(x.AsSpan(row * Output[^1], Output[^1])))];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int start = 0; start < x.Length; start += Output[^1])
        {
            double sum = dy.AsSpan(start, Output[^1]).ToArray().Sum();
            for (int i = start; i < start + Output[^1]; i++)
                dx[i] = dy[i] - Math.Exp(y[i]) * sum;
        }
        return dx;
    }

    public override double[] Terms(double[] x, double[] y) => x;

    public override double[] Terms(double[] x, double[] y, double[] dx, double[] dy) => dy;

    private static double[] Of(ReadOnlySpan<double> row)
    {
        double[] x = row.ToArray();
        double max = x.Max(), logarithm = max + Math.Log(x.Sum(v => Math.Exp(v - max)));
        return [.. x.Select(v => v - logarithm)];
    }
}
