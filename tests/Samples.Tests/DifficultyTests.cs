using Digits;
using Samples;

namespace Unrolled.Samples.Tests;

/// <summary>One linear layer, to compare with.</summary>
[Network, Input(1, 28, 28)]
[Flatten, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LinearModel;

/// <summary>Generated digits are worth a convolutional network.</summary>
[Trait("Category", "Slow")]
public sealed class DifficultyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_linear_model_stays_ten_points_behind_LeNet5_even_with_four_times_its_epochs(ulong seed)
    {
        DigitData data = GeneratedDigits.Draw(seed, threads: 2);

        float linear = Train(new LinearModel(seed), data, epochs: 20, seed);
        float lenet = Train(new LeNet5(seed), data, epochs: 5, seed);

        Assert.InRange(lenet, 0.94f, 1);
        Assert.InRange(linear, 0.6f, lenet - 0.1f);
    }

    private static float Train<T>(T network, DigitData data, int epochs, ulong seed) where T : class, INetwork<T>
    {
        using var trainer = new Trainer<T>(network, new Adam(1e-3f), new() { Threads = 2, Seed = seed });
        foreach (EpochResult _ in trainer.Fit(data.Train, epochs, batchSize: 64))
        {
        }
        return trainer.Evaluate(data.Test).Accuracy;
    }
}
