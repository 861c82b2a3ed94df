namespace Unrolled.Numerics.Tests;

/// <summary>A layer whose training looks at all samples of a batch together.</summary>
internal abstract class OracleBatchLayer(int[] output) : OracleLayer(output)
{
    /// <summary>y of every sample, in training.</summary>
    public abstract double[][] Forward(double[][] x);

    /// <summary>dx of every sample; adds to the parameters' gradients.</summary>
    public abstract double[][] Backward(double[][] x, double[][] dy);

    /// <summary>Takes over what training remembers of the last batch.</summary>
    public abstract void Remember();
}

/// <summary>y = γ·(x − mean)/√(var + ε) + β for each channel: of the batch in training, running ones in inference or if frozen.</summary>
internal sealed class OracleBatchNorm : OracleBatchLayer
{
    private readonly OracleTensor _gamma;
    private readonly OracleTensor? _beta;
    private readonly OracleTensor _mean;
    private readonly OracleTensor _variance;
    private readonly int _channels;
    private readonly int _stride;
    private readonly double _epsilon;
    private readonly double _momentum;
    private double[] _batchMean = [];
    private double[] _batchVariance = [];
    private int _numbers;

    /// <param name="norm">The attribute.</param>
    /// <param name="name">The stem of its tensors' names.</param>
    /// <param name="shape">One sample.</param>
    /// <param name="channelsFirst">Whether a shape of two or four axes has channels first.</param>
    public OracleBatchNorm(BatchNorm norm, string name, int[] shape, bool channelsFirst) : base(shape)
    {
        bool first = shape.Length == 3 || (shape.Length is 2 or 4 && channelsFirst);
        _channels = first ? shape[0] : shape[^1];
        _stride = first ? Shapes.Length(shape) / shape[0] : 1;
        _epsilon = norm.Epsilon ?? 1e-5;
        _momentum = norm.Momentum ?? 0.1;
        bool learned = norm.Frozen != true;
        _gamma = new($"{name}.weight", [_channels]) { Learned = learned };
        _beta = norm.Bias == false ? null : new($"{name}.bias", [_channels]) { Learned = learned };
        _mean = new($"{name}.running_mean", [_channels]) { Learned = false };
        _variance = new($"{name}.running_var", [_channels]) { Learned = false };
        Array.Fill(_gamma.Values, 1);
        Array.Fill(_variance.Values, 1);
    }

    public override IEnumerable<OracleTensor> Parameters => _beta is null ? [_gamma, _mean, _variance] : [_gamma, _beta, _mean, _variance];

    public override double[] Forward(double[] x) => Normalize(x, _mean.Values, _variance.Values);

    public override double[][] Forward(double[][] x)
    {
        if (!_gamma.Learned)
            return [.. x.Select(Forward)];
        _numbers = x.Length * x[0].Length / _channels;
        _batchMean = Sums(x, (sample, i, c) => sample[i] / _numbers);
        _batchVariance = Sums(x, (sample, i, c) => Math.Pow(sample[i] - _batchMean[c], 2) / _numbers);
        return [.. x.Select(sample => Normalize(sample, _batchMean, _batchVariance))];
    }

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new InvalidOperationException("Batch by batch.");

    public override double[][] Backward(double[][] x, double[][] dy)
    {
        if (!_gamma.Learned)
            return [.. dy.Select(sample =>
                sample.Select((d, i) => d * _gamma.Values[Channel(i)] / Math.Sqrt(_variance.Values[Channel(i)] + _epsilon)).ToArray())];
        double Normal(double value, int c) => (value - _batchMean[c]) / Math.Sqrt(_batchVariance[c] + _epsilon);
        double[] sums = new double[_channels], products = new double[_channels];
        for (int n = 0; n < x.Length; n++)
        {
            for (int i = 0; i < x[n].Length; i++)
            {
                sums[Channel(i)] += dy[n][i];
                products[Channel(i)] += dy[n][i] * Normal(x[n][i], Channel(i));
            }
        }
        for (int c = 0; c < _channels; c++)
        {
            _gamma.Gradient[c] += products[c];
            if (_beta is not null)
                _beta.Gradient[c] += sums[c];
        }
        return
        [
            .. x.Select((sample, n) => sample.Select((value, i) =>
            {
                int c = Channel(i);
                return _gamma.Values[c] / Math.Sqrt(_batchVariance[c] + _epsilon) * (
                    dy[n][i] - sums[c] / _numbers - Normal(value, c) * products[c] / _numbers);
            }).ToArray()),
        ];
    }

    public override double[] Terms(double[] x, double[] y) => Scaled(x);

    public override double[] Terms(double[] x, double[] y, double[] dx, double[] dy) => Scaled(dy);

    public override void Remember()
    {
        if (!_gamma.Learned)
            return;
        for (int c = 0; c < _channels; c++)
        {
            _mean.Values[c] += _momentum * (_batchMean[c] - _mean.Values[c]);
            _variance.Values[c] += _momentum * (_batchVariance[c] * _numbers / (_numbers - 1) - _variance.Values[c]);
        }
    }

    private double[] Scaled(double[] x)
    {
        double[] variance = _gamma.Learned && _batchVariance.Length > 0 ? _batchVariance : _variance.Values;
        return [.. x.Select((v, i) => v * _gamma.Values[Channel(i)] / Math.Sqrt(variance[Channel(i)] + _epsilon))];
    }

    private int Channel(int i) => i / _stride % _channels;

    private double[] Normalize(double[] x, double[] mean, double[] variance) =>
        [.. x.Select((value, i) => (value - mean[Channel(i)]) / Math.Sqrt(variance[Channel(i)] + _epsilon) * _gamma.Values[Channel(i)]
            + (_beta?.Values[Channel(i)] ?? 0))];

    private double[] Sums(double[][] x, Func<double[], int, int, double> term)
    {
        double[] sums = new double[_channels];
        foreach (double[] sample in x)
        {
            for (int i = 0; i < sample.Length; i++)
                sums[Channel(i)] += term(sample, i, Channel(i));
        }
        return sums;
    }
}
