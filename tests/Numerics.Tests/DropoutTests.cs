namespace Unrolled.Numerics.Tests;

/// <summary>
/// Dropout as a user sees it: which values fall out, how the others grow, that the way back goes where the way forth went, and that
/// inference
/// knows nothing of it. That bodies and threads do not matter stands in <see cref="BitTests"/>.
/// </summary>
public class DropoutTests
{
    private const ulong Seed = 11;
    private const int Steps = 20;

    public static TheoryData<string> Names => [.. Dropouts.Titles.Keys];

    public static TheoryData<string> SingleNames => [.. Dropouts.Titles.Keys.Where(name => Oracle(name).Dropouts.Count == 1)];

    [Theory, MemberData(nameof(Names))]
    public void Inference_leaves_all_as_it_is(string name)
    {
        var oracle = Oracle(name);
        var batch = Batch.Random(oracle, count: 37, seed: 2);
        double[] outputs = oracle.Predict(batch.Inputs);
        foreach (var subject in Networks.Dropout.BuildAll(Dropouts.Titles[name]))
        {
            subject.Set(oracle);
            Close.Assert("outputs", outputs, subject.Predict(batch.Inputs), 1e-5);
            Close.Assert("evaluation", oracle.Loss(outputs, batch), subject.Evaluate(batch, threads: 2).Loss, 1e-5);
        }
    }

    [Theory, MemberData(nameof(SingleNames))]
    public void The_rate_is_dropped_and_the_rest_is_scaled(string name)
    {
        double rate = Dropouts.Rate(name), kept = 1 / (1 - rate);
        double[] values = [.. Masks(name, Dropouts.Samples, Steps).SelectMany(step => step).SelectMany(mask => mask)];
        Assert.All(values, value => Assert.True(value == 0 || Math.Abs(value - kept) <= 1e-5 * kept, $"{value} is neither 0 nor {kept}."));
        // The numbers are always the same, so that this cannot fail by chance.
        double deviation = Math.Sqrt(rate * (1 - rate) / values.Length);
        Assert.InRange(values.Count(value => value == 0) / (double)values.Length, rate - 4 * deviation, rate + 4 * deviation);
    }

    [Theory, MemberData(nameof(SingleNames))]
    public void Steps_samples_elements_and_seeds_have_masks_of_their_own(string name)
    {
        var masks = Masks(name, Dropouts.Samples, Steps);
        var other = Masks(name, Dropouts.Samples, Steps, Seed + 1);
        double agreement = Math.Pow(Dropouts.Rate(name), 2) + Math.Pow(1 - Dropouts.Rate(name), 2);
        Agree("steps", agreement, masks.Skip(1).Zip(masks).SelectMany(pair => Pairs(pair.First, pair.Second)));
        Agree("seeds", agreement, masks.Zip(other).SelectMany(pair => Pairs(pair.First, pair.Second)));
        Agree("samples", agreement, masks.SelectMany(step => Pairs(step[1..], step[..^1])));
        // One in the next group of lanes.
        Agree("groups", agreement, masks.SelectMany(step => Pairs(step[16..], step[..^16])));
        Agree("elements", agreement, masks.SelectMany(step => step).SelectMany(mask => mask.Skip(1).Zip(mask)));
    }

    [Fact]
    public void Layers_have_masks_of_their_own()
    {
        var subject = Networks.Dropout.Build(Dropouts.Titles["dropout_twice"], null);
        var oracle = Prepared("dropout_twice");
        // Ones through both layers and one weight for each: both masks multiplied.
        var (start, front) = (oracle.Parameters[1], oracle.Parameters[2]);
        Array.Fill(start.Values, 1);
        Array.Clear(oracle.Parameters[3].Values);
        for (int o = 0; o < Dropouts.Twice; o++)
            front.Values[o * Dropouts.Twice + o] = 1;
        double[] both =
            [.. Masks(subject, oracle, Dropouts.Samples, Steps, Seed, threads: 1).SelectMany(step => step).SelectMany(mask => mask)];
        Assert.All(both, value => Assert.True(value == 0 || Math.Abs(value - 4) < 1e-4, $"{value} is neither 0 nor 4."));
        double deviation = Math.Sqrt(0.25 * 0.75 / both.Length);
        Assert.InRange(both.Count(value => value != 0) / (double)both.Length, 0.25 - 4 * deviation, 0.25 + 4 * deviation);
    }

