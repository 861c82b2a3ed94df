using Unrolled.Numerics;
using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>Probabilities and classes; that their bits are those of generated code is a test of its own, with such code.</summary>
public class ClassificationTests
{
    [Fact]
    public void Probabilities_are_softmax_of_the_outputs()
    {
        var network = new FakeClassifier(seed: 3);
        float[] inputs = FakeData.Floats(20 * FakeClassifier.Inputs, seed: 1), outputs = new float[60], probabilities = new float[60];
        network.Predict(inputs, outputs);
        network.Classify(inputs, probabilities);
        for (int s = 0; s < 20; s++)
        {
            double sum = Enumerable.Range(0, 3).Sum(c => Math.Exp(outputs[3 * s + c]));
            for (int c = 0; c < 3; c++)
                Assert.Equal(Math.Exp(outputs[3 * s + c]) / sum, probabilities[3 * s + c], 1e-6);
            int best = network.Classify(inputs.AsSpan(5 * s, 5));
            Assert.Equal(outputs.AsSpan(3 * s, 3).ToArray().Max(), outputs[3 * s + best]);
        }
    }

    [Fact]
    public void The_class_is_the_first_of_equals_and_NaN_has_none()
    {
        var network = new FakeClassifier();
        network.Parameters.Clear();
        Assert.Equal(0, network.Classify([1f, 2, 3, 4, 5]));
        network.Core.Tensor(15, 3)[2] = float.NaN;
        Assert.Contains("NaN", Assert.Throws<ArithmeticException>(() => network.Classify([1f, 2, 3, 4, 5])).Message);
    }

    [Fact]
    public void What_has_no_probabilities_says_so()
    {
        string other = Assert.Throws<InvalidOperationException>(
            () => new FakeRegression().Classify(new float[FakeRegression.Inputs], new float[FakeRegression.Outputs])).Message;
        Assert.Contains("FakeRegression has no loss that makes its outputs logits", other);
        Assert.Throws<InvalidOperationException>(() => new FakeFeatures().Classify(new float[5]));
        Assert.Contains("one sample of 5", Assert.Throws<ArgumentException>(() => new FakeClassifier().Classify(new float[10])).Message);
        Assert.Throws<InvalidOperationException>(() => new FakeClassifier().Classify(new int[5]));
    }

    [Fact]
    public void Elementary_functions_are_right_to_two_units_in_the_last_place()
    {
        for (float x = -110; x < 95; x += 0.0137f)
        {
            Close(Math.Exp(x), ElementaryFunctions.Exp(x));
            Close(1 / (1 + Math.Exp(-(double)x)), ElementaryFunctions.Sigmoid(x));
        }
        Assert.Equal(
            [0, float.PositiveInfinity, 1, 1, 0, 0.5f],
            [
                ElementaryFunctions.Exp(float.NegativeInfinity), ElementaryFunctions.Exp(float.PositiveInfinity),
                ElementaryFunctions.Exp(0),
                ElementaryFunctions.Sigmoid(float.PositiveInfinity), ElementaryFunctions.Sigmoid(float.NegativeInfinity),
                ElementaryFunctions.Sigmoid(0),
            ]);
        Assert.True(float.IsNaN(ElementaryFunctions.Exp(float.NaN)) && float.IsNaN(ElementaryFunctions.Sigmoid(float.NaN)));

        static void Close(double expected, float actual)
        {
            float rounded = (float)expected;
            double unit = float.IsFinite(rounded) ? Math.Max(MathF.BitIncrement(rounded) - rounded, float.Epsilon) : 0;
            Assert.True(rounded == actual || Math.Abs(expected - actual) <= 2 * unit, $"{expected} and {actual}");
        }
    }
}
