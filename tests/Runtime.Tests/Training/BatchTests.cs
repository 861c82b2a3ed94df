using Unrolled.Generated;
using Unrolled.Training;

namespace Unrolled.Tests.Training;

/// <summary>Where a frame finds a group's samples: each kind in its own field, and null where the batch has none of it.</summary>
public unsafe class BatchTests
{
    private static BatchChecks Checks { get; } = new(
        FakeProgram.Info("Fake", 2, 1), FakeProgram.Program(2, 120, TargetKind.Labels) with { Tokens = 40 });

    [Fact]
    public void Floats_in_order_stay_where_they_are_and_integers_are_copied()
    {
        float[] inputs = [.. Enumerable.Range(0, 40).Select(static i => (float)i)];
        int[] labels = [.. Enumerable.Range(100, 20)];
        var spans = new SampleSpans(20) { Inputs = inputs, Labels = labels };
        fixed (float* from = inputs)
        fixed (int* to = labels)
        {
            Batch batch = spans.At(from, null, null, to, 20);
            var (arena, frame) = (new Arena(Checks), new Frame());
            arena.Ensure(batch);
            arena.Point(ref frame, batch, 1);
            Assert.Equal((16, 4), (frame.First, frame.Count));
            Assert.True(frame.Inputs == from + 32 && frame.Labels != to + 16);
            Assert.Equal([116, 117, 118, 119], new ReadOnlySpan<int>(frame.Labels, 4));
            Assert.True(frame.Tokens == null && frame.Targets == null);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void What_became_wrong_since_it_was_checked_is_refused(bool shuffled)
    {
        int[] tokens = [.. Enumerable.Range(0, 40)], labels = [.. Enumerable.Range(100, 20)], rows = [19, 18, 17];
        var spans = new SampleSpans(20) { Tokens = tokens, Labels = labels };
        fixed (int* from = tokens, to = labels, order = rows)
        {
            Batch batch = spans.At(null, from, null, to, 20);
            if (shuffled)
                batch = batch with { Order = order, Samples = 3 };
            var arena = new Arena(Checks);
            arena.Ensure(batch);
            int group = shuffled ? 0 : 1;
            tokens[36] = 5000;
            Assert.StartsWith("The tokens changed while Fake read them: one is 5000", Refusal(batch));
            (tokens[36], labels[18]) = (36, -1);
            Assert.StartsWith("The labels changed while Fake read them: one is -1", Refusal(batch));

            string Refusal(Batch batch) => Assert.Throws<ArgumentException>(() =>
            {
                var frame = new Frame();
                arena.Point(ref frame, batch, group);
            }).Message;
        }
    }

    [Fact]
    public void Shuffled_samples_are_gathered()
    {
        float[] inputs = [.. Enumerable.Range(0, 40).Select(static i => (float)i)];
        int[] labels = [.. Enumerable.Range(100, 20)], rows = [7, 3, 7];
        var spans = new SampleSpans(20) { Inputs = inputs, Labels = labels };
        fixed (float* from = inputs)
        fixed (int* to = labels, order = rows)
        {
            Batch batch = spans.At(from, null, null, to, 3) with { Order = order, Samples = 3 };
            var (arena, frame) = (new Arena(Checks), new Frame());
            arena.Ensure(batch);
            arena.Point(ref frame, batch, 0);
            Assert.Equal([14, 15, 6, 7, 14, 15], new ReadOnlySpan<float>(frame.Inputs, 6));
            Assert.Equal([107, 103, 107], new ReadOnlySpan<int>(frame.Labels, 3));
            Assert.True(frame.Tokens == null && frame.Targets == null);
        }
    }
}
