namespace Unrolled.Numerics.Tests;

/// <summary>Same seed, same data, same bits: on any number of threads and ranks, on every body, one sample at a time or many.</summary>
public class BitTests
{
    private static readonly int[] ThreadCounts = [1, 2, 3, 8];

    public static TheoryData<string> ZooTitles => Networks.Zoo.Titles;

    public static TheoryData<string> RandomTitles => Networks.Random.Titles;

    /// <summary>Networks and batches from one lane group to many chunks.</summary>
    public static MatrixTheoryData<string, int> Trainings =>
        new(["mlp", "sequence", "lenet_small", "groups", "lenet5", "batch_norm_images", "tokens", "recurrent_stack", "projection",
        "repeat_tied", "winograd", "winograd_lines", "prelu", "sample_norms", "excitation"], [16, 37, 100, 1000, 2100]);

    [Theory, MemberData(nameof(ZooTitles))]
    public void Layers_have_the_same_bits_on_every_body(string title) => HasTheSameBits(Networks.Zoo, title);

    [Theory, MemberData(nameof(RandomTitles))]
    public void Random_stacks_have_the_same_bits_on_every_body(string title) => HasTheSameBits(Networks.Random, title);

    [Theory, MemberData(nameof(Trainings))]
    public void Training_has_the_same_bits_on_any_number_of_threads_and_every_body(string name, int count)
    {
        string title = State.All.Single(s => s.Name == name).Declaration.Title;
        var oracle = new OracleNetwork(Networks.States[title]).Initialize(seed: 6);
        var batch = Batch.Random(oracle, count, seed: 7);
        var results = new Dictionary<string, string>();
        foreach (var subject in Networks.States.BuildAll(title))
            foreach (int threads in ThreadCounts)
            {
                subject.Set(oracle);
                float[] losses = subject.Train(batch, new Sgd(0.05f, momentum: 0.9f), steps: 3, threads);
                results[$"{subject.Info.Body}, {threads} threads"] = $"{Bits.Of(losses)} {subject.Hash()}";
            }
        AllEqual(results);
    }

    [Theory, MemberData(nameof(Trainings))]
    public void Training_has_the_same_bits_on_any_number_of_ranks(string name, int count)
    {
        string title = State.All.Single(s => s.Name == name).Declaration.Title;
        var oracle = new OracleNetwork(Networks.States[title]).Initialize(seed: 6);
        var batch = Batch.Random(oracle, count, seed: 7);
        Subject alone = Networks.States.Build(title, null);
        alone.Set(oracle);
        foreach (int ranks in (int[])[2, 3, 4])
        {
            var all = alone.TrainOnRanks(ranks, batch, static () => new Sgd(0.05f, momentum: 0.9f), steps: 3);
            foreach (var rank in all)
                Assert.Equal(all[0].Network.Hash(), rank.Network.Hash());
            Subject single = Networks.States.Build(title, null);
            single.Set(oracle);
            float[] losses = single.Train(batch, new Sgd(0.05f, momentum: 0.9f), steps: 3);
            Assert.Equal($"{Bits.Of(losses)} {single.Hash()}", $"{Bits.Of(all[0].Losses)} {all[0].Network.Hash()}");
        }
    }

    [Theory, InlineData("dropout_rows"), InlineData("dropout_steps")]
    public void Dropout_has_the_same_bits_on_any_number_of_threads_and_every_body(string name)
    {
        string title = Dropouts.Titles[name];
        var oracle = new OracleNetwork(Networks.Dropout[title]).Initialize(seed: 6);
        var results = new Dictionary<string, string>();
        foreach (int count in (int[])[37, 1000])
        {
            var batch = Batch.Random(oracle, count, seed: 7);
            foreach (var subject in Networks.Dropout.BuildAll(title))
                foreach (int threads in ThreadCounts)
                {
                    subject.Set(oracle);
                    float[] losses = subject.Train(batch, new Sgd(0.05f, momentum: 0.9f), steps: 3, threads, seed: 5);
                    results[$"{subject.Info.Body}, {threads} threads"] = $"{Bits.Of(losses)} {subject.Hash()}";
                }
            AllEqual(results);
        }
    }

    private static void HasTheSameBits(NetworkSet set, string title)
    {
        var oracle = new OracleNetwork(set[title]).Initialize(seed: 8);
        var batch = Batch.Random(oracle, count: 37, seed: 9);
        var results = new Dictionary<string, string>();
        foreach (var subject in set.BuildAll(title))
        {
            subject.Set(oracle);
            string outputs = Bits.Of(subject.Predict(batch.Inputs));
            Assert.Equal(outputs, Bits.Of(subject.PredictInPieces(batch, 1)));
            Assert.Equal(outputs, Bits.Of(subject.PredictInPieces(batch, 3)));
            float[] before = subject.Parameters.ToArray(), losses = subject.Train(batch, new Adam(0.01f), steps: 3, threads: 2);
            results[subject.Info.Body.ToString()] = $"{outputs} {Bits.Of(losses)} {subject.Hash()}";
            if (results.Count > 1)
                continue;
            before.CopyTo(subject.Parameters);
            foreach (var rank in subject.TrainOnRanks(ranks: 2, batch, static () => new Adam(0.01f), steps: 3))
                results[$"{subject.Info.Body}, two ranks"] = $"{outputs} {Bits.Of(rank.Losses)} {rank.Network.Hash()}";
        }
        AllEqual(results);
    }

    /// <summary>Without fused multiply-adds (some emulators) bodies may differ, and only threads are compared.</summary>
    private static void AllEqual(Dictionary<string, string> results)
    {
        foreach (var group in results.GroupBy(r => Bodies.Fused ? "" : r.Key.Split(',')[0]))
            foreach (var (where, bits) in group)
                Assert.True(bits == group.First().Value, $"{where} differs from {group.First().Key}.");
    }
}
