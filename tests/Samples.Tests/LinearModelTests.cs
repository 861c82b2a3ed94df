using Digits;
using Digits.Drawing;

namespace Unrolled.Samples.Tests;

/// <summary>Generated digits are worth a convolutional network: one linear layer does far worse.</summary>
public sealed class LinearModelTests
{
    private const int Classes = 10;
    private const int Epochs = 8;

    // LeNet-5 passes 0.98 in five epochs (PyTorch and this sample alike), so that this leaves more than ten points between them.
    private const double Ceiling = 0.85;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_linear_model_learns_something_but_stays_far_behind(ulong seed)
    {
        DigitData data = GeneratedDigits.Draw(seed, threads: 2);
        var weights = new float[Classes * DigitArtist.Pixels];
        var bias = new float[Classes];
        double best = 0;

        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            Learn(data.Train, weights, bias, rate: 0.02f / (1 + epoch));
            best = Math.Max(best, Accuracy(data.Test, weights, bias));
        }

        Assert.InRange(best, 0.6, Ceiling);
    }

    // Softmax regression by stochastic gradient descent, one sample a step: ∂loss/∂logit = probability - target.
    private static void Learn(Dataset data, float[] weights, float[] bias, float rate)
    {
        Span<float> logits = stackalloc float[Classes];
        for (int sample = 0; sample < data.Count; sample++)
        {
            ReadOnlySpan<float> pixels = Picture(data, sample);
            Logits(pixels, weights, bias, logits);
            System.Numerics.Tensors.TensorPrimitives.SoftMax(logits, logits);
            logits[data.Labels[sample]] -= 1;
            for (int c = 0; c < Classes; c++)
            {
                Span<float> row = weights.AsSpan(c * DigitArtist.Pixels, DigitArtist.Pixels);
                float step = -rate * logits[c];
                bias[c] += step;
                for (int i = 0; i < row.Length; i++)
                    row[i] += step * pixels[i];
            }
        }
    }
}
