namespace Unrolled.Data;

/// <summary>Where along one side a picture's pixels come from and go to.</summary>
/// <param name="From">The first, in pixels of the picture.</param>
/// <param name="Length">How many of the picture's.</param>
/// <param name="To">The first, in pixels of the sample.</param>
/// <param name="Count">How many of the sample's.</param>
internal readonly record struct Stretch(double From, double Length, int To, int Count);

/// <summary>
/// For each pixel of the result, the pixels of the picture that it is the mean of and their weights: a triangle that is as wide as a pixel
/// of whichever side is coarser, so that enlarging interpolates between two and reducing averages over all
/// (Pillow's <c>BILINEAR</c>, PyTorch's <c>bilinear</c> with <c>antialias</c>).
/// </summary>
internal sealed class Taps
{
    private readonly int[] _starts;
    private readonly float[][] _weights;

    private Taps(int count) => (_starts, _weights) = (new int[count], new float[count][]);

    public int Count => _starts.Length;

    public static Taps Of(Stretch stretch, int length)
    {
        var taps = new Taps(stretch.Count);
        double scale = stretch.Length / stretch.Count, reach = Math.Max(1, scale);
        for (int i = 0; i < stretch.Count; i++)
        {
            double centre = stretch.From + (i + 0.5) * scale;
            int start = Math.Clamp((int)Math.Floor(centre - reach), 0, length - 1);
            int end = Math.Clamp((int)Math.Ceiling(centre + reach), start + 1, length);
            var weights = new double[end - start];
            double sum = 0;
            for (int j = 0; j < weights.Length; j++)
                sum += weights[j] = Math.Max(0, 1 - Math.Abs(start + j + 0.5 - centre) / reach);
            taps._starts[i] = start;
            taps._weights[i] = Array.ConvertAll(weights, weight => (float)(weight / sum));
        }
        return taps;
    }

    /// <summary>The first pixel that counts.</summary>
    public int Start(int to) => _starts[to];

    /// <summary>Behind the last pixel that counts.</summary>
    public int End(int to) => _starts[to] + _weights[to].Length;

    public float Weight(int to, int from) => _weights[to][from - _starts[to]];

    public void Apply(ReadOnlySpan<float> row, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            ReadOnlySpan<float> weights = _weights[i], values = row.Slice(_starts[i], weights.Length);
            float sum = 0;
            for (int j = 0; j < values.Length; j++)
                sum += weights[j] * values[j];
            to[i] = sum;
        }
    }
}
