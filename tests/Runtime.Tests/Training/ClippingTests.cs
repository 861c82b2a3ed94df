using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled.Tests.Training;

public unsafe class ClippingTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(16), InlineData(37), InlineData(4096)]
    public void Squares_are_added_in_sixteen_interleaved_chains(int count)
    {
        var values = new PinnedBuffer<float>(count);
        FakeData.Floats(count, 1).CopyTo(values.Span);
        double[] chains = new double[16];
        for (int i = 0; i < count; i++)
            chains[i % 16] += (double)values.Span[i] * values.Span[i];
        for (int half = 8; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                chains[i] += chains[i + half];
        }
        Assert.Equal(chains[0], GradientNorm.SumOfSquares(values.Pointer, count));
    }

    [Theory, InlineData(37, 0.01), InlineData(1500, 0.3), InlineData(37, 1e6)]
    public void A_step_follows_the_clipped_gradient(int samples, double maxNorm)
    {
        (float[] inputs, float[] targets) = FakeData.Regression(samples);
        float[] free = Moves(inputs, targets, double.PositiveInfinity, threads: 1);
        double norm = Math.Sqrt(free.Sum(g => (double)g * g));
        double coefficient = Math.Min(1, maxNorm / (norm + 1e-6));
        float[] clipped = Moves(inputs, targets, maxNorm, threads: 1);
        Assert.All(clipped.Zip(free), p => Assert.Equal(p.Second * coefficient, p.First, 1e-6));
        if (coefficient == 1)
            Assert.Equal(free, clipped);
        else
            Assert.Equal(maxNorm, Math.Sqrt(clipped.Sum(g => (double)g * g)), 1e-4 * maxNorm);
    }

    [Theory, InlineData(16), InlineData(37), InlineData(1500)]
    public void Threads_do_not_change_a_bit_of_it(int samples)
    {
        (float[] inputs, float[] targets) = FakeData.Regression(samples);
        float[] one = Moves(inputs, targets, 0.1, threads: 1, steps: 4);
        Assert.All(new[] { 2, 3, 8 }, threads => Assert.Equal(one, Moves(inputs, targets, 0.1, threads, steps: 4)));
    }

    [Fact]
    public void Gradients_that_are_not_numbers_are_not_hidden()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(20);
        inputs[7] = float.NaN;
        Assert.Contains(Moves(inputs, targets, 1, threads: 2), float.IsNaN);
    }

    [Fact]
    public void Gradients_of_any_finite_size_have_a_norm()
    {
        var values = new PinnedBuffer<float>(20);
        values.Span.Fill(float.MaxValue);
        Assert.Equal(float.MaxValue * Math.Sqrt(20), Math.Sqrt(GradientNorm.SumOfSquares(values.Pointer, 20)), 1e25);
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(double.NaN)]
    public void A_limit_that_is_not_positive_is_refused(double maxNorm) =>
        Assert.Throws<ArgumentOutOfRangeException>("MaxNorm", () => new TrainerOptions { MaxNorm = maxNorm });

    // How far the parameters move against the gradient with a rate of 1.
    private static float[] Moves(float[] inputs, float[] targets, double maxNorm, int threads, int steps = 1)
    {
        var network = new FakeRegression(seed: 4);
        float[] before = network.Parameters.ToArray();
        using var trainer = new Trainer<FakeRegression>(network, new Sgd(1), new() { Threads = threads, MaxNorm = maxNorm });
        for (int step = 0; step < steps; step++)
            trainer.Step(inputs, targets);
        return [.. before.Zip(network.Parameters.ToArray(), (from, to) => from - to)];
    }
}
