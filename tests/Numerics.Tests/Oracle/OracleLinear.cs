namespace Unrolled.Numerics.Tests;

/// <summary>
/// Dense and convolution alike: a list of taps says which input times which weight goes to which output.
/// y[o] = b[channel(o)] + Σ x[i]·w[k], dw[k] += x[i]·dy[o], dx[i] += w[k]·dy[o], db[channel(o)] += dy[o].
/// </summary>
internal sealed class OracleLinear : OracleLayer
{
    private readonly record struct Tap(int Output, int Input, int Weight);

    private readonly List<Tap> _taps = [];
    private readonly OracleTensor _weight;
    private readonly OracleTensor? _bias;
    private readonly int[] _channels;

    private OracleLinear(int[] output, OracleTensor weight, OracleTensor? bias, Func<int, int> channel) : base(output)
    {
        _weight = weight;
        _bias = bias;
        _channels = [.. Enumerable.Range(0, Shapes.Length(output)).Select(channel)];
    }

    public override IEnumerable<OracleTensor> Parameters => _bias is null ? [_weight] : [_weight, _bias];

    /// <summary>[…, in] → […, out] with a weight of [out, in].</summary>
    public static OracleLinear Dense(Dense dense, string name, int[] input)
    {
        int inputs = input[^1], units = dense.Units;
        var layer =
            new OracleLinear([.. input[..^1], units], new($"{name}.weight", [units, inputs]), Bias(dense, name, units), o => o % units);
        for (int row = 0; row < Shapes.Length(input) / inputs; row++)
            for (int u = 0; u < units; u++)
                for (int i = 0; i < inputs; i++)
                    layer._taps.Add(new(row * units + u, row * inputs + i, u * inputs + i));
        return layer;
    }

    /// <summary>
    /// [in, L] → [out, L′] with a weight of [out, in/groups, kernel]; zeros outside the borders, all of them in front if causal.
    /// </summary>
    public static OracleLinear Conv1D(Conv1D conv, string name, int[] input)
    {
        int stride = conv.Stride ?? 1, padding = conv.Padding ?? 0, dilation = conv.Dilation ?? 1;
        if (conv is { Causal: true } && (conv.Padding ?? conv.PaddingBefore ?? conv.PaddingAfter) is not null)
            throw new ArgumentException($"{conv} is causal, which fixes its padding.");
        var axis = conv.Causal == true
            ? new Axis(input[1], conv.Kernel, stride, dilation * (conv.Kernel - 1), dilation) { Behind = 0 }
            : new Axis(input[1], conv.Kernel, stride, padding, dilation).Padded(conv.PaddingBefore, conv.PaddingAfter, conv.Same);
        int groups = conv.Groups ?? 1, groupInputs = input[0] / groups, groupFilters = conv.Filters / groups, outputs = axis.Outputs;
        if (groupInputs * groups != input[0] || groupFilters * groups != conv.Filters)
            throw new ArgumentException($"{conv}: {input[0]} channels and {conv.Filters} filters do not divide into {groups} groups.");
        var weight = new OracleTensor($"{name}.weight", [conv.Filters, groupInputs, conv.Kernel]);
        var layer = new OracleLinear([conv.Filters, outputs], weight, Bias(conv, name, conv.Filters), o => o / outputs);
        for (int f = 0; f < conv.Filters; f++)
            for (int k = 0; k < groupInputs; k++)
                foreach (var (c, j, x) in axis.Taps())
                    layer._taps.Add(
                        new(f * outputs + c, (f / groupFilters * groupInputs + k) * input[1] + x, (f * groupInputs + k) * conv.Kernel + j));
        return layer;
    }

    /// <summary>
    /// [in, H, W] → [out, H′, W′] with a weight of [out, in/groups, kernel height, kernel width]; zeros outside the borders.
    /// </summary>
    public static OracleLinear Conv2D(Conv2D conv, string name, int[] input)
    {
        var rows = new Axis(input[1], conv.KernelHeight, conv.StrideHeight ?? conv.Stride ?? 1,
            conv.PaddingHeight ?? conv.Padding ?? 0, conv.DilationHeight ?? conv.Dilation ?? 1)
                .Padded(conv.PaddingTop, conv.PaddingBottom, conv.Same);
        var columns = new Axis(input[2], conv.KernelWidth, conv.StrideWidth ?? conv.Stride ?? 1,
            conv.PaddingWidth ?? conv.Padding ?? 0, conv.DilationWidth ?? conv.Dilation ?? 1)
                .Padded(conv.PaddingLeft, conv.PaddingRight, conv.Same);
        int groups = conv.Groups ?? 1, groupInputs = input[0] / groups, groupFilters = conv.Filters / groups;
        if (groupInputs * groups != input[0] || groupFilters * groups != conv.Filters)
            throw new ArgumentException($"{conv}: {input[0]} channels and {conv.Filters} filters do not divide into {groups} groups.");
        int[] output = [conv.Filters, rows.Outputs, columns.Outputs];
        var weight = new OracleTensor($"{name}.weight", [conv.Filters, groupInputs, conv.KernelHeight, conv.KernelWidth]);
        var layer = new OracleLinear(output, weight, Bias(conv, name, conv.Filters), o => o / (output[1] * output[2]));
        for (int f = 0; f < conv.Filters; f++)
            for (int k = 0; k < groupInputs; k++)
                foreach (var (r, i, y) in rows.Taps())
                    foreach (var (c, j, x) in columns.Taps())
                        layer._taps.Add(new(
                            (f * output[1] + r) * output[2] + c,
                            ((f / groupFilters * groupInputs + k) * input[1] + y) * input[2] + x,
                            ((f * groupInputs + k) * conv.KernelHeight + i) * conv.KernelWidth + j));
        return layer;
    }

