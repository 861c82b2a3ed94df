using System.Reflection;
using System.Runtime.InteropServices;

namespace Unrolled.Numerics.Tests;

/// <summary>A sequence fed step by step gives the bits of a prediction of the whole, on every body.</summary>
public class StreamingTests
{
    public static TheoryData<string> Titles => [.. Streams.All.Select(d => d.Title)];

    public static TheoryData<string> OtherTitles => [.. Streams.None.Select(d => d.Title)];

    [Theory, MemberData(nameof(Titles))]
    public void Steps_have_the_bits_of_the_whole_sequence(string title)
    {
        var declaration = Networks.Streams[title];
        var oracle = new OracleNetwork(declaration).Initialize(seed: 14);
        bool channelsFirst = declaration.Layers[0] is Conv1D, everyStep = oracle.Output.Length == 2;
        // Channels-first outputs stay so unless a layer turns them.
        bool turned = channelsFirst && !declaration.Layers.Any(l => l is Transpose);
        int steps = oracle.Input[channelsFirst ? ^1 : 0], outputs = everyStep ? oracle.Output[turned ? 0 : 1] : oracle.Output[0];
        foreach (var subject in Networks.Streams.BuildAll(title))
        {
            subject.Set(oracle);
            // One network, one sequence after another: each begins with a state of zeros.
            foreach (float[] sample in Batch.Random(oracle, count: 3, seed: 15).Inputs.Chunk(oracle.InputLength))
            {
                float[] whole = subject.Predict(sample);
                if (turned)
                    whole = Turn(whole, outputs);
                float[] sequence = channelsFirst ? Turn(sample, oracle.Input[0]) : sample;
                float[] streamed = subject.Stream(sequence, steps, outputs, disturb: false);
                Assert.Equal(Bits(whole), Bits(everyStep ? streamed : streamed[^outputs..]));
                Assert.Equal(Bits(streamed), Bits(subject.Stream(sequence, steps, outputs, disturb: true)));
            }
        }
    }

    [Theory, MemberData(nameof(Titles))]
    public void A_step_knows_nothing_of_later_ones(string title)
    {
        var oracle = new OracleNetwork(Networks.Streams[title]).Initialize(seed: 16);
        int steps = oracle.Vocabulary > 0 || Networks.Streams[title].Layers[0] is not Conv1D ? oracle.Input[0] : oracle.Input[^1];
        int outputs = oracle.Output.Length == 1 ? oracle.Output[0] : oracle.OutputLength / steps;
        float[] sequence = Batch.Random(oracle, count: 1, seed: 17).Inputs;
        var subject = Networks.Streams.Build(title, null);
        subject.Set(oracle);
        float[] all = subject.Stream(sequence, steps, outputs, disturb: false);
        for (int few = 1; few < steps; few++)
            Assert.Equal(Bits(all[..(few * outputs)]), Bits(subject.Stream(sequence[..(few * sequence.Length / steps)], few, outputs, disturb: false)));
    }

    [Theory, MemberData(nameof(OtherTitles))]
    public void Networks_that_cannot_run_step_by_step_do_not_offer_it(string title)
    {
        var type = Networks.Streams.Build(title, null).Class;
        Assert.Null(type.GetMethod("Step", BindingFlags.Public | BindingFlags.Instance));
        Assert.Null(type.GetNestedType("State"));
    }

    /// <summary>Rows become columns.</summary>
    private static float[] Turn(float[] values, int rows)
    {
        int columns = values.Length / rows;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];
    }

    private static string Bits(float[] values) => Convert.ToHexString(MemoryMarshal.AsBytes<float>(values));
}
