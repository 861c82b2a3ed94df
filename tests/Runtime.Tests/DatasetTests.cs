namespace Unrolled.Tests;

public class DatasetTests
{
    private static readonly float[] FourSamplesOfThree = [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32];

    [Fact]
    public void A_dataset_with_labels_tells_its_sizes()
    {
        var data = new Dataset(FourSamplesOfThree, 3, [3, 2, 1, 0]);

        Assert.Equal((4, 3, 1), (data.Count, data.InputLength, data.TargetLength));
        Assert.True(data.HasLabels);
        Assert.Equal(FourSamplesOfThree, data.Inputs.ToArray());
        Assert.Equal([3, 2, 1, 0], data.Labels.ToArray());
        Assert.True(data.Targets.IsEmpty);
    }

    [Fact]
    public void Sequences_may_have_a_label_for_each_step()
    {
        var data = new Dataset(FourSamplesOfThree, 6, [1, 2, 3, 4, 5, 6]);

        Assert.Equal((2, 6, 3), (data.Count, data.InputLength, data.TargetLength));
        Assert.Equal([4, 5, 6], data.Skip(1).Labels.ToArray());
    }

    [Fact]
    public void A_dataset_with_targets_tells_its_sizes()
    {
        var data = new Dataset(FourSamplesOfThree, 3, [0, 1, 2, 3, 4, 5, 6, 7], 2);

        Assert.Equal((4, 3, 2), (data.Count, data.InputLength, data.TargetLength));
        Assert.False(data.HasLabels);
        Assert.True(data.Labels.IsEmpty);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], data.Targets.ToArray());
    }

    [Fact]
    public void Take_and_skip_part_inputs_and_labels_alike()
    {
        var data = new Dataset(FourSamplesOfThree, 3, [3, 2, 1, 0]);

        Dataset middle = data.Skip(1).Take(2);

        Assert.Equal(2, middle.Count);
        Assert.Equal([10, 11, 12, 20, 21, 22], middle.Inputs.ToArray());
        Assert.Equal([2, 1], middle.Labels.ToArray());
    }

    [Fact]
    public void Split_parts_inputs_and_targets_alike()
    {
        (Dataset first, Dataset second) = new Dataset(FourSamplesOfThree, 3, [0, 1, 2, 3, 4, 5, 6, 7], 2).Split(3);

        Assert.Equal((3, 1), (first.Count, second.Count));
        Assert.Equal([0, 1, 2, 3, 4, 5], first.Targets.ToArray());
        Assert.Equal([30, 31, 32], second.Inputs.ToArray());
        Assert.Equal([6, 7], second.Targets.ToArray());
    }

    [Fact]
    public void A_part_may_be_empty_and_keeps_its_lengths()
    {
        Dataset none = new Dataset(FourSamplesOfThree, 3, [3, 2, 1, 0]).Skip(4);

        Assert.Equal((0, 3, 1), (none.Count, none.InputLength, none.TargetLength));
        Assert.True(none.Inputs.IsEmpty);
        Assert.True(none.Labels.IsEmpty);
        Assert.Equal(0, none.Take(0).Count);
    }

    [Fact]
    public void Parts_look_at_the_same_memory_and_the_properties_allocate_nothing()
    {
        var data = new Dataset(FourSamplesOfThree, 3, [3, 2, 1, 0]);
        Assert.True(data.Inputs[3..] == data.Skip(1).Inputs);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int lengths = data.Count + data.InputLength + data.TargetLength + data.Inputs.Length + data.Labels.Length + data.Targets.Length;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4 + 3 + 1 + 12 + 4, lengths);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void A_part_larger_than_the_whole_is_refused(int count)
    {
        var data = new Dataset(FourSamplesOfThree, 3, [3, 2, 1, 0]);

        Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Take(count));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Skip(count));
        var error = Assert.Throws<ArgumentOutOfRangeException>("first", () => data.Split(count));
        Assert.Contains("0 to 4", error.Message);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused_with_both_numbers()
    {
        Assert.Contains("12 floats", Assert.Throws<ArgumentException>("inputs", () => new Dataset(FourSamplesOfThree, 5, [1, 2])).Message);
        Assert.Throws<ArgumentException>("inputs", () => new Dataset(Array.Empty<float>(), 5, []));
        Assert.Contains(
            "4 samples", Assert.Throws<ArgumentException>("labels", () => new Dataset(FourSamplesOfThree, 3, [1, 2, 3])).Message);
        Assert.Throws<ArgumentException>("labels", () => new Dataset(FourSamplesOfThree, 3, []));
        Assert.Contains(
            "need 8", Assert.Throws<ArgumentException>("targets", () => new Dataset(FourSamplesOfThree, 3, new float[7], 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>("inputLength", () => new Dataset(FourSamplesOfThree, 0, [1]));
        Assert.Throws<ArgumentOutOfRangeException>("targetLength", () => new Dataset(FourSamplesOfThree, 3, [], 0));
        Assert.Throws<ArgumentNullException>("inputs", () => new Dataset((float[])null!, 3, [1]));
        Assert.Throws<ArgumentNullException>("labels", () => new Dataset(FourSamplesOfThree, 3, null!));
    }
}
