namespace Unrolled.Numerics.Tests;

/// <summary>One spatial axis of a convolution or pool: where its windows lie.</summary>
internal sealed record Axis(int Inputs, int Kernel, int Stride, int Padding, int Dilation)
{
    /// <summary>Zeros behind the last input, where they differ from those in front.</summary>
    public int Behind { get; init; } = Padding;

    /// <summary>⌊(inputs + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, as in PyTorch.</summary>
    public int Outputs
    {
        get
        {
            int room = Inputs + Padding + Behind - Dilation * (Kernel - 1) - 1;
            return room >= 0 ? room / Stride + 1 : throw new ArgumentException(
                $"{Inputs} inputs padded by {Padding} have no room for a kernel of {Kernel} with dilation {Dilation}.");
        }
    }

    /// <summary>Output, kernel and input positions that meet, without those outside the borders.</summary>
    public IEnumerable<(int Output, int Kernel, int Input)> Taps()
    {
        for (int o = 0; o < Outputs; o++)
            for (int k = 0; k < Kernel; k++)
                if (o * Stride + k * Dilation - Padding is var i && i >= 0 && i < Inputs)
                    yield return (o, k, i);
    }

    /// <summary>Outputs of a transposed convolution: (inputs − 1)·stride − 2·padding + dilation·(kernel − 1) + more + 1, as in PyTorch.</summary>
    public int Spread(int more) => (Inputs - 1) * Stride - 2 * Padding + Dilation * (Kernel - 1) + more + 1;

    /// <summary>Input, kernel and output positions that meet in a transposed convolution.</summary>
    public IEnumerable<(int Input, int Kernel, int Output)> SpreadTaps(int outputs)
    {
        for (int i = 0; i < Inputs; i++)
            for (int k = 0; k < Kernel; k++)
                if (i * Stride + k * Dilation - Padding is var o && o >= 0 && o < outputs)
                    yield return (i, k, o);
    }
}

/// <summary>The inputs that each output of a pool looks at, in row-major order.</summary>
internal sealed record OracleWindows(int[] Output, int InputLength, int Area, int[][] Inputs)
{
    public static OracleWindows Create(PoolLayer pool, int[] input)
    {
        int stride = pool.Stride ?? pool.Size, padding = pool.Padding ?? 0;
        if (2 * padding > pool.Size)
            throw new ArgumentException($"{pool}: padding is more than half the window.");
        var rows = new Axis(input[1], pool.Size, stride, padding, 1);
        var columns = new Axis(input[2], pool.Size, stride, padding, 1);
        return Create(input, [input[0], rows.Outputs, columns.Outputs], rows, columns, pool.Size * pool.Size);
    }

    /// <summary>A line is an image of one row.</summary>
    public static OracleWindows CreateLine(PoolLayer pool, int[] input)
    {
        int padding = pool.Padding ?? 0;
        if (2 * padding > pool.Size)
            throw new ArgumentException($"{pool}: padding is more than half the window.");
        var columns = new Axis(input[1], pool.Size, pool.Stride ?? pool.Size, padding, 1);
        return Create([input[0], 1, input[1]], [input[0], 1, columns.Outputs], new(1, 1, 1, 0, 1), columns, pool.Size) with
        {
            Output = [input[0], columns.Outputs],
        };
    }

    /// <summary>One window over a whole image, and one value for each channel.</summary>
    public static OracleWindows Whole(int[] input)
    {
        Axis rows = new(input[1], input[1], 1, 0, 1), columns = new(input[2], input[2], 1, 0, 1);
        return Create(input, [input[0], 1, 1], rows, columns, input[1] * input[2]) with { Output = [input[0]] };
    }

    private static OracleWindows Create(int[] input, int[] output, Axis rows, Axis columns, int area)
    {
        var windows = Enumerable.Range(0, Shapes.Length(output)).Select(_ => new List<int>()).ToArray();
        for (int channel = 0; channel < input[0]; channel++)
            foreach (var (r, _, y) in rows.Taps())
                foreach (var (c, _, x) in columns.Taps())
                    windows[(channel * output[1] + r) * output[2] + c].Add((channel * input[1] + y) * input[2] + x);
        return new(output, Shapes.Length(input), area, [.. windows.Select(w => w.ToArray())]);
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

/// <summary>y[o] = Σ x over the window / size², padding counted as zeros (PyTorch's <c>count_include_pad</c>).</summary>
internal sealed class OracleAvgPool(OracleWindows windows) : OracleLayer(windows.Output)
{
    public override double[] Forward(double[] x) => [.. windows.Inputs.Select(window => window.Sum(i => x[i]) / windows.Area)];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[windows.InputLength];
        for (int o = 0; o < dy.Length; o++)
            foreach (int i in windows.Inputs[o])
                dx[i] += dy[o] / windows.Area;
        return dx;
    }
}
