using Unrolled.Memory;

namespace Unrolled.Tests.Training;

public unsafe class OptimizerTests
{
    // No multiple of any vector's length.
    private const int Count = 37;
    private const int Steps = 12;

    private static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["Sgd"] = () => new Sgd(0.1f, 0.9f),
        ["Nesterov"] = () => new Sgd(0.1f, 0.9f, nesterov: true, weightDecay: 0.01f),
        ["Adam"] = () => new Adam(),
        ["AdamW"] = () => new AdamW(),
        ["AdaGrad"] = () => new AdaGrad(weightDecay: 0.01f),
        ["RmsProp"] = () => new RmsProp(),
        ["RmsProp centred"] = () => new RmsProp(momentum: 0.5f, centered: true),
    };

    public static TheoryData<string> Everything => [.. Optimizers.Keys];

    [Theory]
    [InlineData(0f, false, 0f)]
    [InlineData(0f, false, 0.1f)]
    [InlineData(0.9f, false, 0f)]
    [InlineData(0.9f, true, 0f)]
    [InlineData(0.5f, true, 0.01f)]
    public void Sgd_follows_its_formula(float momentum, bool nesterov, float weightDecay)
    {
        double[] state = new double[Count];
        Compare(new Sgd(0.05f, momentum, nesterov, weightDecay), 1e-6, (step, i, p, g) =>
        {
            g += weightDecay * p;
            state[i] = step == 1 ? g : momentum * state[i] + g;
            if (momentum != 0)
                g = nesterov ? g + momentum * state[i] : state[i];
            return p - 0.05 * g;
        });
    }

    [Theory]
    [InlineData(1e-8, 0)]
    [InlineData(1e-3, 0)]
    [InlineData(1e-8, 0.1)]
    public void Adam_follows_its_formula(double epsilon, double weightDecay)
    {
        double[] mean = new double[Count], square = new double[Count];
        Compare(new Adam(0.01f, epsilon: (float)epsilon, weightDecay: (float)weightDecay), 2e-6, (step, i, p, g) =>
        {
            g += weightDecay * p;
            mean[i] = 0.9 * mean[i] + 0.1 * g;
            square[i] = 0.999 * square[i] + 0.001 * g * g;
            double scale = Math.Sqrt(square[i]) / Math.Sqrt(1 - Math.Pow(0.999, step)) + epsilon;
            return p - 0.01 / (1 - Math.Pow(0.9, step)) * mean[i] / scale;
        });
    }

    [Theory]
    [InlineData(1e-8, 0.01)]
    [InlineData(1e-3, 0.1)]
    [InlineData(1e-8, 0)]
    public void AdamW_follows_its_formula(double epsilon, double weightDecay)
    {
        double[] mean = new double[Count], square = new double[Count];
        Compare(new AdamW(0.01f, epsilon: (float)epsilon, weightDecay: (float)weightDecay), 2e-6, (step, i, p, g) =>
        {
            p -= 0.01 * weightDecay * p;
            mean[i] = 0.9 * mean[i] + 0.1 * g;
            square[i] = 0.999 * square[i] + 0.001 * g * g;
            double scale = Math.Sqrt(square[i] / (1 - Math.Pow(0.999, step))) + epsilon;
            return p - 0.01 * mean[i] / (1 - Math.Pow(0.9, step)) / scale;
        });
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.1, 0, 0)]
    [InlineData(0, 0.1, 0.5)]
    public void AdaGrad_follows_its_formula(double rateDecay, double weightDecay, double initialSum)
    {
        double[] sum = [.. Enumerable.Repeat(initialSum, Count)];
        Compare(new AdaGrad(0.01f, (float)rateDecay, (float)weightDecay, (float)initialSum), 2e-6, (step, i, p, g) =>
        {
            g += weightDecay * p;
            sum[i] += g * g;
            return p - 0.01 / (1 + (step - 1) * rateDecay) * g / (Math.Sqrt(sum[i]) + 1e-10);
        });
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 0.1, false)]
    [InlineData(0.9, 0, false)]
    [InlineData(0, 0, true)]
    [InlineData(0.5, 0.01, true)]
    public void RmsProp_follows_its_formula(double momentum, double weightDecay, bool centered)
    {
        double[] square = new double[Count], mean = new double[Count], direction = new double[Count];
        Compare(new RmsProp(0.01f, weightDecay: (float)weightDecay, momentum: (float)momentum, centered: centered), 4e-6, (step, i, p, g) =>
        {
            g += weightDecay * p;
            square[i] = 0.99 * square[i] + 0.01 * g * g;
            mean[i] = 0.99 * mean[i] + 0.01 * g;
            double around = centered ? square[i] - mean[i] * mean[i] : square[i];
            direction[i] = momentum * direction[i] + g / (Math.Sqrt(around) + 1e-8);
            return p - 0.01 * direction[i];
        });
    }

    [Fact]
    public void A_gradient_that_never_changes_has_no_variance_and_no_NaN()
    {
        var optimizer = new RmsProp(1e-3f, alpha: 0.5f, centered: true);
        PinnedBuffer<float> parameters = new(Count), gradients = new(Count);
        FakeData.Floats(Count, 3).CopyTo(gradients.Span);
        optimizer.Attach(Count);
        for (int step = 0; step < 200; step++)
            Step(optimizer, parameters, gradients);
        Assert.All(parameters.Span.ToArray(), p => Assert.True(float.IsFinite(p)));
    }

    [Fact]
    public void The_rate_may_change_between_steps()
    {
        var optimizer = new Sgd(1f);
        PinnedBuffer<float> parameters = new(1), gradients = new(1);
        gradients.Span[0] = 1;
        optimizer.Attach(1);
        foreach (float rate in new[] { 0.5f, 0.25f })
        {
            optimizer.Rate = rate;
            optimizer.BeginStep();
            optimizer.Update(parameters.Pointer, gradients.Pointer, 0, 1);
        }
        Assert.Equal(-0.75f, parameters.Span[0]);
    }

    [Theory, MemberData(nameof(Everything))]
    public void The_same_element_gets_the_same_bits_wherever_it_lies(string name)
    {
        Optimizer optimizer = Optimizers[name]();
        PinnedBuffer<float> parameters = new(Count), gradients = new(Count);
        parameters.Span.Fill(0.3f);
        optimizer.Attach(Count);
        for (int step = 0; step < 5; step++)
        {
            gradients.Span.Fill(0.1f / (step + 3));
            optimizer.BeginStep();
            optimizer.Update(parameters.Pointer, gradients.Pointer, 0, 32);
            optimizer.Update(parameters.Pointer, gradients.Pointer, 32, Count - 32);
        }
        Assert.Single(parameters.Span.ToArray().Distinct());
    }

    [Theory]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("RmsProp")]
    [InlineData("Sgd")]
    public void Moments_do_not_linger_among_the_denormals(string name)
    {
        Optimizer optimizer = name switch
        {
            "Adam" => new Adam(1f, epsilon: 1e-38f),
            "AdamW" => new AdamW(1f, epsilon: 1e-38f),
            "RmsProp" => new RmsProp(1f, alpha: 0.5f, epsilon: 1e-38f, momentum: 0.5f, centered: true),
            _ => new Sgd(1f, 0.5f),
        };
        PinnedBuffer<float> parameters = new(Count), gradients = new(Count);
        optimizer.Attach(Count);
        gradients.Span.Fill(1e-20f);
        for (int step = 0; step < 500; step++)
        {
            optimizer.BeginStep();
            optimizer.Update(parameters.Pointer, gradients.Pointer, 0, Count);
            gradients.Span.Clear();
            if (step == 450)
                parameters.Span.Clear();
        }
        Assert.All(parameters.Span.ToArray(), p => Assert.Equal(0f, p));
    }

    [Fact]
    public void A_sum_of_squares_too_small_to_matter_is_zero()
    {
        var optimizer = new AdaGrad(1f, epsilon: 1e-30f);
        PinnedBuffer<float> parameters = new(1), gradients = new(1);
        optimizer.Attach(1);
        gradients.Span[0] = 1e-20f;
        Step(optimizer, parameters, gradients);
        Assert.Equal(-1e10f, parameters.Span[0], 1e4f);
    }

    [Theory, MemberData(nameof(Everything))]
    public void Not_a_number_is_not_swallowed(string name)
    {
        Optimizer optimizer = Optimizers[name]();
        PinnedBuffer<float> parameters = new(Count), gradients = new(Count);
        optimizer.Attach(Count);
        gradients.Span.Fill(float.NaN);
        Step(optimizer, parameters, gradients);
        Assert.All(parameters.Span.ToArray(), p => Assert.True(float.IsNaN(p)));
    }

    /// <summary>The same decimals, written as floats and as doubles.</summary>
    public static TheoryData<string, Func<Optimizer>, Func<Optimizer>> Pairs => new()
    {
        { "Sgd", () => new Sgd(0.1f, 0.9f, nesterov: true, weightDecay: 0.01f), () =>
            new Sgd(0.1, 0.9, nesterov: true, weightDecay: 0.01) },
        { "Adam", () => new Adam(1e-3f, 0.8f, 0.99f, 1e-7f, 0.03f), () => new Adam(1e-3, 0.8, 0.99, 1e-7, 0.03) },
        { "Adam's own", () => new Adam(0.001f, 0.9f, 0.999f, 1e-8f), () => new Adam() },
        { "AdamW", () => new AdamW(3e-4f, weightDecay: 0.1f), () => new AdamW(3e-4, weightDecay: 0.1) },
        { "AdaGrad", () => new AdaGrad(0.01f, 0.07f, 0.01f, 0.3f, 1e-9f), () => new AdaGrad(0.01, 0.07, 0.01, 0.3, 1e-9) },
        { "RmsProp", () => new RmsProp(0.01f, 0.97f, 1e-7f, 0.01f, 0.6f, true), () => new RmsProp(0.01, 0.97, 1e-7, 0.01, 0.6, true) },
    };

    [Theory, MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void A_decimal_is_the_same_as_a_float_and_as_a_double(string name, Func<Optimizer> floats, Func<Optimizer> doubles)
    {
        Optimizer[] both = [floats(), doubles()];
        Assert.StartsWith(both[0].GetType().Name, name);
        Assert.Equal(both[0].Description, both[1].Description);
        Assert.Equal(both[0].Rate, both[1].Rate);
        float[][] parameters = [.. both.Select(optimizer =>
        {
            PinnedBuffer<float> memory = new(Count), gradients = new(Count);
            FakeData.Floats(Count, 1).CopyTo(memory.Span);
            optimizer.Attach(Count);
            for (int step = 0; step < 20; step++)
            {
                FakeData.Floats(Count, step).CopyTo(gradients.Span);
                Step(optimizer, memory, gradients);
            }
            return memory.Span.ToArray();
        })];
        Assert.Equal(parameters[0], parameters[1]);
    }

    [Fact]
    public void A_rate_is_the_decimal_that_was_written()
    {
        var optimizer = new Sgd(0.007f);
        Assert.Equal(0.007, optimizer.Rate);
        optimizer.Rate = 0.3f;
        Assert.Equal(0.3, optimizer.Rate);
        optimizer.Rate = 0.123456789012;
        Assert.Equal(0.123456789012, optimizer.Rate);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Rate = 1e-60);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Rate = 1e60);
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new Adam(beta2: 0.999999999999));
    }

    [Fact]
    public void Coefficients_out_of_range_are_refused()
    {
        foreach (float rate in new[] { 0f, -1f, float.NaN, float.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(rate));
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(rate));
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Rate = rate });
        }
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new Sgd(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Sgd(1, weightDecay: -1));
        Assert.Throws<ArgumentException>("nesterov", () => new Sgd(1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new Adam(beta1: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new Adam(beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new Adam(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new AdamW(weightDecay: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("rateDecay", () => new AdaGrad(rateDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>("initialSum", () => new AdaGrad(initialSum: float.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new RmsProp(alpha: 1));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new RmsProp(momentum: -0.1f));
    }

    [Fact]
    public void An_optimiser_serves_one_trainer()
    {
        var optimizer = new Sgd(0.1f);
        optimizer.Attach(10);
        Assert.Contains("create a new Sgd", Assert.Throws<InvalidOperationException>(() => optimizer.Attach(10)).Message);
    }

    private static void Step(Optimizer optimizer, PinnedBuffer<float> parameters, PinnedBuffer<float> gradients)
    {
        optimizer.BeginStep();
        optimizer.Update(parameters.Pointer, gradients.Pointer, 0, parameters.Length);
    }

    private static void Compare(Optimizer optimizer, double tolerance, Func<int, int, double, double, double> formula)
    {
        PinnedBuffer<float> parameters = new(Count), gradients = new(Count);
        FakeData.Floats(Count, 1).CopyTo(parameters.Span);
        double[] expected = [.. parameters.Span.ToArray().Select(p => (double)p)];
        optimizer.Attach(Count);
        for (int step = 1; step <= Steps; step++)
        {
            FakeData.Floats(Count, 100 + step).CopyTo(gradients.Span);
            optimizer.BeginStep();
            optimizer.Update(parameters.Pointer, gradients.Pointer, 0, 16);
            optimizer.Update(parameters.Pointer, gradients.Pointer, 16, Count - 16);
            for (int i = 0; i < Count; i++)
            {
                expected[i] = formula(step, i, expected[i], gradients.Span[i]);
                Assert.InRange(parameters.Span[i] - expected[i], -tolerance, tolerance);
            }
        }
    }
}
