namespace Unrolled.Numerics.Tests;

/// <summary>A recurrent layer: one cell after another, and back.</summary>
internal sealed class OracleRecurrent : OracleLayer
{
    private readonly RecurrentLayer _layer;
    private readonly int _steps;
    private readonly int _inputs;
    private readonly int _gates;
    private readonly OracleTensor _w;
    private readonly OracleTensor _u;
    private readonly OracleTensor? _b;
    private readonly OracleTensor? _c;
    private readonly OracleTensor? _firstH;
    private readonly OracleTensor? _firstC;

    private OracleRecurrent(RecurrentLayer layer, string name, int[] input, string suffix)
        : base(layer.ReturnSequences == true ? [input[0], layer.Units] : [layer.Units])
    {
        if (input.Length != 2)
            throw new ArgumentException($"{layer} of {input.Length} axes.");
        (_layer, _steps, _inputs) = (layer, input[0], input[1]);
        _gates = layer switch { Lstm => 4, Gru => 3, _ => 1 };
        OracleTensor Tensor(string role, params int[] shape) => new($"{name}.{role}{suffix}", shape) { Learned = layer.Frozen != true };
        _w = Tensor("weight_ih_l0", _gates * layer.Units, _inputs);
        _u = Tensor("weight_hh_l0", _gates * layer.Units, layer.Units);
        if (layer.Bias != false)
            (_b, _c) = (Tensor("bias_ih_l0", _gates * layer.Units), Tensor("bias_hh_l0", _gates * layer.Units));
        if (layer.InitialState == true)
            (_firstH, _firstC) = (Tensor("initial_h", layer.Units), layer is Lstm ? Tensor("initial_c", layer.Units) : null);
    }

    public static OracleLayer Create(RecurrentLayer layer, string name, int[] input) => layer.Bidirectional == true
        ? new OracleBothWays(new(layer, name, input, ""), new(layer, name, input, "_reverse"), input, layer.ReturnSequences == true)
        : new OracleRecurrent(layer, name, input, "");

    public override IEnumerable<OracleTensor> Parameters => new[] { _w, _u, _b, _c, _firstH, _firstC }.OfType<OracleTensor>();

    public override double[] Forward(double[] x)
    {
        var states = Run(x);
        return _layer.ReturnSequences == true ? [.. states.Skip(1).SelectMany(s => s.H)] : states[^1].H;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        int units = _layer.Units;
        var states = Run(x);
        double[] dx = new double[x.Length], dh = new double[units], dc = new double[units];
        for (int t = _steps - 1; t >= 0; t--)
        {
            Cell now = states[t + 1], before = states[t];
            if (_layer.ReturnSequences == true)
                dh = [.. dh.Select((d, o) => d + dy[t * units + o])];
            else if (t == _steps - 1)
                dh = dy;

            // The gradients of both sums, which differ in a GRU's n; and what reaches the state without passing a sum.
            double[] dp = new double[_gates * units], ds = new double[_gates * units], direct = new double[units];
            for (int o = 0; o < units; o++)
                Step(now, before, o, dh[o], dc, dp, ds, direct);
            if (ResetsFirst)
                Reset(now, before, dp, ds, direct);
            dh = direct;
            for (int k = 0; k < dp.Length; k++)
            {
                for (int i = 0; i < _inputs; i++)
                {
                    _w.Gradient[k * _inputs + i] += dp[k] * x[t * _inputs + i];
                    dx[t * _inputs + i] += dp[k] * _w.Values[k * _inputs + i];
                }
                // Where the state is reset first, what n's sums are taken over is not the state itself.
                bool isReset = ResetsFirst && k >= 2 * units;
                for (int j = 0; j < units; j++)
                {
                    _u.Gradient[k * units + j] += ds[k] * before.H[j] * (isReset ? now.Gates[j] : 1);
                    dh[j] += isReset ? 0 : ds[k] * _u.Values[k * units + j];
                }
                if (_b is not null)
                {
                    _b.Gradient[k] += dp[k];
                    _c!.Gradient[k] += ds[k];
                }
            }
        }
        for (int o = 0; o < units; o++)
        {
            if (_firstH is not null)
                _firstH.Gradient[o] += dh[o];
            if (_firstC is not null)
                _firstC.Gradient[o] += dc[o];
        }
        return dx;
    }

    /// <summary>What a reset state's sums ask of the state and of the gate that resets it.</summary>
    private void Reset(Cell now, Cell before, double[] dp, double[] ds, double[] direct)
    {
        int units = _layer.Units;
        for (int j = 0; j < units; j++)
        {
            double d = Enumerable.Range(0, units).Sum(o => ds[2 * units + o] * _u.Values[(2 * units + o) * units + j]), r = now.Gates[j];
            direct[j] += d * r;
            dp[j] = ds[j] = d * before.H[j] * r * (1 - r);
        }
    }