    [Theory, MemberData(nameof(SingleNames))]
    public void A_samples_mask_depends_on_its_place_and_not_on_the_batch_around_it(string name)
    {
        var all = Masks(name, Dropouts.Samples, 2);
        foreach (int count in (int[])[1, 5, 16, 18])
        {
            var few = Masks(name, count, 2, threads: 3);
            for (int step = 0; step < 2; step++)
                Assert.Equal(all[step][..count].Select(Kept), few[step].Select(Kept));
        }
    }

    [Theory, MemberData(nameof(SingleNames))]
    public void Gradients_go_back_through_the_mask_of_the_way_forth(string name)
    {
        var masks = Masks(name, Dropouts.Samples, 1)[0];
        var oracle = Oracle(name);
        oracle.Dropouts[0].Masks = masks;
        var batch = Batch.Random(oracle, Dropouts.Samples, seed: 4);
        double loss = oracle.Differentiate(batch);
        foreach (var subject in Networks.Dropout.BuildAll(Dropouts.Titles[name]))
        {
            subject.Set(oracle);
            var (actual, gradients) = subject.Differentiate(batch, threads: 2, Seed);
            Close.Assert("loss", loss, actual, 1e-5);
            foreach (var tensor in oracle.Parameters)
                Close.Assert(tensor.Name, tensor.Gradient, gradients[tensor.Name], 1e-5);
        }
    }

    private static OracleNetwork Oracle(string name) => new OracleNetwork(Networks.Dropout[Dropouts.Titles[name]]).Initialize(seed: 1);

    /// <summary>
    /// Parameters that let masks through to the probe's gradient: zero weights and biases of 1 in the layer called front.
    /// </summary>
    private static OracleNetwork Prepared(string name)
    {
        var oracle = Oracle(name);
        foreach (var tensor in oracle.Parameters)
            Array.Fill(tensor.Values, tensor.Name is "front.bias" or "front.bias_ih_l0" ? 1 : 0);
        return oracle;
    }

    private static double[][][] Masks(string name, int count, int steps, ulong seed = Seed, int threads = 1) =>
        Masks(Networks.Dropout.Build(Dropouts.Titles[name], null), Prepared(name), count, steps, seed, threads);

    /// <summary>The masks by step and sample.</summary>
    private static double[][][] Masks(Subject subject, OracleNetwork oracle, int count, int steps, ulong seed, int threads)
    {
        float[] inputs = new float[count * oracle.InputLength], targets = new float[count * Dropouts.Samples];
        Array.Fill(inputs, 1);
        // The gradient for the outputs, which are zero, is -2·target/elements: 1 for output n of sample n.
        for (int n = 0; n < count; n++)
            targets[n * Dropouts.Samples + n] = -0.5f * targets.Length;
        subject.Set(oracle);
        var (_, gradients) = subject.Differentiate(new(count, inputs, null, targets), steps, threads, seed);
        return [.. gradients.Select(
            step => step["probe.weight"].Chunk(step["probe.weight"].Length / Dropouts.Samples).Take(count).ToArray())];
    }

    private static bool[] Kept(double[] mask) => [.. mask.Select(value => value != 0)];

    private static IEnumerable<(double, double)> Pairs(double[][] a, double[][] b) =>
        a.Zip(b).SelectMany(pair => pair.First.Zip(pair.Second));

    /// <summary>Asserts that pairs are both kept or both dropped as often as independent ones.</summary>
    private static void Agree(string what, double expected, IEnumerable<(double First, double Second)> pairs)
    {
        var all = pairs.ToArray();
        double deviation = Math.Sqrt(expected * (1 - expected) / all.Length),
            actual = all.Count(p => p.First == 0 == (p.Second == 0)) / (double)all.Length;
        Assert.True(Math.Abs(actual - expected) <= 4 * deviation,
            $"Between {what} {actual:G5} of the elements agree; {expected:G5} would be independent.");
    }
}
