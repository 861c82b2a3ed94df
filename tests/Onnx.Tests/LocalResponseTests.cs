namespace Unrolled.Onnx.Tests;

/// <summary>Windows over an even number of channels, which ONNX Runtime refuses: the standard's formula instead.</summary>
[Trait("Category", "Slow")]
public class LocalResponseTests
{
    private const int Channels = 5;
    private const float Alpha = 0.3f, Beta = 0.6f, Bias = 2f;

    [Theory]
    [InlineData(2, 6, 4)]
    [InlineData(4, 6, 4)]
    [InlineData(8, 3, 1)]
    [InlineData(3, 7, 1)]
    [InlineData(2, 9, 0)]
    public void A_window_has_the_larger_half_behind_its_channel(int size, int height, int width)
    {
        long[] shape = width == 0 ? [Channels, height] : [Channels, height, width];
        ModelBuilder m = new ModelBuilder(shape).Then("LRN", null, ("size", size), ("alpha", Alpha), ("beta", Beta), ("bias", Bias));
        int places = height * Math.Max(width, 1);
        var random = new Random(3);
        float[] x = [.. Enumerable.Range(0, 2 * Channels * places).Select(_ => 4 * random.NextSingle() - 2)];

        float[] actual = CompiledNetwork.Of(OnnxModel.Import(m.ToArray(), "tested.onnx")).Predict(x);

        for (int i = 0; i < x.Length; i++)
        {
            int place = i % places, channel = i / places % Channels, sample = i / (places * Channels);
            int first = Math.Max(0, channel - (size - 1) / 2), last = Math.Min(Channels - 1, channel + size / 2);
            double squares = Enumerable.Range(first, last - first + 1)
                .Sum(c => Math.Pow(x[((sample * Channels) + c) * places + place], 2));
            double expected = x[i] / Math.Pow(Bias + (double)Alpha / size * squares, Beta);
            Assert.Equal(expected, actual[i], 1e-5);
        }
    }
}
