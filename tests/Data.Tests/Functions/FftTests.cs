namespace Unrolled.Data.Tests;

/// <summary>Transforms of any length beside their definition, and elementary functions beside the system's.</summary>
public class FftTests
{
    [Fact]
    public void Transforms_of_any_length_are_their_definition()
    {
        foreach (int length in Enumerable.Range(1, 70).Concat([97, 100, 128, 251, 254, 400, 37 * 6, 31 * 31]))
        {
            double[] real = [.. Signals.Noise(2 * length).Take(length)], imaginary = [.. Signals.Noise(2 * length).Skip(length)];
            (double[] x, double[] y) = ([.. real], [.. imaginary]);
            Fft fft = Fft.Of(length);
            fft.Transform(x, y, new double[fft.Scratch]);
            foreach (int k in new[] { 0, 1, length / 3, length / 2, length - 1 }.Where(k => k < length))
            {
                (double cosines, double sines) = Definition(real, imaginary, k);
                Assert.Equal(cosines, x[k], 1e-10 * length);
                Assert.Equal(sines, y[k], 1e-10 * length);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(400)]
    [InlineData(254)]
    public void Powers_of_real_numbers_are_squared_magnitudes(int length)
    {
        double[] numbers = [.. Signals.Noise(length)], none = new double[length];
        var spectrum = new PowerSpectrum(length);
        var power = new double[spectrum.Bins];
        spectrum.Compute(numbers, power, new double[spectrum.Scratch]);
        for (int k = 0; k < power.Length; k++)
        {
            (double x, double y) = Definition(numbers, none, k);
            Assert.Equal(x * x + y * y, power[k], 1e-9 * length);
        }
    }

    [Fact]
    public void Elementary_functions_are_the_systems_within_rounding()
    {
        for (int i = -4000; i <= 4000; i++)
        {
            double x = i / 400.0 * 1.0001;
            Assert.Equal(Math.Sin(Math.PI * x), Elementary.SinPi(x), 5e-15);
            Assert.Equal(Math.Cos(Math.PI * x), Elementary.CosPi(x), 5e-15);
            Assert.Equal(1, Elementary.Exp(x) / Math.Exp(x), 1e-14);
            Assert.Equal(x, Elementary.Ln(Math.Exp(x)), 1e-14 * 10);
        }
        Assert.Equal((0.0, 1.0, -1.0), (Elementary.SinPi(1), Elementary.SinPi(0.5), Elementary.CosPi(-3)));
        Assert.True(double.IsNaN(Elementary.Ln(double.NaN)));
    }

    private static (double, double) Definition(double[] real, double[] imaginary, int k)
    {
        double x = 0, y = 0;
        for (int n = 0; n < real.Length; n++)
        {
            double angle = -2 * Math.PI * ((long)n * k % real.Length) / real.Length;
            x += real[n] * Math.Cos(angle) - imaginary[n] * Math.Sin(angle);
            y += real[n] * Math.Sin(angle) + imaginary[n] * Math.Cos(angle);
        }
        return (x, y);
    }
}
