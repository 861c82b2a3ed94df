namespace Unrolled.Data.Tests;

/// <summary>Several networks and versions judge together: mean probabilities, and what follows from them.</summary>
public class VotingTests
{
    private static readonly Dataset s_plain = Samples(0), s_other = Samples(1);

    private static readonly Voter[] s_voters = [new(1), new(2), new(3)];

    [Fact]
    public void Probabilities_are_the_mean_of_all()
    {
        float[] mean = Voting.Classify(s_voters, [s_plain, s_other]);

        var expected = new double[mean.Length];
        foreach (Voter voter in s_voters)
        {
            foreach (Dataset version in new[] { s_plain, s_other })
            {
                var one = new float[mean.Length];
                voter.Classify(version.Inputs, one);
                for (int i = 0; i < one.Length; i++)
                    expected[i] += one[i] / 6.0;
            }
        }
        for (int i = 0; i < mean.Length; i++)
            Assert.Equal(expected[i], mean[i], 1e-6);
        Assert.All(mean.Chunk(3), static row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    [Fact]
    public void One_network_and_version_judge_as_the_trainer_does()
    {
        foreach (Voter voter in s_voters)
        {
            using var trainer = new Trainer<Voter>(voter, new Sgd(0.1), new() { Threads = 1 });

            ConfusionMatrix judged = Voting.Judge([voter], [s_plain]);

            Assert.Equal(s_plain.Count, judged.Total);
            Assert.Equal(trainer.Evaluate(s_plain).Accuracy, judged.Accuracy, 1e-6);
        }
    }

    [Fact]
    public void A_vote_is_counted_by_its_largest_mean()
    {
        float[] mean = Voting.Classify(s_voters, [s_plain, s_other]);

        ConfusionMatrix judged = Voting.Judge(s_voters, [s_plain, s_other]);

        int[] single = [.. Enumerable.Range(0, s_plain.Count).Select(i => Voting.Classify(s_voters, s_plain.Inputs.Slice(i * 4, 4)))];
        Assert.Equal(Taken(Voting.Classify(s_voters, [s_plain])), single);
        int[] taken = Taken(mean);
        for (int actual = 0; actual < 3; actual++)
        {
            for (int predicted = 0; predicted < 3; predicted++)
                Assert.Equal(taken.Where((c, i) => c == predicted && s_plain.Labels[i] == actual).Count(), judged[actual, predicted]);
        }
    }

    [Fact]
    public void What_cannot_vote_is_said()
    {
        Assert.Contains("0 networks", Assert.Throws<ArgumentException>(() => Voting.Classify<Voter>([], [s_plain])).Message);
        Assert.Contains("No network", Assert.Throws<ArgumentException>(() => Voting.Classify<Voter>([], new float[4])).Message);
        Assert.Contains("0 versions", Assert.Throws<ArgumentException>(() => Voting.Classify(s_voters, Array.Empty<Dataset>())).Message);
        Assert.Contains("40 samples and another 39",
            Assert.Throws<ArgumentException>(() => Voting.Classify(s_voters, [s_plain, s_other.Take(39)])).Message);
        var unlabelled = new Dataset(new float[8], 4, new float[6], 3);
        Assert.Contains("2 samples have 0 labels", Assert.Throws<ArgumentException>(() => Voting.Judge(s_voters, [unlabelled])).Message);
    }

    private static int[] Taken(float[] probabilities) =>
        [.. probabilities.Chunk(3).Select(static row => Array.IndexOf(row, row.Max()))];

    private static Dataset Samples(int version)
    {
        var inputs = new float[40 * 4];
        var labels = new int[40];
        for (int i = 0; i < labels.Length; i++)
        {
            var random = new SampleRandom(1, version, i);
            foreach (ref float input in inputs.AsSpan(i * 4, 4))
                input = random.NextNormal();
            labels[i] = i % 3;
        }
        return new Dataset(inputs, 4, labels);
    }
}

[Network, Input(4), Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Voter;
