using System.Reflection;
using Unrolled.Generated;

namespace Unrolled.Samples.Tests;

/// <summary>
/// Attacks from safe code on what unsafe code reads, on the entrances of <c>docs/safety.md</c>. Without the guards, the first of them
/// read memory that belongs to somebody else, or end the process.
/// </summary>
[Trait("Category", "Slow")]
public class SafetyTests
{
    private const int Foreign = 50_000_000;

    [Fact]
    public void Tokens_that_a_callback_of_Fit_overwrites_are_refused()
    {
        int[] tokens = Tokens(64);
        var data = new Dataset(tokens, Reader.Steps, Labels(64));
        using var trainer = new Trainer<Reader>(new Reader(), new Sgd(0.1f), new TrainerOptions { Threads = 2 });
        Assert.Contains("tokens changed", Refusal(() => trainer.Fit(data, 1, 32, _ => Array.Fill(tokens, Foreign)).Count()));
        Array.Clear(tokens);
        Assert.True(float.IsFinite(trainer.Evaluate(data).Loss));
    }

    [Fact]
    public void Labels_that_a_callback_of_Fit_overwrites_are_refused()
    {
        int[] labels = Labels(64);
        var data = new Dataset(Tokens(64), Reader.Steps, labels);
        using var trainer = new Trainer<Reader>(new Reader(), new Sgd(0.1f), new TrainerOptions { Threads = 2 });
        Assert.Contains("labels changed", Refusal(() => trainer.Fit(data, 1, 32, _ => Array.Fill(labels, Foreign)).Count()));
    }

    [Fact]
    public void Predictions_beside_a_thread_that_spoils_tokens_are_right_or_refused()
    {
        (long right, long refused) = TokenAttack.Run(predictions: 40_000, threads: 4);
        Assert.Equal(40_000, right + refused);
        Assert.True(right > 0);
    }

    [Fact]
    public void Batches_beside_a_thread_that_spoils_tokens_are_right_or_refused()
    {
        // So many that threads share them.
        int[] tokens = Tokens(3000);
        (int place, int token) = (tokens.Length - 5, tokens[^5]);
        var network = new Reader();
        float[] expected = new float[3 * 3000], outputs = new float[expected.Length];
        network.Predict(tokens, expected);
        using var predictor = new BatchPredictor<Reader>(network, 3);
        using var spoiler = new Spoiler(() => tokens[place] = Foreign, () => tokens[place] = token);
        int right = 0, refused = 0;
        while (right < 300 || refused < 300)
        {
            try
            {
                predictor.Predict(tokens, outputs);
                Assert.Equal(expected, outputs);
                right++;
            }
            catch (ArgumentException)
            {
                refused++;
            }
        }
    }

    [Fact]
    public void Steps_and_evaluations_beside_a_thread_that_spoils_tokens_and_labels_are_done_or_refused()
    {
        int[] tokens = Tokens(48), labels = Labels(48);
        var data = new Dataset(tokens, Reader.Steps, labels);
        using var trainer = new Trainer<Reader>(new Reader(), new Sgd(1e-3f), new TrainerOptions { Threads = 2 });
        using var spoiler = new Spoiler(() => (tokens[100], labels[7]) = (Foreign, -7), () => (tokens[100], labels[7]) = (1, 2));
        for (int i = 0; i < 2000; i++)
        {
            try
            {
                Assert.True(float.IsFinite(trainer.Step(tokens, labels)));
                Assert.True(float.IsFinite(trainer.Evaluate(data).Loss));
            }
            catch (ArgumentException)
            {
            }
        }
    }

