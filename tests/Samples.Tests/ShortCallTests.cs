using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Samples.Tests;

/// <summary>
/// Single samples and steps of small networks, which take a way of their own: what it leaves to the other one, and where parameters lie.
/// </summary>
[Trait("Category", "Slow")]
public unsafe class ShortCallTests
{
    [Fact]
    public void One_sample_has_the_bits_of_a_batch_at_any_place()
    {
        var network = new Narrow(seed: 3);
        var random = new Random(1);
        float[] inputs = [.. Enumerable.Range(0, 40 * Narrow.InputLength).Select(_ => random.NextSingle() - 0.5f)];
        float[] batch = new float[40 * Narrow.OutputLength], one = new float[Narrow.OutputLength + 1];
        network.Predict(inputs, batch);
        for (int sample = 0; sample < 40; sample++)
        {
            one[^1] = 7;
            network.Predict(inputs.AsSpan(sample * Narrow.InputLength, Narrow.InputLength), one.AsSpan(0, Narrow.OutputLength));
            Assert.Equal(batch.AsSpan(sample * Narrow.OutputLength, Narrow.OutputLength), one.AsSpan(0, Narrow.OutputLength));
            // Nothing is written behind the outputs.
            Assert.Equal(7, one[^1]);
        }
    }

    [Fact]
    public void Samples_and_steps_that_are_short_go_that_way_and_no_others()
    {
        var network = new Narrow();
        ParameterPointers parameters = ((INetwork<Narrow>)network).Core.Memory.Pointers;
        float[] memory = new float[400];
        Assert.True(Short(768).TryPredict(parameters, memory.AsSpan(0, 5), memory.AsSpan(50, 100)));
        Assert.False(Short(769).TryPredict(parameters, memory.AsSpan(0, 5), memory.AsSpan(50, 100)));
        Assert.False(Short(768).TryPredict(parameters, memory.AsSpan(0, 10), memory.AsSpan(50, 200)));
        Assert.False(Short(768).TryPredict(parameters, memory.AsSpan(0, 5), memory.AsSpan(4, 100)));
        Assert.False(Short(768).TryStep(parameters, memory.AsSpan(0, 5), [], memory.AsSpan(50, 100)));
        var stream = new ShortStream();
        var steps = new ShortCalls<ShortStream>(oneFloats: int.MaxValue, stepFloats: 700);
        ParameterPointers others = ((INetwork<ShortStream>)stream).Core.Memory.Pointers;
        Assert.True(steps.TryStep(others, memory.AsSpan(0, 3), memory.AsSpan(10, 4), memory.AsSpan(20, 4)));
        Assert.False(steps.TryStep(others, memory.AsSpan(0, 3), memory.AsSpan(10, 5), memory.AsSpan(20, 4)));
        Assert.False(steps.TryPredict(others, memory.AsSpan(0, 18), memory.AsSpan(20, 24)));
        GC.KeepAlive(network);
        GC.KeepAlive(stream);

        static ShortCalls<Narrow> Short(int floats) => new(floats, stepFloats: 0);
    }

    [Fact]
    public void Lengths_that_do_not_fit_and_memory_that_overlaps_are_refused()
    {
        var network = new Narrow();
        float[] memory = new float[200];
        Assert.Throws<ArgumentException>(() => network.Predict(memory.AsSpan(0, 4), memory.AsSpan(50, Narrow.OutputLength)));
        Assert.Throws<ArgumentException>(() => network.Predict(memory.AsSpan(0, 5), memory.AsSpan(50, Narrow.OutputLength + 1)));
        Assert.Throws<ArgumentException>(() => network.Predict(memory.AsSpan(0, 5), memory.AsSpan(4, Narrow.OutputLength)));
        Assert.Throws<ArgumentException>(
            () => network.Predict(memory.AsSpan(Narrow.OutputLength - 1, 5), memory.AsSpan(0, Narrow.OutputLength)));
        network.Predict(memory.AsSpan(Narrow.OutputLength, 5), memory.AsSpan(0, Narrow.OutputLength));
    }

    [Fact]
    public void Steps_with_lengths_that_do_not_fit_change_nothing()
    {
        var network = new ShortStream();
        ShortStream.State state = default;
        state.Values.Fill(0.25f);
        float[] outputs = [1, 2, 3, 4];
        Assert.Contains("3 floats, but 2", Assert.Throws<ArgumentException>(() => Step(new float[2], 4)).Message);
        Assert.Contains("gives 4 floats", Assert.Throws<ArgumentException>(() => Step(new float[3], 3)).Message);
        Assert.Equal([1, 2, 3, 4], outputs);
        Assert.All(state.Values.ToArray(), static value => Assert.Equal(0.25f, value));

        void Step(float[] inputs, int length) => network.Step(inputs, ref state, outputs.AsSpan(0, length));
    }

    [Fact]
    public void A_step_may_have_its_outputs_where_its_inputs_are()
    {
        var network = new Echo(seed: 5);
        Echo.State apart = default, together = default;
        float[] inputs = [0.1f, -0.2f, 0.3f, 0.4f], outputs = new float[4], both = [.. inputs];
        for (int step = 0; step < 5; step++)
        {
            network.Step(inputs, ref apart, outputs);
            network.Step(both, ref together, both);
            Assert.Equal(outputs, both);
            inputs = [.. outputs];
        }
    }

    [Fact]
    public void The_tensor_with_most_elements_begins_at_a_cache_line()
    {
        // 15, 3, 300 and 100 elements: the third begins at the eighteenth.
        var network = new Narrow();
        fixed (float* weight = network.Dense2Weight)
            Assert.Equal(0u, (nuint)weight % 64);
    }
}

/// <summary>Few inputs and many outputs.</summary>
[Network, Input(5), Dense(3), Tanh, Dense(100)]
internal sealed partial class Narrow;

/// <summary>A step of three floats.</summary>
[Network, Input(6, 3), Gru(4, ReturnSequences = true)]
internal sealed partial class ShortStream;

/// <summary>As many outputs as inputs.</summary>
[Network, Input(6, 4), Gru(4, ReturnSequences = true)]
internal sealed partial class Echo;
