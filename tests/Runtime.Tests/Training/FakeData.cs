namespace Unrolled.Tests.Training;

/// <summary>Reproducible samples for the fake networks.</summary>
internal static class FakeData
{
    public static float[] Floats(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    public static (float[] Inputs, float[] Targets) Regression(int samples, int seed = 1) =>
        (Floats(samples * FakeRegression.Inputs, seed), Floats(samples * FakeRegression.Outputs, seed + 1));

    /// <summary>Three classes that a linear model can tell apart: the largest of the first three inputs.</summary>
    public static (float[] Inputs, int[] Labels) Classes(int samples, int seed = 1)
    {
        float[] inputs = Floats(samples * FakeClassifier.Inputs, seed);
        int[] labels = [.. Enumerable.Range(0, samples).Select(s => LargestOfThree(inputs.AsSpan(s * FakeClassifier.Inputs)))];
        return (inputs, labels);
    }

    public static Dataset ClassDataset(int samples, int seed = 1)
    {
        (float[] inputs, int[] labels) = Classes(samples, seed);
        return new Dataset(inputs, FakeClassifier.Inputs, labels);
    }

    private static int LargestOfThree(ReadOnlySpan<float> x) => x[0] > x[1] ? (x[0] > x[2] ? 0 : 2) : x[1] > x[2] ? 1 : 2;
}
