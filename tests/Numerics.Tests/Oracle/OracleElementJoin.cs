namespace Unrolled.Numerics.Tests;

/// <summary>
/// y = f(f(x, a), b) …, element by element; an input that has one element where others have many is used at each of their places.
/// </summary>
internal sealed class OracleElementJoin : OracleLayer
{
    private readonly JoinLayer _layer;
    private readonly int[] _starts;

    /// <summary>For each element of the result, where each input's element lies among all inputs.</summary>
    private readonly int[][] _places;

    private OracleElementJoin(JoinLayer layer, int[][] inputs, int[] output, int channelAxis) : base(output)
    {
        _layer = layer;
        _starts = [.. inputs.Select((_, i) => inputs.Take(i).Sum(Shapes.Length)), inputs.Sum(Shapes.Length)];
        _places = [.. Enumerable.Range(0, Shapes.Length(output))
            .Select(o => inputs.Select((shape, i) => _starts[i] + Place(shape, Index(output, o), channelAxis)).ToArray())];
    }

    /// <summary>The layer, whose widest input has <paramref name="axes"/>.</summary>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public static OracleElementJoin Of(JoinLayer layer, int[][] inputs, OracleAxes axes)
    {
        int rank = inputs.Max(s => s.Length), channelAxis = rank - 1;
        if (inputs.Any(s => s.Length == 1 && s[0] > 1) && rank > 1)
        {
            if (rank == 2)
                axes.Settle(channelsFirst: false);
            channelAxis = rank == 3 || (rank == 2 && axes.ChannelsFirst == true) ? 0 : rank - 1;
        }
        int[] output = [.. Enumerable.Repeat(1, rank)];
        foreach (int[] shape in inputs)
        {
            for (int i = 0; i < shape.Length; i++)
            {
                int axis = shape.Length == rank ? i : channelAxis;
                if ((shape.Length != rank && shape.Length != 1) || (shape[i] > 1 && output[axis] > 1 && shape[i] != output[axis]))
                    throw new ArgumentException(
                        $"{layer} cannot join values of [{string.Join("], [", inputs.Select(s => string.Join(", ", s)))}].");
                output[axis] = Math.Max(output[axis], shape[i]);
            }
        }
        return new(layer, inputs, output, channelAxis);
    }

    public override double[] Forward(double[] x) =>
        [.. _places.Select(places => places.Skip(1).Aggregate(x[places[0]], (y, place) => Apply(y, x[place])))];

    public override double[] Terms(double[] x, double[] y) => _layer is Add or Subtract
        ? [.. _places.Select(places => places.Max(place => Math.Abs(x[place])))]
        : y;

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int o = 0; o < dy.Length; o++)
        {
            int[] places = _places[o];
            double[] before = new double[places.Length];
            before[0] = x[places[0]];
            for (int k = 1; k < places.Length; k++)
                before[k] = Apply(before[k - 1], x[places[k]]);
            double slope = dy[o];
            for (int k = places.Length - 1; k > 0; k--)
            {
                var (left, right) = Slopes(before[k - 1], x[places[k]]);
                dx[places[k]] += slope * right;
                slope *= left;
            }
            dx[places[0]] += slope;
        }
        return dx;
    }

    private double Apply(double a, double b) => _layer switch
    {
        Add => a + b,
        Subtract => a - b,
        Multiply => a * b,
        Divide => a / b,
        Maximum => Math.Max(a, b),
        _ => Math.Min(a, b),
    };

    private (double, double) Slopes(double a, double b) => _layer switch
    {
        Add => (1, 1),
        Subtract => (1, -1),
        Multiply => (b, a),
        Divide => (1 / b, -a / (b * b)),
        _ when a == b => (0.5, 0.5),
        Maximum => a > b ? (1, 0) : (0, 1),
        _ => a < b ? (1, 0) : (0, 1),
    };

    private static int[] Index(int[] shape, int place)
    {
        int[] index = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            index[axis] = place % shape[axis];
            place /= shape[axis];
        }
        return index;
    }

    private static int Place(int[] shape, int[] index, int channelAxis)
    {
        int place = 0;
        for (int i = 0; i < shape.Length; i++)
            place = place * shape[i] + (shape[i] == 1 ? 0 : index[shape.Length == index.Length ? i : channelAxis]);
        return place;
    }
}