    [Fact]
    public void Two_threads_on_one_adversarial_trainer_are_told_so()
    {
        using AdversarialTrainer trainer = new MakerAndJudge(new Maker(), new Judge()).Train(new Sgd(1e-3f), new Sgd(1e-3f));
        int steps = 0, refused = 0;
        Parallel.For(0, 4, worker =>
        {
            for (int i = 0; i < 300; i++)
            {
                // Buffers grow with the batch, and must not under another thread's hands.
                float[] samples = new float[(1 + (i * 7 + worker) % 50) * 6];
                try
                {
                    trainer.Step(samples);
                    Interlocked.Increment(ref steps);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });
        Assert.Equal(1200, steps + refused);
        Assert.True(steps > 0);
        Assert.Equal(steps, trainer.Steps);
    }

    [Fact]
    public void Two_threads_on_one_trainer_are_told_so()
    {
        using var trainer = new Trainer<Scale>(new Scale(), new Sgd(1e-3f), new TrainerOptions { Threads = 2 });
        int steps = 0, refused = 0;
        Parallel.For(0, 4, worker =>
        {
            for (int i = 0; i < 300; i++)
            {
                // Buffers grow with the batch, and must not under another thread's hands.
                int count = 1 + (i * 7 + worker) % 50;
                try
                {
                    Assert.True(float.IsFinite(trainer.Step(new float[count * 4], new float[count * 3])));
                    Interlocked.Increment(ref steps);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });
        Assert.Equal(1200, steps + refused);
        Assert.True(steps > 0);
        Assert.Equal(steps, trainer.Steps);
    }

    [Fact]
    public void A_trainer_that_is_disposed_while_it_steps_ends_the_step()
    {
        for (int i = 0; i < 20; i++)
        {
            var network = new Scale();
            var trainer = new Trainer<Scale>(network, new Sgd(1e-3f), new TrainerOptions { Threads = 2 });
            float[] inputs = new float[4 * 200], targets = new float[3 * 200];
            var disposer = new Thread(trainer.Dispose);
            disposer.Start();
            try
            {
                while (true)
                    Assert.True(float.IsFinite(trainer.Step(inputs, targets)));
            }
            catch (ObjectDisposedException)
            {
                disposer.Join();
            }
            foreach (float parameter in network.Parameters)
                Assert.True(float.IsFinite(parameter));
        }
    }

    [Fact]
    public void A_predictor_that_is_disposed_while_it_predicts_ends_the_call()
    {
        var network = new Maker();
        float[] inputs = [.. Enumerable.Range(0, 3 * 20_000).Select(static i => i % 7 - 3f)];
        float[] outputs = new float[6 * 20_000], expected = new float[outputs.Length];
        network.Predict(inputs, expected);
        for (int i = 0; i < 20; i++)
        {
            var predictor = new BatchPredictor<Maker>(network, 2);
            var disposer = new Thread(predictor.Dispose);
            disposer.Start();
            try
            {
                while (true)
                {
                    predictor.Predict(inputs, outputs);
                    Assert.Equal(expected, outputs);
                }
            }
            catch (ObjectDisposedException)
            {
                disposer.Join();
            }
        }
    }

    [Fact]
    public void Two_threads_on_one_predictor_are_told_so()
    {
        var network = new Maker();
        float[] inputs = [.. Enumerable.Range(0, 3 * 20_000).Select(static i => i % 7 - 3f)], expected = new float[6 * 20_000];
        network.Predict(inputs, expected);
        using var predictor = new BatchPredictor<Maker>(network, 2);
        int calls = 0, refused = 0;
        Parallel.For(0, 4, worker =>
        {
            for (int i = 0; i < 300; i++)
            {
                // Memory grows with the batch, and must not under another thread's hands.
                int count = 1 + (i * 2801 + worker) % 20_000;
                float[] outputs = new float[6 * count];
                try
                {
                    predictor.Predict(inputs.AsSpan(0, 3 * count), outputs);
                    Assert.True(outputs.AsSpan().SequenceEqual(expected.AsSpan(0, outputs.Length)));
                    Interlocked.Increment(ref calls);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });
        Assert.Equal(1200, calls + refused);
        Assert.True(calls > 0);
    }

    [Fact]
    public void Parameters_that_are_loaded_beside_predictions_are_old_or_new()
    {
        const float New = 0.5f;
        string folder = Directory.CreateTempSubdirectory("unrolled").FullName;
        string zeros = Path.Combine(folder, "zeros"), halves = Path.Combine(folder, "halves");
        try
        {
            var network = new Maker();
            network.Parameters.Fill(New);
            network.Save(halves);
            network.Parameters.Clear();
            network.Save(zeros);
            // Three weights and a bias, each of them the old one or the new.
            float[] possible = [.. Enumerable.Range(0, 5).Select(news => MathF.Tanh(news * New))];
            using var loader = new Spoiler(() => network.Load(halves), () => network.Load(zeros));
            float[] outputs = new float[6 * 20], inputs = [.. Enumerable.Repeat(1f, 3 * 20)];
            for (int i = 0; i < 5000; i++)
            {
                network.Predict(inputs, outputs);
                Assert.All(outputs, output => Assert.Contains(possible, value => MathF.Abs(value - output) < 1e-5f));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Gradients_of_inputs_overlap_nothing_that_is_read()
    {
        NetworkCore<Crown> core = ((INetwork<Crown>)new Crown()).Core;
        int inputs = Crown.InputLength, outputs = Crown.OutputLength;
        float[] memory = [.. Enumerable.Repeat(0.25f, 4 * (inputs + outputs))], before = [.. memory];
        Action[] attacks =
        [
            () => core.InputGradient(memory.AsSpan(0, inputs), [0], memory.AsSpan(0, inputs)),
            () => core.InputGradient(memory.AsSpan(0, inputs), [0], memory.AsSpan(inputs - 1, inputs)),
            () => core.VectorJacobianProduct(memory.AsSpan(0, inputs), memory.AsSpan(2 * inputs, outputs), memory.AsSpan(1, inputs)),
            () => core.VectorJacobianProduct(
                memory.AsSpan(0, inputs), memory.AsSpan(2 * inputs, outputs), memory.AsSpan(inputs + 1, inputs)),
            () => core.VectorJacobianProduct(
                memory.AsSpan(0, inputs), memory.AsSpan(inputs, outputs), memory.AsSpan(inputs + outputs - 1, inputs)),
        ];
        Assert.All(attacks, attack => Assert.Throws<ArgumentException>(attack));
        Assert.Equal(before, memory);
    }

    [Fact]
    public void What_is_disposed_while_it_steps_ends_well()
    {
        for (int i = 0; i < 20; i++)
        {
            var (maker, judge) = (new Maker(), new Judge());
            (float Maker, float Judge) first = (maker.Parameters[0], judge.Parameters[0]);
            AdversarialTrainer trainer = new MakerAndJudge(maker, judge).Train(new Sgd(0.5f), new Sgd(0.5f));
            var disposer = new Thread(trainer.Dispose);
            disposer.Start();
            try
            {
                while (true)
                    trainer.Step(new float[60]);
            }
            catch (ObjectDisposedException)
            {
                disposer.Join();
            }
            Assert.True(maker.Parameters[0] != first.Maker == (judge.Parameters[0] != first.Judge), "one of both took a step alone");
        }
    }

    [Fact]
    public void A_pairs_training_stops_between_two_batches()
    {
        using var cancel = new CancellationTokenSource();
        using AdversarialTrainer trainer = new MakerAndJudge(new Maker(), new Judge()).Train(new Sgd(1e-3f), new Sgd(1e-3f));
        IEnumerable<AdversarialLosses> epochs = trainer.Fit(new float[60], 5, 2, done =>
        {
            if (trainer.Steps == 7)
                cancel.Cancel();
        }, cancel.Token);
        Assert.Throws<OperationCanceledException>(() => epochs.Count());
        Assert.Equal(7, trainer.Steps);
    }

    [Fact]
    public void Safe_code_cannot_run_generated_code_on_memory_of_its_own()
    {
        MethodInfo run = typeof(INetwork<>).GetMethod(nameof(INetwork<>.Run))!;
        Assert.True(run.GetParameters()[1].ParameterType.IsPointer);
        // The classes of bodies, and what is emitted into the network's own.
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        Type[] generated =
            [.. typeof(Reader).Assembly.GetTypes().Where(type => type.Name.EndsWith("Body", StringComparison.Ordinal)), typeof(Reader)];
        Assert.True(generated.Length > 3);
        Assert.All(generated.SelectMany(type => type.GetMethods(Any)).Where(method => !method.IsPrivate), method =>
            Assert.DoesNotContain(method.GetParameters(), p => p.ParameterType == typeof(Frame).MakeByRefType()));
    }

    [Fact]
    public void A_part_of_another_length_than_the_network_was_generated_for_is_refused()
    {
        PartParameters small = ((INetwork<Scale>)new Scale()).Core.Part;
        Assert.Contains("build Tree again", Refusal(() => new NetworkCore<Tree>(0, small)));
    }

    [Fact]
    public void A_pair_of_networks_that_do_not_fit_is_refused()
    {
        string refusal = Refusal(() => new AdversarialTrainer<Maker, Maker, Scale>(
            new Maker(), new Maker(), new Scale(), new Sgd(1), new Sgd(1), null, -1, 1).Dispose());
        Assert.Contains("build it again", refusal);
    }

    [Fact]
    public void Input_gradients_beside_a_thread_that_spoils_labels_are_right_or_refused()
    {
        var tree = new Crown();
        float[] inputs = new float[7 * 20], expected = new float[7 * 20], gradients = new float[7 * 20];
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 4)];
        ((INetwork<Crown>)tree).Core.InputGradient(inputs, labels, expected);
        using var spoiler = new Spoiler(() => labels[17] = 4, () => labels[17] = 1);
        for (int i = 0; i < 2000; i++)
        {
            try
            {
                ((INetwork<Crown>)tree).Core.InputGradient(inputs, labels, gradients);
                Assert.Equal(expected, gradients);
            }
            catch (ArgumentException)
            {
            }
        }
    }

    [Fact]
    public void A_stream_beside_a_thread_that_spoils_its_token_is_right_or_refused()
    {
        var network = new Follower();
        int[] token = [3];
        float[] outputs = new float[3], expected = new float[3];
        var fresh = new Follower.State();
        network.Step(token[0], ref fresh, expected);
        using var spoiler = new Spoiler(() => token[0] = Foreign, () => token[0] = 3);
        for (int i = 0; i < 20_000; i++)
        {
            try
            {
                ((INetwork<Follower>)network).Core.Step(token, new float[4], outputs);
                Assert.Equal(expected, outputs);
            }
            catch (ArgumentException)
            {
            }
        }
    }

    [Fact]
    public void Parameters_after_a_refusal_in_Fit_are_those_of_the_last_step()
    {
        int[] tokens = Tokens(64);
        var (network, same) = (new Reader(), new Reader());
        using var trainer = new Trainer<Reader>(network, new Sgd(0.1f), new TrainerOptions { Threads = 2 });
        float[] after = [];
        Refusal(() => trainer.Fit(new Dataset(tokens, Reader.Steps, Labels(64)), 1, 32, _ =>
        {
            after = network.Parameters.ToArray();
            tokens[5] = -1;
            tokens.AsSpan(32 * Reader.Steps).Fill(-1);
        }).Count());
        Assert.Equal(after, network.Parameters);
        Assert.NotEqual(same.Parameters.ToArray(), after);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused_at_every_entrance()
    {
        var reader = new Reader();
        var maker = new Maker();
        using var trainer = new Trainer<Reader>(reader, new Sgd(0.1f), new TrainerOptions { Threads = 2 });
        using AdversarialTrainer pair = new MakerAndJudge(new Maker(), new Judge()).Train(new Sgd(1e-3f), new Sgd(1e-3f));
        using Trainer<Scale> scaling = new(new Scale(), new Sgd(0.1f), new TrainerOptions { Threads = 2 });
        using BatchPredictor<Reader> reading = new(reader, 2);
        using BatchPredictor<Maker> making = new(maker, 2);
        float[] before = reader.Parameters.ToArray();
        Action[] attacks =
        [
            () => reading.Predict(Tokens(2).AsSpan(1), new float[6]),
            () => reading.Predict(Tokens(2), new float[5]),
            () => reading.Predict(Tokens(2), new float[7]),
            () => reading.Predict([-1, 0, 0, 0, 0, 0], new float[3]),
            () => reading.Predict([0, 0, 0, 0, 0, Reader.Vocabulary], new float[3]),
            () => making.Predict(new float[4], new float[6]),
            () => making.Predict(new float[3], new float[5]),
            () => reader.Predict(Tokens(2).AsSpan(1), new float[6]),
            () => reader.Predict(Tokens(2), new float[5]),
            () => reader.Predict(Tokens(2), new float[7]),
            () => reader.Predict([-1, 0, 0, 0, 0, 0], new float[3]),
            () => reader.Predict([0, 0, 0, 0, 0, Reader.Vocabulary], new float[3]),
            () => maker.Predict(new float[4], new float[6]),
            () => maker.Predict(new float[3], new float[5]),
            () => Overlapping(maker.Predict, inputs: 5),
            () => Overlapping(making.Predict, inputs: 5),
            () => trainer.Step(Tokens(2), new int[3]),
            () => trainer.Step(Tokens(2), new int[1]),
            () => trainer.Step(Tokens(2), [0, 3]),
            () => trainer.Step(Tokens(2), [0, int.MinValue]),
            () => trainer.Step(Tokens(2), new float[5]),
            () => trainer.Step(new int[5], [0]),
            () => trainer.Step(Array.Empty<int>(), new int[0]),
            () => trainer.Evaluate(new Dataset(new int[14], 7, [0, 0])),
            () => trainer.Evaluate(new Dataset(Tokens(2), Reader.Steps, [0, 3])),
            () => trainer.Fit(new Dataset(Tokens(2), Reader.Steps, new int[4]), 1, 1).Count(),
            () => scaling.Step(new float[8], new float[5]),
            () => scaling.Step(new float[7], new float[6]),
            () => new Dataset(new float[9], 4, [0]),
            () => new Dataset(new float[8], 4, new float[5], 2),
            () => pair.Step(new float[7]),
            () => pair.Step(new float[6], new float[2]),
        ];
        Assert.All(attacks, attack => Assert.ThrowsAny<ArgumentException>(attack));
        Assert.Equal(before, reader.Parameters);

        static void Overlapping(Prediction predict, int inputs)
        {
            float[] memory = new float[20];
            predict(memory.AsSpan(inputs, 3), memory.AsSpan(2, 6));
        }
    }

    private delegate void Prediction(ReadOnlySpan<float> inputs, Span<float> outputs);

    private static string Refusal(Action attack) => Assert.Throws<ArgumentException>(attack).Message;

    private static int[] Tokens(int samples) => [.. Enumerable.Range(0, samples * Reader.Steps).Select(i => i * 7 % Reader.Vocabulary)];

    private static int[] Labels(int samples) => [.. Enumerable.Range(0, samples).Select(i => i % 3)];
}

[Network, Input(Steps)]
[Embedding(Vocabulary, 5), Gru(4), Dense(3)]
[SoftmaxCrossEntropy]
internal sealed partial class Reader
{
    public const int Steps = 6;
    public const int Vocabulary = 11;
}

[Network, Input(8)]
[Embedding(Reader.Vocabulary, 5), Gru(4, ReturnSequences = true), Dense(3)]
internal sealed partial class Follower;

[Network, Input(3)]
[Dense(6), Tanh]
internal sealed partial class Maker;

[Network, Input(6)]
[Dense(4), LeakyReLU, Dense(1)]
internal sealed partial class Judge;

[Network, Input(4)]
[Dense(3)]
[MeanSquaredError]
internal sealed partial class Scale;

[Adversarial<Maker, Judge>]
internal sealed partial class MakerAndJudge;
