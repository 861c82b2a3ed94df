namespace Unrolled.Numerics.Tests;

/// <summary>
/// NaN is never swallowed, and never spreads to another sample: it reaches exactly the outputs that depend on it, and in Winograd's tiles
/// their neighbours.
/// </summary>
public class NonFiniteTests
{
    private const int Count = 19;

    public static TheoryData<string> Titles =>
        [.. Networks.Zoo.Declarations.Where(d => new OracleNetwork(d).Vocabulary == 0).Select(d => d.Title)];

    public static TheoryData<string> TokenTitles =>
        [.. Networks.Zoo.Declarations.Where(d => new OracleNetwork(d).Vocabulary > 0).Select(d => d.Title)];

    [Theory, MemberData(nameof(TokenTitles))]
    public void Nan_in_a_tokens_row_reaches_what_depends_on_it_and_nothing_else(string title)
    {
        var oracle = new OracleNetwork(Networks.Zoo[title]).Initialize(seed: 12);
        oracle.Parameters[0].Values[oracle.Parameters[0].Shape[1] + 1] = double.NaN;
        float[] tokens = Batch.Random(oracle, Count, seed: 13).Inputs;
        bool[] expected = [.. oracle.Predict(tokens).Select(double.IsNaN)];
        Assert.Contains(true, expected);
        Assert.Contains(false, expected);
        foreach (var subject in Networks.Zoo.BuildAll(title))
        {
            subject.Set(oracle);
            Assert.Equal(expected, subject.Predict(tokens).Select(float.IsNaN));
            Assert.Equal(expected, tokens.Chunk(oracle.InputLength).SelectMany(sample => subject.Predict(sample)).Select(float.IsNaN));
        }
    }

    [Theory, MemberData(nameof(Titles))]
    public void Nan_reaches_what_depends_on_it_and_nothing_else(string title)
    {
        var oracle = new OracleNetwork(Networks.Zoo[title]).Initialize(seed: 12);
        float[] inputs = Batch.Random(oracle, Count, seed: 13).Inputs;
        foreach (int sample in (int[])[2, 17])
            inputs[sample * oracle.InputLength + oracle.InputLength / 2] = float.NaN;
        bool[] expected = [.. oracle.Predict(inputs).Select(double.IsNaN)];
        foreach (var subject in Networks.Zoo.BuildAll(title))
        {
            subject.Set(oracle);
            bool[] actual = [.. subject.Predict(inputs).Select(float.IsNaN)];
            if (subject.Info.Layers.Any(layer => layer.Algorithm == ConvolutionAlgorithm.Winograd))
                StaysInItsSample(expected, actual, subject.Info.OutputLength);
            else
                Assert.Equal(expected, actual);
            Assert.Equal(actual, inputs.Chunk(oracle.InputLength).SelectMany(sample => subject.Predict(sample)).Select(float.IsNaN));
        }
    }

    /// <summary>In a tile NaN reaches all outputs, those that depend on it among them.</summary>
    private static void StaysInItsSample(bool[] expected, bool[] actual, int length)
    {
        Assert.All(expected.Zip(actual), place => Assert.True(place.Second || !place.First));
        Assert.All(expected.Chunk(length).Zip(actual.Chunk(length)), sample =>
            Assert.True(sample.First.Contains(true) || !sample.Second.Contains(true)));
    }
}
