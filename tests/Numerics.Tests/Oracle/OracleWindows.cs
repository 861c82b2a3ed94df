namespace Unrolled.Numerics.Tests;

/// <summary>One spatial axis of a convolution or pool: where its windows lie.</summary>
internal sealed record Axis(int Inputs, int Kernel, int Stride, int Padding, int Dilation)
{
    /// <summary>Zeros behind the last input, where they differ from those in front.</summary>
    public int Behind { get; init; } = Padding;

    /// <summary>Whether a window that hangs over the end counts, as long as it begins before the input's end.</summary>
    public bool Ceil { get; init; }

    /// <summary>⌊(inputs + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, as in PyTorch, or rounded up.</summary>
    public int Outputs
    {
        get
        {
            int room = Inputs + Padding + Behind - Dilation * (Kernel - 1) - 1;
            if (room < 0)
                throw new ArgumentException(
                    $"{Inputs} inputs padded by {Padding} have no room for a kernel of {Kernel} with dilation {Dilation}.");
            int outputs = room / Stride + 1;
            if (!Ceil)
                return outputs;
            return Enumerable.Range(0, outputs + 1).Last(o => (o <= outputs - 1 || room % Stride > 0) && o * Stride - Padding < Inputs) + 1;
        }
    }

    /// <summary>
    /// The same with other zeros: so many in front and behind where these are given, or as many as give one output for each step over the
    /// inputs, the odd one behind ("Upper") or in front ("Lower").
    /// </summary>
    public Axis Padded(int? before, int? after, string? same)
    {
        if (same is null or "None")
            return this with { Padding = before ?? Padding, Behind = after ?? Behind };
        if (Padding != 0 || before is not null || after is not null)
            throw new ArgumentException("Padding is told twice.");
        int places = (Inputs + Stride - 1) / Stride, zeros = Math.Max(0, (places - 1) * Stride + Dilation * (Kernel - 1) + 1 - Inputs);
        int odd = zeros % 2, half = zeros / 2;
        return same == "Upper" ? this with { Padding = half, Behind = half + odd } : this with { Padding = half + odd, Behind = half };
    }

    /// <summary>How many elements of the window at an output lie in the inputs, or in them and the padding.</summary>
    public int Counted(int output, bool padding) => Enumerable.Range(0, Kernel).Select(k => output * Stride + k * Dilation - Padding)
        .Count(i => padding ? i >= -Padding && i < Inputs + Behind : i >= 0 && i < Inputs);

    /// <summary>Output, kernel and input positions that meet, without those outside the borders.</summary>
    public IEnumerable<(int Output, int Kernel, int Input)> Taps()
    {
        for (int o = 0; o < Outputs; o++)
            for (int k = 0; k < Kernel; k++)
                if (o * Stride + k * Dilation - Padding is var i && i >= 0 && i < Inputs)
                    yield return (o, k, i);
    }

    /// <summary>
    /// Outputs of a transposed convolution: (inputs − 1)·stride − padding + dilation·(kernel − 1) + more + 1, as in PyTorch.
    /// </summary>
    public int Spread(int more) => (Inputs - 1) * Stride - Padding - Behind + Dilation * (Kernel - 1) + more + 1;

    /// <summary>Input, kernel and output positions that meet in a transposed convolution.</summary>
    public IEnumerable<(int Input, int Kernel, int Output)> SpreadTaps(int outputs)
    {
        for (int i = 0; i < Inputs; i++)
            for (int k = 0; k < Kernel; k++)
                if (i * Stride + k * Dilation - Padding is var o && o >= 0 && o < outputs)
                    yield return (i, k, o);
    }
}

/// <summary>The inputs that each output of a pool looks at, in row-major order, and what their mean divides by.</summary>
internal sealed record OracleWindows(int[] Output, int InputLength, int[] Areas, int[][] Inputs)
{
    public static OracleWindows Create(ImagePoolLayer pool, int[] input)
    {
        var (dilationRows, dilationColumns) = pool is MaxPool2D max
            ? (max.DilationHeight ?? max.Dilation ?? 1, max.DilationWidth ?? max.Dilation ?? 1) : (1, 1);
        int height = pool.SizeHeight ?? pool.Size, width = pool.SizeWidth ?? pool.Size;
        int down = pool.PaddingHeight ?? pool.Padding ?? 0, across = pool.PaddingWidth ?? pool.Padding ?? 0;
        bool ceil = pool.CeilMode == true;
        Axis rows = new(input[1], height, pool.StrideHeight ?? pool.Stride ?? height, down, dilationRows) { Ceil = ceil };
        Axis columns = new(input[2], width, pool.StrideWidth ?? pool.Stride ?? width, across, dilationColumns) { Ceil = ceil };
        return Create(input, rows.Padded(pool.PaddingTop, pool.PaddingBottom, pool.Same),
            columns.Padded(pool.PaddingLeft, pool.PaddingRight, pool.Same), pool.CountsPadding);
    }

