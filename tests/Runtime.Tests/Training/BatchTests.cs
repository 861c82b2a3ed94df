using Unrolled.Generated;
using Unrolled.Training;

namespace Unrolled.Tests.Training;

/// <summary>Where a frame finds a group's samples: each kind in its own field, and null where the batch has none of it.</summary>
public unsafe class BatchTests
{
    [Fact]
    public void Samples_in_order_stay_where_they_are()
    {
        int[] tokens = [.. Enumerable.Range(0, 40)], labels = [.. Enumerable.Range(100, 20)];
        var spans = new SampleSpans(20) { Tokens = tokens, Labels = labels };
        fixed (int* from = tokens, to = labels)
        {
            var frame = new Frame();
            new Arena().Point(ref frame, spans.At(null, from, null, to, 20), 1);
            Assert.Equal((16, 4), (frame.First, frame.Count));
            Assert.True(frame.Tokens == from + 32 && frame.Labels == to + 16);
            Assert.True(frame.Inputs == null && frame.Targets == null);
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
            var (arena, frame) = (new Arena(), new Frame());
            arena.Ensure(batch);
            arena.Point(ref frame, batch, 0);
            Assert.Equal([14, 15, 6, 7, 14, 15], new ReadOnlySpan<float>(frame.Inputs, 6));
            Assert.Equal([107, 103, 107], new ReadOnlySpan<int>(frame.Labels, 3));
            Assert.True(frame.Tokens == null && frame.Targets == null);
        }
    }
}
