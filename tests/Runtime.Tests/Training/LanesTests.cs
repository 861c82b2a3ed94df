using Unrolled.Generated;

namespace Unrolled.Tests.Training;

public unsafe class LanesTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(1, 35), 63, 100, 784];

    public static TheoryData<int> Counts => [.. Enumerable.Range(0, 17)];

    [Theory, MemberData(nameof(Counts))]
    public void Packing_puts_samples_in_lanes_and_zero_where_one_is_missing(int count)
    {
        foreach (int length in Lengths)
        {
            float[] samples = FakeData.Floats(count * length, length);
            using var from = new GuardedMemory(samples);
            using var to = new GuardedMemory(length * 16);
            Lanes.Pack(from.Pointer, length, count, to.Pointer);
            for (int at = 0; at < length * 16; at++)
                Assert.Equal(at % 16 < count ? samples[at % 16 * length + at / 16] : 0f, to.Span[at]);
        }
    }

    [Theory, MemberData(nameof(Counts))]
    public void Unpacking_gives_the_samples_that_are_there(int count)
    {
        foreach (int length in Lengths)
        {
            float[] lanes = FakeData.Floats(length * 16, length);
            using var from = new GuardedMemory(lanes);
            using var to = new GuardedMemory(count * length);
            Lanes.Unpack(from.Pointer, length, count, to.Pointer);
            for (int at = 0; at < count * length; at++)
                Assert.Equal(lanes[at % length * 16 + at / length], to.Span[at]);
        }
    }

    [Fact]
    public void Rows_of_samples_leave_what_lies_between_them()
    {
        foreach (int length in Lengths)
        {
            int stride = length + 5;
            float[] lanes = FakeData.Floats(length * 16, length);
            using var from = new GuardedMemory(lanes);
            using var to = new GuardedMemory(15 * stride + length);
            to.Span.Fill(7);
            Lanes.ToSamples(from.Pointer, length, to.Pointer, stride);
            for (int at = 0; at < to.Span.Length; at++)
                Assert.Equal(at % stride < length ? lanes[at % stride * 16 + at / stride] : 7f, to.Span[at]);
        }
    }

    [Theory, MemberData(nameof(Counts))]
    public void Labels_become_classes_and_weights(int count)
    {
        const int Steps = 3;
        int[] labels = [.. Enumerable.Range(0, count * Steps).Select(i => i % 5 == 4 ? -100 : i)];
        using var classes = new GuardedMemory(Steps * 16);
        using var weights = new GuardedMemory(Steps * 16);
        fixed (int* from = labels)
            Lanes.PackLabels(from, null, Steps, count, 0.25f, classes.Pointer, weights.Pointer);
        for (int at = 0; at < Steps * 16; at++)
        {
            int label = at % 16 < count ? labels[at % 16 * Steps + at / 16] : -100;
            Assert.Equal(label == -100 ? 0 : label, classes.Span[at]);
            Assert.Equal(label == -100 ? 0 : 0.25f, weights.Span[at]);
        }
    }

    [Theory, MemberData(nameof(Counts))]
    public void Targets_are_packed_and_weighed(int count)
    {
        const int Length = 7;
        float[] targets = FakeData.Floats(count * Length, 3);
        using var from = new GuardedMemory(targets);
        using var lanes = new GuardedMemory(Length * 16);
        using var weights = new GuardedMemory(16);
        Lanes.PackTargets(from.Pointer, null, Length, count, 0.5f, lanes.Pointer, weights.Pointer);
        for (int at = 0; at < Length * 16; at++)
            Assert.Equal(at % 16 < count ? targets[at % 16 * Length + at / 16] : 0f, lanes.Span[at]);
        for (int lane = 0; lane < 16; lane++)
            Assert.Equal(lane < count ? 0.5f : 0f, weights.Span[lane]);
    }

    [Theory, MemberData(nameof(Counts))]
    public void Given_weights_multiply_the_scale(int count)
    {
        const int Steps = 3;
        int[] labels = [.. Enumerable.Range(0, count * Steps).Select(i => i % 5 == 4 ? -100 : i)];
        using var given = new GuardedMemory(FakeData.Floats(count * Steps, 5));
        using var samples = new GuardedMemory(FakeData.Floats(count, 6));
        using var targets = new GuardedMemory(count * Steps);
        using var lanes = new GuardedMemory(Steps * 16);
        using var weights = new GuardedMemory(Steps * 16);
        using var ofSamples = new GuardedMemory(16);
        fixed (int* from = labels)
            Lanes.PackLabels(from, given.Pointer, Steps, count, 0.25f, lanes.Pointer, weights.Pointer);
        Lanes.PackTargets(targets.Pointer, samples.Pointer, Steps, count, 0.25f, lanes.Pointer, ofSamples.Pointer);
        for (int at = 0; at < Steps * 16; at++)
        {
            int place = at % 16 * Steps + at / 16;
            Assert.Equal(at % 16 < count && labels[place] != -100 ? 0.25f * given.Span[place] : 0f, weights.Span[at]);
        }
        for (int lane = 0; lane < 16; lane++)
            Assert.Equal(lane < count ? 0.25f * samples.Span[lane] : 0f, ofSamples.Span[lane]);
    }
}
