using System.Reflection;

namespace Unrolled.Numerics.Tests;

/// <summary>A sequence fed step by step gives the bits of a prediction of the whole, on every body.</summary>
public class StreamingTests
{
    public static TheoryData<string> Titles => [.. Streams.All.Select(d => d.Title)];

    public static TheoryData<string> OtherTitles => [.. Streams.None.Select(d => d.Title)];

    [Theory, MemberData(nameof(Titles))]
    public void Steps_have_the_bits_of_the_whole_sequence(string title)
    {
        var oracle = new OracleNetwork(Networks.Streams[title]).Initialize(seed: 14);
        var layout = SequenceLayout.Of(oracle);
        foreach (var subject in Networks.Streams.BuildAll(title))
        {
            subject.Set(oracle);
            // One network, one sequence after another: each begins with a state of zeros.
            foreach (float[] sample in Batch.Random(oracle, count: 3, seed: 15).Inputs.Chunk(oracle.InputLength))
            {
                float[] whole = layout.Whole(subject.Predict(sample)), sequence = layout.Sequence(sample);
                float[] streamed = subject.Stream(sequence, layout.Steps, layout.Outputs, disturb: false);
                Assert.Equal(Bits.Of(whole), Bits.Of(layout.Shown(streamed)));
                Assert.Equal(Bits.Of(streamed), Bits.Of(subject.Stream(sequence, layout.Steps, layout.Outputs, disturb: true)));
            }
        }
    }

    [Theory, MemberData(nameof(Titles))]
    public void A_step_knows_nothing_of_later_ones(string title)
    {
        var oracle = new OracleNetwork(Networks.Streams[title]).Initialize(seed: 16);
        var layout = SequenceLayout.Of(oracle);
        var (steps, outputs) = (layout.Steps, layout.Outputs);
        float[] sequence = Batch.Random(oracle, count: 1, seed: 17).Inputs;
        var subject = Networks.Streams.Build(title, null);
        subject.Set(oracle);
        float[] all = subject.Stream(sequence, steps, outputs, disturb: false);
        for (int few = 1; few < steps; few++)
            Assert.Equal(Bits.Of(all[..(few * outputs)]),
                Bits.Of(subject.Stream(sequence[..(few * sequence.Length / steps)], few, outputs, disturb: false)));
    }

    [Theory, MemberData(nameof(OtherTitles))]
    public void Networks_that_cannot_run_step_by_step_do_not_offer_it(string title)
    {
        var type = Networks.Streams.Build(title, null).Class;
        Assert.Null(type.GetMethod("Step", BindingFlags.Public | BindingFlags.Instance));
        Assert.Null(type.GetNestedType("State"));
    }
}
