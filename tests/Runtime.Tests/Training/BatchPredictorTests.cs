using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Unrolled.Generated;

namespace Unrolled.Tests.Training;

public class BatchPredictorTests
{
    private static readonly PredictionPlan EachGroup = new(GroupsPerItem: 1, Fewest: 1);

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(8)]
    public void Any_batch_gives_what_the_network_gives(int threads)
    {
        var network = new FakeRegression(seed: 3);
        float[] inputs = FakeData.Floats(250 * FakeRegression.Inputs, 1), expected = new float[250 * FakeRegression.Outputs];
        network.Predict(inputs, expected);
        foreach (PredictionPlan plan in (PredictionPlan[])[EachGroup, new(3, 2), PredictionPlan.For(FakeRegression.Info)])
        {
            using var predictor = new BatchPredictor<FakeRegression>(network, threads, plan);
            foreach (int samples in (int[])[0, 5, 250, 1, 16, 17, 64, 49])
            {
                float[] outputs = new float[samples * FakeRegression.Outputs];
                predictor.Predict(inputs.AsSpan(0, samples * FakeRegression.Inputs), outputs);
                Assert.Equal(expected[..outputs.Length], outputs);
            }
        }
    }

    [Fact]
    public void Parameters_may_change_between_two_calls()
    {
        var network = new FakeRegression(seed: 3);
        float[] inputs = FakeData.Floats(40 * FakeRegression.Inputs, 1);
        float[] outputs = new float[40 * FakeRegression.Outputs], expected = new float[outputs.Length];
        using var predictor = new BatchPredictor<FakeRegression>(network, 2, EachGroup);
        predictor.Predict(inputs, outputs);
        network.Parameters[3] += 1;
        network.Predict(inputs, expected);
        predictor.Predict(inputs, outputs);
        Assert.Equal(expected, outputs);
    }

    [Fact]
    public void Threads_really_share_a_batch_and_prepare_it_once()
    {
        using var meeting = new CountdownEvent(3);
        int prepared = 0;
        FakeWork.Work = entry =>
        {
            if (entry == Entry.PredictPrepare)
            {
                prepared++;
                return;
            }
            meeting.Signal();
            Assert.True(meeting.Wait(TimeSpan.FromMinutes(1)));
        };
        using var predictor = new BatchPredictor<FakeWork>(new FakeWork(), 3, EachGroup);
        float[] outputs = new float[48];
        predictor.Predict(Enumerable.Range(0, 48).Select(i => (float)i).ToArray(), outputs);
        Assert.Equal(Enumerable.Range(0, 48).Select(i => (float)i + FakeWork.Shared), outputs);
        Assert.Equal(1, prepared);
    }

    [Theory, InlineData(16, 1, 1), InlineData(17, 1, 2), InlineData(48, 1, 3), InlineData(112, 4, 1), InlineData(128, 4, 2)]
    public void A_batch_has_no_more_threads_than_it_has_work_for(int samples, int fewest, int most)
    {
        var threads = new ConcurrentDictionary<int, bool>();
        FakeWork.Work = _ =>
        {
            threads[Environment.CurrentManagedThreadId] = true;
            Thread.Sleep(1);
        };
        using var predictor = new BatchPredictor<FakeWork>(new FakeWork(), 4, EachGroup with { Fewest = fewest });
        predictor.Predict(new float[samples], new float[samples]);
        Assert.InRange(threads.Count, 1, most);
        Assert.True(threads.ContainsKey(Environment.CurrentManagedThreadId));
    }

    [Fact]
    public void What_is_done_before_a_thread_comes_stays_on_the_callers()
    {
        var threads = new ConcurrentDictionary<int, bool>();
        FakeWork.Work = _ => threads[Environment.CurrentManagedThreadId] = true;
        using var predictor = new BatchPredictor<FakeWork>(new FakeWork(), 4);
        predictor.Predict(new float[1000], new float[1000]);
        Assert.Equal([Environment.CurrentManagedThreadId], threads.Keys);
    }

    [Fact]
    public void An_exception_on_any_thread_reaches_the_caller_and_the_next_call_is_right()
    {
        var network = new FakeRegression(seed: 3);
        float[] inputs = FakeData.Floats(64 * FakeRegression.Inputs, 1);
        float[] outputs = new float[64 * FakeRegression.Outputs], expected = new float[outputs.Length];
        network.Predict(inputs, expected);
        using var predictor = new BatchPredictor<FakeRegression>(network, 2, EachGroup);
        for (int poisoned = 0; poisoned < 64; poisoned++)
        {
            float kept = inputs[poisoned * FakeRegression.Inputs];
            inputs[poisoned * FakeRegression.Inputs] = FakeProgram.Poison;
            Assert.Throws<InvalidDataException>(() => predictor.Predict(inputs, outputs));
            inputs[poisoned * FakeRegression.Inputs] = kept;
            predictor.Predict(inputs, outputs);
            Assert.Equal(expected, outputs);
        }
    }

    [Fact]
    public void Lengths_are_refused_as_the_network_refuses_them()
    {
        var network = new FakeClassifier();
        using var predictor = new BatchPredictor<FakeClassifier>(network, 2);
        float[] shared = new float[8];
        (Action Ours, Action Theirs)[] pairs =
        [
            (() => predictor.Predict(new float[7], new float[3]), () => network.Predict(new float[7], new float[3])),
            (() => predictor.Predict(new float[10], new float[3]), () => network.Predict(new float[10], new float[3])),
            (() => predictor.Predict(shared.AsSpan(0, 5), shared.AsSpan(4, 3)), () =>
                network.Predict(shared.AsSpan(0, 5), shared.AsSpan(4, 3))),
        ];
        Assert.All(pairs, pair => Assert.Equal(
            Assert.ThrowsAny<ArgumentException>(pair.Theirs).Message, Assert.ThrowsAny<ArgumentException>(pair.Ours).Message));
        Assert.Contains("floats", Assert.Throws<InvalidOperationException>(() => predictor.Predict(new int[5], new float[3])).Message);
    }

    [Fact]
    public void There_is_a_network_and_a_thread()
    {
        Assert.Throws<ArgumentNullException>("network", () => new BatchPredictor<FakeClassifier>(null!));
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => new BatchPredictor<FakeClassifier>(new FakeClassifier(), 0));
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => new BatchPredictor<FakeClassifier>(new FakeClassifier(), -1));
    }

    [Fact]
    public void What_is_disposed_predicts_no_more()
    {
        var predictor = new BatchPredictor<FakeClassifier>(new FakeClassifier());
        predictor.Dispose();
        predictor.Dispose();
        Assert.Contains(
            "BatchPredictor", Assert.Throws<ObjectDisposedException>(() => predictor.Predict(new float[5], new float[3])).ObjectName);
    }

    [Fact]
    public async Task A_second_thread_is_told_so_and_disposal_lets_the_call_end()
    {
        using var began = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        FakeWork.Work = entry =>
        {
            began.Set();
            Assert.True(go.Wait(TimeSpan.FromMinutes(1)));
        };
        var predictor = new BatchPredictor<FakeWork>(new FakeWork(), 2, EachGroup);
        float[] outputs = new float[64];
        Task call = Task.Run(() => predictor.Predict(new float[64], outputs), TestContext.Current.CancellationToken);
        Assert.True(began.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Contains("This predictor is in use by another thread", Assert.Throws<InvalidOperationException>(
            () => predictor.Predict(new float[1], new float[1])).Message);
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(new float[1], new float[1]));
        go.Set();
        await call;
        Assert.Equal(Enumerable.Repeat(FakeWork.Shared, 64), outputs);
    }

    [Fact]
    public void A_forgotten_predictor_is_collected()
    {
        WeakReference forgotten = Forget();
        for (int i = 0; i < 100 && forgotten.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(1);
        }
        Assert.False(forgotten.IsAlive);
    }

    [Fact]
    public void Plans_weigh_what_a_sample_costs()
    {
        NetworkInfo info = FakeWork.Info;
        Assert.Equal(new PredictionPlan(1, 1), PredictionPlan.For(With(info, 1_000_000)));
        Assert.Equal(new PredictionPlan(1, 1), PredictionPlan.For(With(info, long.MaxValue / 1000)));
        int last = 0;
        foreach (long multiplyAdds in (long[])[100_000, 10_000, 1000, 100, 1, 0])
        {
            PredictionPlan plan = PredictionPlan.For(With(info, multiplyAdds));
            Assert.InRange(plan.GroupsPerItem, 1, 1 << 20);
            Assert.InRange(plan.Fewest, 1, 8);
            Assert.True(plan.GroupsPerItem >= last, $"{multiplyAdds}");
            // Every sample is in one item.
            foreach (int samples in (int[])[1, 16, 17, 1000, int.MaxValue])
                Assert.InRange((long)plan.Items(samples) * plan.SamplesPerItem - samples, 0, plan.SamplesPerItem - 1);
            last = plan.GroupsPerItem;
        }

        static NetworkInfo With(NetworkInfo info, long multiplyAdds) =>
            info with { Layers = [info.Layers[0] with { MultiplyAdds = multiplyAdds }] };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget()
    {
        var predictor = new BatchPredictor<FakeClassifier>(new FakeClassifier(), 3, EachGroup);
        predictor.Predict(new float[500], new float[300]);
        return new WeakReference(predictor);
    }

    /// <summary>Adds a number that was prepared once, and does in each entry what a test wants.</summary>
    private sealed class FakeWork : INetwork<FakeWork>
    {
        public const float Shared = 0.5f;

        public static Action<Entry> Work { get; set; } = _ => { };

        public static NetworkInfo Info { get; } = FakeProgram.Info(nameof(FakeWork), 1, 1);

        public static ProgramInfo Program { get; } = FakeProgram.Program(1, 1, TargetKind.None) with { PredictSharedValues = 1 };

        public NetworkCore<FakeWork> Core { get; } = new(0);

        public Span<float> Parameters => Core.Parameters;

        public static unsafe void Run(Entry entry, Frame* frame)
        {
            Work(entry);
            if (entry == Entry.PredictPrepare)
                frame->Shared[0] = Shared;
            else
                for (int s = 0; s < frame->Count; s++)
                    frame->Outputs[s] = frame->Inputs[s] + (entry == Entry.PredictGroup ? frame->Shared[0] : Shared);
        }

        public void Save(string path) => Core.Save(path);

        public void Load(string path) => Core.Load(path);
    }
}