    /// <summary>
    /// [in, D, H, W] → [out, D′, H′, W′] with a weight of [out, in/groups, kernel depth, height, width]; zeros outside the borders.
    /// </summary>
    public static OracleLinear Conv3D(Conv3D conv, string name, int[] input)
    {
        Axis[] axes = conv.Windows(input);
        int groups = conv.Groups, groupInputs = input[0] / groups, groupFilters = conv.Filters / groups;
        if (groupInputs * groups != input[0] || groupFilters * groups != conv.Filters)
            throw new ArgumentException($"{conv}: {input[0]} channels and {conv.Filters} filters do not divide into {groups} groups.");
        int[] output = [conv.Filters, .. axes.Select(a => a.Outputs)];
        var weight = new OracleTensor($"{name}.weight", [conv.Filters, groupInputs, conv.KernelDepth, conv.KernelHeight, conv.KernelWidth]);
        var layer = new OracleLinear(output, weight, Bias(conv, name, conv.Filters), o => o / (output[1] * output[2] * output[3]));
        for (int f = 0; f < conv.Filters; f++)
            for (int k = 0; k < groupInputs; k++)
                foreach (var (s, h, z) in axes[0].Taps())
                    foreach (var (r, i, y) in axes[1].Taps())
                        foreach (var (c, j, x) in axes[2].Taps())
                            layer._taps.Add(new(
                                ((f * output[1] + s) * output[2] + r) * output[3] + c,
                                (((f / groupFilters * groupInputs + k) * input[1] + z) * input[2] + y) * input[3] + x,
                                (((f * groupInputs + k) * conv.KernelDepth + h) * conv.KernelHeight + i) * conv.KernelWidth + j));
        return layer;
    }

    /// <summary>
    /// [in, H, W] → [out, H′, W′] with a weight of [in, out/groups, kernel height, kernel width]: each input adds its kernel to the output.
    /// </summary>
    public static OracleLinear ConvTranspose2D(ConvTranspose2D conv, string name, int[] input)
    {
        var rows = new Axis(input[1], conv.KernelHeight, conv.StrideHeight ?? conv.Stride ?? 1,
            conv.PaddingHeight ?? conv.Padding ?? 0, conv.DilationHeight ?? conv.Dilation ?? 1)
                .Padded(conv.PaddingTop, conv.PaddingBottom, null);
        var columns = new Axis(input[2], conv.KernelWidth, conv.StrideWidth ?? conv.Stride ?? 1,
            conv.PaddingWidth ?? conv.Padding ?? 0, conv.DilationWidth ?? conv.Dilation ?? 1)
                .Padded(conv.PaddingLeft, conv.PaddingRight, null);
        int groups = conv.Groups ?? 1, groupInputs = input[0] / groups, groupFilters = conv.Filters / groups;
        if (groupInputs * groups != input[0] || groupFilters * groups != conv.Filters)
            throw new ArgumentException($"{conv}: {input[0]} channels and {conv.Filters} filters do not divide into {groups} groups.");
        int below = conv.OutputPaddingHeight ?? conv.OutputPadding ?? 0, right = conv.OutputPaddingWidth ?? conv.OutputPadding ?? 0;
        int height = rows.Spread(below), width = columns.Spread(right);
        if (height < 1 || width < 1 || below >= Math.Max(rows.Stride, rows.Dilation) || right >= Math.Max(columns.Stride, columns.Dilation))
            throw new ArgumentException($"{conv} makes no image of [{string.Join(", ", input)}].");
        var weight = new OracleTensor($"{name}.weight", [input[0], groupFilters, conv.KernelHeight, conv.KernelWidth]);
        var layer = new OracleLinear([conv.Filters, height, width], weight, Bias(conv, name, conv.Filters), o => o / (height * width));
        for (int k = 0; k < input[0]; k++)
            for (int f = 0; f < groupFilters; f++)
                foreach (var (r, i, y) in rows.SpreadTaps(height))
                    foreach (var (c, j, x) in columns.SpreadTaps(width))
                        layer._taps.Add(new(
                            ((k / groupInputs * groupFilters + f) * height + y) * width + x,
                            (k * input[1] + r) * input[2] + c,
                            ((k * groupFilters + f) * conv.KernelHeight + i) * conv.KernelWidth + j));
        return layer;
    }

    public override double[] Forward(double[] x)
    {
        double[] y = [.. _channels.Select(channel => _bias?.Values[channel] ?? 0)];
        foreach (var tap in _taps)
            y[tap.Output] += x[tap.Input] * _weight.Values[tap.Weight];
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        foreach (var tap in _taps)
        {
            _weight.Gradient[tap.Weight] += x[tap.Input] * dy[tap.Output];
            dx[tap.Input] += _weight.Values[tap.Weight] * dy[tap.Output];
        }
        for (int o = 0; _bias is not null && o < dy.Length; o++)
            _bias.Gradient[_channels[o]] += dy[o];
        return dx;
    }

    private static OracleTensor? Bias(WeightedLayer layer, string name, int units) =>
        layer.Bias == false ? null : new($"{name}.bias", [units]);
}
