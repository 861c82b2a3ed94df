namespace Unrolled.Numerics.Tests;

/// <summary>y[k] = Σ x[k,i…], its mean, or the first largest or smallest, over some axes.</summary>
internal sealed class OracleReduce : OracleLayer
{
    private readonly Layer _layer;

    /// <summary>The elements that each element of the result is made of, in order.</summary>
    private readonly int[][] _groups;

    private OracleReduce(Layer layer, int[] output, int[][] groups) : base(output) => (_layer, _groups) = (layer, groups);

    /// <summary>Whether elements are chosen and none computed.</summary>
    public bool IsExact => _layer is Max or Min or GlobalMaxPool1D or GlobalMaxPool2D;

    /// <exception cref="ArgumentException">There are no such axes.</exception>
    public static OracleReduce Of(Layer layer, int[] shape, bool channelsFirst)
    {
        int rank = shape.Length;
        var given = layer as ReduceLayer;
        int[] axes = [.. (given?.Axes ?? []).Select(axis => axis < 0 ? axis + rank : axis)];
        if (axes.Distinct().Count() < axes.Length || axes.Any(axis => axis < 0 || axis >= rank))
            throw new ArgumentException($"{layer} of [{string.Join(", ", shape)}].");
        int channels = rank == 3 || given is null || (rank == 2 && channelsFirst) ? 0 : rank - 1;
        bool Goes(int axis) => axes.Length > 0 ? axes.Contains(axis) : rank == 1 || axis != channels;

        // An element's group is its place with all axes that go left out.
        int[] kept = [.. shape.Where((_, axis) => !Goes(axis))];
        var groups = Enumerable.Range(0, Shapes.Length(kept)).Select(_ => new List<int>()).ToArray();
        for (int i = 0; i < Shapes.Length(shape); i++)
        {
            int group = 0, rest = i, stride = Shapes.Length(shape);
            for (int axis = 0; axis < rank; axis++)
            {
                stride /= shape[axis];
                group = Goes(axis) ? group : group * shape[axis] + rest / stride;
                rest %= stride;
            }
            groups[group].Add(i);
        }
        int[] output = given?.KeepDimensions == true ? [.. shape.Select((extent, axis) => Goes(axis) ? 1 : extent)] : kept.Length > 0 ? kept
            : [1];
        return new(layer, output, [.. groups.Select(g => g.ToArray())]);
    }

    public override double[] Forward(double[] x) =>
        [.. _groups.Select(g => IsExact ? Chosen(x, g) is var i && i < 0 ? double.NaN : x[i] : g.Sum(i => x[i]) * Share(g))];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int o = 0; o < dy.Length; o++)
        {
            foreach (int i in IsExact ? [Chosen(x, _groups[o])] : _groups[o])
                dx[i] += dy[o] * Share(_groups[o]);
        }
        return dx;
    }

    public override double[] Terms(double[] x, double[] y) => [.. _groups.Select(g => g.Sum(i => Math.Abs(x[i])) * Share(g))];

    private double Share(int[] group) => _layer is Mean or GlobalAvgPool1D ? 1.0 / group.Length : 1;

    /// <summary>The first largest or smallest; -1 where one is no number.</summary>
    private int Chosen(double[] x, int[] group)
    {
        if (group.Any(i => double.IsNaN(x[i])))
            return -1;
        return _layer is Min ? group.MinBy(i => x[i]) : group.MaxBy(i => x[i]);
    }
}
