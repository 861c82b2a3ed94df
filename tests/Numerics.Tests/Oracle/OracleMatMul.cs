namespace Unrolled.Numerics.Tests;

/// <summary>y = x·a of the last two axes, matrix by matrix along those in front; dx = dy·aᵀ, da = xᵀ·dy.</summary>
internal sealed class OracleMatMul : OracleLayer
{
    private readonly record struct Product(int Output, int Left, int Right);

    private readonly Product[] _products;

    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public OracleMatMul(MatMul layer, int[] left, int[] right) : base(Shape(layer, left, right))
    {
        (int rows, int columns) = (Output[^2], Output[^1]);
        int inner = layer.TransposeLeft == true ? left[^2] : left[^1], count = Shapes.Length(Output) / (rows * columns),
            start = Shapes.Length(left);
        _products = [.. from b in Enumerable.Range(0, count)
                        from i in Enumerable.Range(0, rows)
                        from j in Enumerable.Range(0, columns)
                        from k in Enumerable.Range(0, inner)
                        let x = layer.TransposeLeft == true ? (b * inner + k) * rows + i : (b * rows + i) * inner + k
                        let a = layer.TransposeRight == true ? (b * columns + j) * inner + k : (b * inner + k) * columns + j
                        select new Product((b * rows + i) * columns + j, x, start + a)];
    }

    public override double[] Forward(double[] x)
    {
        double[] y = new double[Shapes.Length(Output)];
        foreach (var (output, left, right) in _products)
            y[output] += x[left] * x[right];
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        foreach (var (output, left, right) in _products)
        {
            dx[left] += dy[output] * x[right];
            dx[right] += dy[output] * x[left];
        }
        return dx;
    }

    public override double[] Terms(double[] x, double[] y)
    {
        double[] terms = new double[y.Length];
        foreach (var (output, left, right) in _products)
            terms[output] = Math.Max(terms[output], Math.Abs(x[left] * x[right]));
        return terms;
    }

    private static int[] Shape(MatMul layer, int[] left, int[] right)
    {
        if (left.Length < 2 || left.Length != right.Length || !left[..^2].SequenceEqual(right[..^2]))
            throw new ArgumentException($"{layer} cannot multiply [{string.Join(", ", left)}] by [{string.Join(", ", right)}].");
        (int rows, int inner) = layer.TransposeLeft == true ? (left[^1], left[^2]) : (left[^2], left[^1]);
        (int other, int columns) = layer.TransposeRight == true ? (right[^1], right[^2]) : (right[^2], right[^1]);
        return inner == other ? [.. left[..^2], rows, columns]
            : throw new ArgumentException($"{layer} cannot multiply [{string.Join(", ", left)}] by [{string.Join(", ", right)}].");
    }
}
