using Unrolled.Generated;

namespace Unrolled.Tests.Training;

public class PredictTests
{
    [Fact]
    public void Any_number_of_samples_gives_what_they_give_one_by_one()
    {
        var network = new FakeRegression(seed: 3);
        float[] inputs = FakeData.Floats(70 * FakeRegression.Inputs, 1);
        float[] single = new float[70 * FakeRegression.Outputs];
        for (int s = 0; s < 70; s++)
            network.Predict(inputs.AsSpan(s * FakeRegression.Inputs, FakeRegression.Inputs),
                single.AsSpan(s * FakeRegression.Outputs, FakeRegression.Outputs));
        for (int samples = 0; samples <= 70; samples++)
        {
            float[] outputs = new float[samples * FakeRegression.Outputs];
            network.Predict(inputs.AsSpan(0, samples * FakeRegression.Inputs), outputs);
            Assert.Equal(single[..outputs.Length], outputs);
        }
    }

    [Fact]
    public void Many_threads_may_predict_at_once()
    {
        var network = new FakeRegression(seed: 3);
        float[] inputs = FakeData.Floats(40 * FakeRegression.Inputs, 1);
        float[] expected = new float[40 * FakeRegression.Outputs];
        network.Predict(inputs, expected);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 32 }, i =>
        {
            int first = i % 30, samples = 1 + i % 10;
            float[] outputs = new float[samples * FakeRegression.Outputs];
            network.Predict(inputs.AsSpan(first * FakeRegression.Inputs, samples * FakeRegression.Inputs), outputs);
            Assert.Equal(expected.AsSpan(first * FakeRegression.Outputs, outputs.Length).ToArray(), outputs);
        });
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused_with_expected_given_and_shape()
    {
        var network = new FakeClassifier();
        string message = Assert.Throws<ArgumentException>("inputs", () => network.Predict(new float[7], new float[3])).Message;
        Assert.Contains("5 = 5 floats, but 7", message);
        message = Assert.Throws<ArgumentException>("outputs", () => network.Predict(new float[10], new float[3])).Message;
        Assert.Contains("2 × 3 = 6 floats, but outputs has room for 3", message);
        Assert.Throws<ArgumentException>("outputs", () => network.Predict([], new float[3]));
        float[] shared = new float[8];
        Assert.Throws<ArgumentException>("outputs", () => network.Predict(shared.AsSpan(0, 5), shared.AsSpan(4, 3)));
    }

    [Fact]
    public void Scratch_survives_an_exception()
    {
        var network = new FakeRegression();
        float[] inputs = new float[16 * FakeRegression.Inputs];
        inputs[0] = FakeProgram.Poison;
        float[] outputs = new float[16 * FakeRegression.Outputs];
        Assert.Throws<InvalidDataException>(() => network.Predict(inputs, outputs));
        inputs[0] = 0;
        network.Predict(inputs, outputs);
    }

    [Fact]
    public void Parameters_begin_evenly_within_one_over_the_root_of_fan_in()
    {
        float[] parameters = new FakeRegression(seed: 9).Parameters.ToArray();
        double bound = 1 / Math.Sqrt(FakeRegression.Inputs);
        Assert.All(parameters, p => Assert.InRange(p, -bound, bound));
        Assert.InRange(parameters.Max(), 0.99 * bound, bound);
        Assert.InRange(parameters.Min(), -bound, -0.99 * bound);
        Assert.Equal(parameters, new FakeRegression(seed: 9).Parameters.ToArray());
        Assert.NotEqual(parameters, new FakeRegression(seed: 10).Parameters.ToArray());
    }

    [Fact]
    public void First_values_do_not_depend_on_the_layout_in_memory()
    {
        // Element (output 2, input 1) is number 2·300 + 1 in the file and lies at 1·17 + 2 in memory.
        float expected = Memory.CounterRandom.Signed(9, 0, 601) * (float)(1 / Math.Sqrt(300));
        Assert.Equal(expected, new FakeRegression(seed: 9).Parameters[19]);
    }

    [Fact]
    public void Parameters_are_aligned_and_stay_when_only_their_span_is_held()
    {
        Span<float> span = new FakeClassifier(seed: 1).Parameters;
        float[] before = span.ToArray();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.KeepAlive(new float[100_000]);
        }
        Assert.Equal(before, span.ToArray());
        unsafe
        {
            Assert.Equal(0u, (nuint)new NetworkCore<FakeClassifier>(1).Memory.Pointers.Own % 64);
        }
    }
}
