namespace Unrolled.Tests;

/// <summary>A small network, and something for it to learn.</summary>
[Network, Input(2)]
[Dense(16), Tanh, Dense(2), SoftmaxCrossEntropy]
internal sealed partial class Spirals
{
    /// <summary>Points of two classes: left and right of a line.</summary>
    public static Dataset Points(int count)
    {
        var inputs = new float[2 * count];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            var random = new SampleRandom(seed: 3, epoch: 0, i);
            (inputs[2 * i], inputs[2 * i + 1]) = (random.Between(-1, 1), random.Between(-1, 1));
            labels[i] = inputs[2 * i] + inputs[2 * i + 1] > 0 ? 1 : 0;
        }
        return new Dataset(inputs, 2, labels) { ClassNames = ["left", "right"] };
    }

    /// <summary>A trainer for it.</summary>
    public static Trainer<Spirals> Trainer(EarlyStopping? stopping = null) =>
        new(new Spirals(seed: 1), new Adam(0.01), new() { Threads = 1, EarlyStopping = stopping });
}
