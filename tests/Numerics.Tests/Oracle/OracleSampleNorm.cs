namespace Unrolled.Numerics.Tests;

/// <summary>
/// y = γ·(x − mean)/√(var + ε) + β, or γ·x/√(mean(x²) + ε), along rows of each sample: features, or channels with their places.
/// </summary>
internal sealed class OracleSampleNorm : OracleLayer
{
    private readonly OracleTensor? _gamma;
    private readonly OracleTensor? _beta;
    private readonly double _epsilon;
    private readonly bool _centered;

    /// <summary>Elements of a row.</summary>
    private readonly int _length;

    /// <summary>Elements from one channel to the next.</summary>
    private readonly int _stride;

    public OracleSampleNorm(SampleNormLayer norm, string name, int[] shape) : base(shape)
    {
        bool features = norm is LayerNorm or RMSNorm;
        int channels = features ? shape[^1] : shape[0];
        int groups = norm switch { GroupNorm group => group.Groups, InstanceNorm => channels, _ => Shapes.Length(shape) / channels };
        _length = Shapes.Length(shape) / groups;
        _stride = features ? 1 : Shapes.Length(shape) / channels;
        _centered = norm is not RMSNorm;
        _epsilon = norm.Epsilon ?? (norm is RMSNorm ? Math.Pow(2, -23) : 1e-5);
        if (!features && (channels % groups != 0 || _length < 2))
            throw new ArgumentException($"{norm} cannot normalise groups of [{string.Join(", ", shape)}].");
        if (!(norm.Affine ?? norm is not InstanceNorm))
            return;
        _gamma = new($"{name}.weight", [channels]);
        Array.Fill(_gamma.Values, 1);
        if (_centered && norm.Bias != false)
            _beta = new($"{name}.bias", [channels]);
    }

    public override IEnumerable<OracleTensor> Parameters => new[] { _gamma, _beta }.OfType<OracleTensor>();

    public override double[] Forward(double[] x) => [.. Normal(x).Select((n, i) => n * Gamma(i) + (_beta?.Values[Channel(i)] ?? 0))];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] normal = Normal(x);
        for (int i = 0; i < x.Length; i++)
        {
            if (_gamma is not null)
                _gamma.Gradient[Channel(i)] += dy[i] * normal[i];
            if (_beta is not null)
                _beta.Gradient[Channel(i)] += dy[i];
        }
        double[] dn = [.. dy.Select((d, i) => d * Gamma(i))];
        return [.. Enumerable.Range(0, x.Length / _length).SelectMany(row => Slopes(Row(x, row), Row(normal, row), Row(dn, row)))];
    }

    public override double[] Terms(double[] x, double[] y) => Scaled(x, x);

    public override double[] Terms(double[] x, double[] y, double[] dx, double[] dy) => Scaled(x, dy);

    private IEnumerable<double> Slopes(double[] x, double[] normal, double[] dn)
    {
        double mean = _centered ? dn.Average() : 0, slope = dn.Zip(normal, (d, n) => d * n).Average(), deviation = Deviation(x);
        return dn.Select((d, i) => (d - mean - normal[i] * slope) / deviation);
    }

    private double[] Scaled(double[] x, double[] values) => [.. values.Select((v, i) => v * Gamma(i) / Deviation(Row(x, i / _length)))];

    private double[] Normal(double[] x) => [.. Enumerable.Range(0, x.Length / _length).Select(row => Row(x, row))
        .SelectMany(row => row.Select(v => (v - Mean(row)) / Deviation(row)))];

    private double Mean(double[] row) => _centered ? row.Average() : 0;

    private double Deviation(double[] row) => Math.Sqrt(row.Select(v => Math.Pow(v - Mean(row), 2)).Average() + _epsilon);

    private double[] Row(double[] values, int row) => values[(row * _length)..((row + 1) * _length)];

    private double Gamma(int i) => _gamma?.Values[Channel(i)] ?? 1;

    private int Channel(int i) => _gamma is null ? 0 : i / _stride % _gamma.Values.Length;
}

/// <summary>y = x·(k + α/size·Σ x²)^−β, the sum over the channels from size/2 before to (size − 1)/2 behind.</summary>
internal sealed class OracleLocalResponseNorm(LocalResponseNorm norm, int[] shape) : OracleLayer(shape)
{
    private readonly double _alpha = norm.Alpha ?? 1e-4, _beta = norm.Beta ?? 0.75, _k = norm.K ?? 1;
    private readonly int _places = Shapes.Length(shape) / shape[0];

    public override double[] Forward(double[] x) => [.. x.Select((v, i) => v * Math.Pow(Base(x, i), -_beta))];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double at = Base(x, i);
            dx[i] += dy[i] * Math.Pow(at, -_beta);
            foreach (int j in Around(i))
                dx[j] -= dy[i] * x[i] * _beta * Math.Pow(at, -_beta - 1) * _alpha / norm.Size * 2 * x[j];
        }
        return dx;
    }

    private double Base(double[] x, int i) => _k + _alpha / norm.Size * Around(i).Sum(j => x[j] * x[j]);

    private IEnumerable<int> Around(int i)
    {
        int channel = i / _places;
        for (int c = channel - norm.Size / 2; c <= channel + (norm.Size - 1) / 2; c++)
        {
            if (c >= 0 && c < Output[0])
                yield return c * _places + i % _places;
        }
    }
}
