namespace Unrolled.Benchmarks.Peers;

/// <summary>Targets of SimpleChains' small-MLP example.</summary>
internal static class MatrixFunctions
{
    /// <summary>The exponentials of 2×2 matrices, four floats each, by their power series with squaring.</summary>
    public static float[] Exponentials(float[] matrices, int outputLength)
    {
        float[] results = new float[matrices.Length];
        for (int i = 0; i < matrices.Length; i += outputLength)
        {
            // exp(A) = exp(A/256)^256, and the series of so small a matrix is short.
            double[] a = [.. matrices.AsSpan(i, 4).ToArray().Select(v => v / 256.0)], sum = [1, 0, 0, 1], term = [1, 0, 0, 1];
            for (int n = 1; n < 12; n++)
            {
                term = [.. Product(term, a).Select(v => v / n)];
                sum = [.. sum.Zip(term, (s, t) => s + t)];
            }

            for (int squaring = 0; squaring < 8; squaring++)
                sum = Product(sum, sum);
            for (int j = 0; j < 4; j++)
                results[i + j] = (float)sum[j];
        }

        return results;
    }

    private static double[] Product(double[] a, double[] b) =>
        [a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]];
}