    private void Step(Cell now, Cell before, int o, double dh, double[] dc, double[] dp, double[] ds, double[] direct)
    {
        int units = _layer.Units;
        switch (_layer)
        {
            case Lstm:
                double i = now.Gates[o], f = now.Gates[units + o], g = now.Gates[2 * units + o], q = now.Gates[3 * units + o],
                    tanh = Math.Tanh(now.C[o]);
                double d = dc[o] + dh * q * (1 - tanh * tanh);
                dp[o] = ds[o] = d * g * i * (1 - i);
                dp[units + o] = ds[units + o] = d * before.C[o] * f * (1 - f);
                dp[2 * units + o] = ds[2 * units + o] = d * i * (1 - g * g);
                dp[3 * units + o] = ds[3 * units + o] = dh * tanh * q * (1 - q);
                dc[o] = d * f;
                break;
            case Gru:
                double r = now.Gates[o], z = now.Gates[units + o], n = now.Gates[2 * units + o];
                double dn = dh * (1 - z) * (1 - n * n);
                dp[2 * units + o] = dn;
                ds[2 * units + o] = ResetsFirst ? dn : dn * r;
                dp[o] = ds[o] = dn * now.Sums[2 * units + o] * r * (1 - r);
                dp[units + o] = ds[units + o] = dh * (before.H[o] - n) * z * (1 - z);
                direct[o] = dh * z;
                break;
            default:
                dp[o] = ds[o] = dh * (Relu ? now.H[o] > 0 ? 1 : 0 : 1 - now.H[o] * now.H[o]);
                break;
        }
    }

    private bool ResetsFirst => _layer is Gru { ResetAfter: false };

    private bool Relu => _layer is Rnn { Nonlinearity: "ReLU" };

    /// <summary>The states after each step; the first are zero unless they are learned.</summary>
    private List<Cell> Run(double[] x)
    {
        int units = _layer.Units;
        List<Cell> states = [new(_firstH?.Values ?? new double[units], _firstC?.Values ?? new double[units], [], [])];
        for (int t = 0; t < _steps; t++)
        {
            Cell before = states[^1];
            double[] p = Sums(_w, x.AsSpan(t * _inputs, _inputs), _b), s = Sums(_u, before.H, _c), gates = new double[p.Length];
            double[] h = new double[units], c = new double[units];
            for (int k = 0; k < gates.Length; k++)
            {
                int gate = k / units;
                if (ResetsFirst && k == 2 * units)
                    s = [.. s[..k], .. Sums(_u, [.. before.H.Select((h, j) => h * gates[j])], _c)[k..]];
                bool tanh = (_layer is Lstm && gate == 2) || (_layer is Gru && gate == 2) || (_layer is Rnn && !Relu);
                double sum = _layer is Gru && gate == 2 && !ResetsFirst ? p[k] + gates[k - 2 * units] * s[k] : p[k] + s[k];
                gates[k] = tanh ? Math.Tanh(sum) : Relu ? Math.Max(sum, 0) : 1 / (1 + Math.Exp(-sum));
            }
            for (int o = 0; o < units; o++)
            {
                c[o] = _layer is Lstm ? gates[units + o] * before.C[o] + gates[o] * gates[2 * units + o] : 0;
                h[o] = _layer switch
                {
                    Lstm => gates[3 * units + o] * Math.Tanh(c[o]),
                    Gru => (1 - gates[units + o]) * gates[2 * units + o] + gates[units + o] * before.H[o],
                    _ => gates[o],
                };
            }
            states.Add(new(h, c, gates, s));
        }
        return states;
    }

    private static double[] Sums(OracleTensor weights, ReadOnlySpan<double> x, OracleTensor? bias)
    {
        double[] sums = new double[weights.Shape[0]];
        for (int k = 0; k < sums.Length; k++)
        {
            sums[k] = bias?.Values[k] ?? 0;
            for (int i = 0; i < x.Length; i++)
                sums[k] += weights.Values[k * x.Length + i] * x[i];
        }
        return sums;
    }

    private sealed record Cell(double[] H, double[] C, double[] Gates, double[] Sums);
}

/// <summary>One layer over the steps and another over the steps in reverse, side by side.</summary>
internal sealed class OracleBothWays(OracleRecurrent forward, OracleRecurrent backward, int[] input, bool everyStep)
    : OracleLayer(everyStep ? [input[0], 2 * forward.Output[1]] : [2 * forward.Output[0]])
{
    private readonly int _units = forward.Output[^1];

    public override IEnumerable<OracleTensor> Parameters => [.. forward.Parameters, .. backward.Parameters];

    public override double[] Forward(double[] x)
    {
        double[] there = forward.Forward(x), back = InOrder(backward.Forward(Turned(x, input[1])));
        return [.. there.Chunk(_units).Zip(back.Chunk(_units), (a, b) => a.Concat(b)).SelectMany(step => step)];
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] Half(double[] both, int from) => [.. both.Chunk(2 * _units).SelectMany(step => step.Skip(from).Take(_units))];
        double[] there = forward.Backward(x, Half(y, 0), Half(dy, 0));
        double[] back = backward.Backward(Turned(x, input[1]), InOrder(Half(y, _units)), InOrder(Half(dy, _units)));
        return [.. there.Zip(Turned(back, input[1]), (a, b) => a + b)];
    }

    private double[] InOrder(double[] steps) => everyStep ? Turned(steps, _units) : steps;

    private static double[] Turned(double[] steps, int length) => [.. steps.Chunk(length).Reverse().SelectMany(step => step)];
}

/// <summary>y[t,u] = w[x[t],u].</summary>
internal sealed class OracleEmbedding : OracleLayer
{
    private readonly OracleTensor _table;
    private readonly int _units;

    public OracleEmbedding(Embedding layer, string name, int[] input) : base([input[0], layer.Units])
    {
        _units = layer.Units;
        _table = new($"{name}.weight", [layer.Vocabulary, layer.Units]) { Learned = layer.Frozen != true };
    }

    public override IEnumerable<OracleTensor> Parameters => [_table];

    public override double[] Forward(double[] x) => [.. x.SelectMany(token => _table.Values.Skip((int)token * _units).Take(_units))];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        for (int i = 0; i < dy.Length; i++)
            _table.Gradient[(int)x[i / _units] * _units + i % _units] += dy[i];
        return new double[x.Length];
    }
}
