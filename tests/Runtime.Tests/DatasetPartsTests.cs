namespace Unrolled.Tests;

public class DatasetPartsTests
{
    /// <summary>Samples that say who they are: input i, label i % classes, weight i.</summary>
    private static Dataset Numbered(int count, int classes = 3) => new Dataset(
        [.. Enumerable.Range(0, count).Select(i => (float)i)], 1, [.. Enumerable.Range(0, count).Select(i => i * i % classes)])
    {
        ClassNames = ["a", "b", "c"],
    }.Weighted([.. Enumerable.Range(0, count).Select(i => (float)i)]);

    private static int[] Ids(Dataset data) => Array.ConvertAll(data.Inputs.ToArray(), x => (int)x);

    private static void AssertWhole(Dataset data, int classes = 3)
    {
        Assert.Equal(Ids(data).Select(i => i * i % classes), data.Labels.ToArray());
        Assert.Equal(Ids(data).Select(i => (float)i), data.Weights.ToArray());
        Assert.Equal(["a", "b", "c"], data.ClassNames);
    }

    [Fact]
    public void A_subset_has_what_the_samples_had()
    {
        Dataset part = Numbered(10).Subset([7, 2, 2]);
        Assert.Equal([7, 2, 2], Ids(part));
        AssertWhole(part);
        Assert.Empty(Ids(Numbered(10).Subset([])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Subset([10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Subset([-1]));

        var tokens = new Dataset([1, 2, 3, 4], 2, [0.5f, 1.5f, 2.5f, 3.5f], 2);
        Assert.Equal([3, 4, 1, 2], tokens.Subset([1, 0]).Tokens.ToArray());
        Assert.Equal([2.5f, 3.5f, 0.5f, 1.5f], tokens.Subset([1, 0]).Targets.ToArray());
        Assert.Equal([6, 5], Ids(Numbered(10).Skip(5).Subset([1, 0])));
    }

    [Fact]
    public void A_shuffle_follows_from_its_seed()
    {
        Dataset shuffled = Numbered(100).Shuffle(seed: 1);
        AssertWhole(shuffled);
        Assert.Equal(Enumerable.Range(0, 100), Ids(shuffled).Order());
        Assert.Equal(Ids(shuffled), Ids(Numbered(100).Shuffle(1)));
        Assert.NotEqual(Ids(shuffled), Ids(Numbered(100).Shuffle(2)));
        // The same everywhere and in every version.
        Assert.Equal([0], Ids(Numbered(10).Shuffle(1)));
    }

    [Theory]
    [InlineData(10, 0.8, 8)]
    [InlineData(7, 0.5, 4)]
    [InlineData(3, 0.01, 1)]
    [InlineData(3, 0.99, 2)]
    [InlineData(1, 0.5, 1)]
    public void A_share_is_cut_at_random(int count, double share, int expected)
    {
        (Dataset first, Dataset second) = Numbered(count).Split(share, seed: 3);
        Assert.Equal(expected, first.Count);
        Assert.Equal(Enumerable.Range(0, count), Ids(first).Concat(Ids(second)).Order());
        AssertWhole(first);
        AssertWhole(second);
        Assert.Equal(Ids(first), Ids(Numbered(count).Split(share, seed: 3).First));
    }

    [Fact]
    public void Strata_keep_their_shares_to_within_a_sample()
    {
        // 500 samples, class by class: 313, 171, 15 and 1.
        int[] labels = [.. Enumerable.Repeat(4, 313), .. Enumerable.Repeat(-100, 171), .. Enumerable.Repeat(0, 15), 9];
        var data = new Dataset([.. Enumerable.Range(0, 500).Select(i => (float)i)], 1, labels);
        foreach (double share in new[] { 0.1, 0.5, 0.77, 0.9 })
        {
            (Dataset first, Dataset second) = data.SplitStratified(share, seed: 1);
            Assert.Equal((int)Math.Round(500 * share), first.Count);
            Assert.Equal(Enumerable.Range(0, 500), Ids(first).Concat(Ids(second)).Order());
            foreach (IGrouping<int, int> stratum in labels.GroupBy(label => label))
                Assert.Equal(share * stratum.Count(), first.Labels.ToArray().Count(label => label == stratum.Key), 1.0);
            Assert.NotEqual(Ids(first).Order(), Ids(first));
        }
        Assert.Throws<InvalidOperationException>(() => new Dataset([1, 2], 1, [1f, 2], 1).SplitStratified(0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.SplitStratified(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(double.NaN, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_sample_is_in_one_fold(bool stratified)
    {
        Dataset data = Numbered(23);
        (Dataset Train, Dataset Validation)[] folds = [.. data.KFold(5, seed: 2, stratified)];
        Assert.Equal(5, folds.Length);
        Assert.Equal(Enumerable.Range(0, 23), folds.SelectMany(fold => Ids(fold.Validation)).Order());
        foreach ((Dataset train, Dataset validation) in folds)
        {
            Assert.InRange(validation.Count, 4, 5);
            Assert.Equal(Enumerable.Range(0, 23), Ids(train).Concat(Ids(validation)).Order());
            AssertWhole(train);
            AssertWhole(validation);
        }
        if (stratified)
        {
            int[] ones = [.. folds.Select(fold => fold.Validation.Labels.ToArray().Count(label => label == 1))];
            Assert.InRange(ones.Max() - ones.Min(), 0, 1);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => data.KFold(24, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.KFold(1, 1));
    }

    [Fact]
    public void Groups_stay_together()
    {
        string[] speakers = ["ann", "bob", "ann", "cid", "bob"];
        (Dataset kept, Dataset heldOut) = Numbered(5).SplitByGroup(speakers, speaker => speaker == "bob");
        Assert.Equal([0, 2, 3], Ids(kept));
        Assert.Equal([1, 4], Ids(heldOut));
        Assert.Throws<ArgumentException>(() => Numbered(4).SplitByGroup(speakers, _ => true));
    }

    [Fact]
    public void Other_inputs_keep_the_rest()
    {
        Dataset other = Numbered(3).WithInputs([0, 0.5f, 1, 1.5f, 2, 2.5f], 2);
        Assert.Equal(2, other.InputLength);
        Assert.Equal([0, 1, 1], other.Labels.ToArray());
        Assert.Equal([0, 1, 2], other.Weights.ToArray());
        Assert.Throws<ArgumentException>(() => Numbered(3).WithInputs(new float[5], 2));
    }
}