    /// <summary>A line is an image of one row.</summary>
    public static OracleWindows CreateLine(LinePoolLayer pool, int[] input)
    {
        int dilation = (pool as MaxPool1D)?.Dilation ?? 1;
        var columns = new Axis(input[1], pool.Size, pool.Stride ?? pool.Size, pool.Padding ?? 0, dilation) { Ceil = pool.CeilMode == true };
        columns = columns.Padded(pool.PaddingBefore, pool.PaddingAfter, pool.Same);
        OracleWindows image = Create([input[0], 1, input[1]], new(1, 1, 1, 0, 1), columns, pool.CountsPadding);
        return image with { Output = [input[0], columns.Outputs] };
    }

    /// <summary>The planes of a volume by those of windows, each of them an image.</summary>
    public static OracleWindows Create(VolumePool pool, int[] input)
    {
        Axis[] axes = pool.Windows(input);
        OracleWindows plane = Create([1, input[2], input[3]], axes[1], axes[2], pool.CountsPadding);
        int[] output = [input[0], .. axes.Select(a => a.Outputs)];
        var windows = from channel in Enumerable.Range(0, input[0])
                      from s in Enumerable.Range(0, output[1])
                      let planes = axes[0].Taps().Where(tap => tap.Output == s).Select(tap => channel * input[1] + tap.Input).ToArray()
                      from window in plane.Inputs.Zip(plane.Areas)
                      select (Inputs: planes.SelectMany(p => window.First.Select(i => p * plane.InputLength + i)).ToArray(),
                          Area: axes[0].Counted(s, pool.CountsPadding) * window.Second);
        var all = windows.ToArray();
        return all.All(w => w.Inputs.Length > 0)
            ? new(output, Shapes.Length(input), [.. all.Select(w => w.Area)], [.. all.Select(w => w.Inputs)])
            : throw new ArgumentException("A window of nothing but padding.");
    }

    /// <summary>One window over a whole image, and one value for each channel.</summary>
    public static OracleWindows Whole(int[] input)
    {
        Axis rows = new(input[1], input[1], 1, 0, 1), columns = new(input[2], input[2], 1, 0, 1);
        return Create(input, rows, columns, countsPadding: true) with { Output = [input[0]] };
    }

    private static OracleWindows Create(int[] input, Axis rows, Axis columns, bool countsPadding)
    {
        int[] output = [input[0], rows.Outputs, columns.Outputs];
        var windows = Enumerable.Range(0, Shapes.Length(output)).Select(_ => new List<int>()).ToArray();
        int[] areas = new int[windows.Length];
        for (int channel = 0; channel < input[0]; channel++)
            foreach (var (r, _, y) in rows.Taps())
                foreach (var (c, _, x) in columns.Taps())
                {
                    int window = (channel * output[1] + r) * output[2] + c;
                    windows[window].Add((channel * input[1] + y) * input[2] + x);
                    areas[window] = rows.Counted(r, countsPadding) * columns.Counted(c, countsPadding);
                }
        return windows.All(w => w.Count > 0)
            ? new(output, Shapes.Length(input), areas, [.. windows.Select(w => w.ToArray())])
            : throw new ArgumentException("A window of nothing but padding.");
    }
}

/// <summary>y[o] = max x over the window, NaN if there is one; the gradient goes to the first largest.</summary>
internal sealed class OracleMaxPool(OracleWindows windows) : OracleLayer(windows.Output)
{
    public override double[] Forward(double[] x) => [.. windows.Inputs.Select(window => window.Select(i => x[i]).Aggregate(Math.Max))];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int o = 0; o < dy.Length; o++)
            dx[windows.Inputs[o].First(i => x[i].Equals(y[o]))] += dy[o];
        return dx;
    }
}

/// <summary>y[o] = Σ x over the window / its area, in which padding counts or not (PyTorch's <c>count_include_pad</c>).</summary>
internal sealed class OracleAvgPool(OracleWindows windows) : OracleLayer(windows.Output)
{
    public override double[] Forward(double[] x) => [.. windows.Inputs.Select((window, o) => window.Sum(i => x[i]) / windows.Areas[o])];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[windows.InputLength];
        for (int o = 0; o < dy.Length; o++)
            foreach (int i in windows.Inputs[o])
                dx[i] += dy[o] / windows.Areas[o];
        return dx;
    }
}
