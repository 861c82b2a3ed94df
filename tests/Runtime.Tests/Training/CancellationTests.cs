namespace Unrolled.Tests.Training;

/// <summary>A run that is cancelled ends with the bits of one that was not, once it has gone on.</summary>
public sealed class CancellationTests : TempDirectory
{
    private const int Epochs = 3, BatchSize = 16;
    private static readonly Dataset Data = FakeData.ClassDataset(90), Validation = FakeData.ClassDataset(40, seed: 7);

    public static TheoryData<string> Kinds => [.. Sources.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void After_any_batch_it_goes_on_to_the_bit(string kind)
    {
        (FakeClassifier straight, Trainer<FakeClassifier> whole) = Run();
        FitHistory expected = whole.Train(Data, Epochs, BatchSize, validation: Validation);
        whole.Dispose();
        var random = new Random(11);
        for (int round = 0; round < 8; round++)
        {
            SampleSource source = Sources.Of(kind, Data);
            var losses = new List<(int, float)>();
            (FakeClassifier network, Trainer<FakeClassifier> trainer) = Run();
            FitHistory history;
            do
            {
                using var cancel = new CancellationTokenSource();
                long at = trainer.Steps + random.Next(1, 8);
                history = trainer.Train(
                    source, Epochs - trainer.Epochs, BatchSize, _ => CancelAt(cancel, trainer.Steps == at), Validation, cancel.Token);
                losses.AddRange(history.Epochs.Select(e => (losses.Count + e.Epoch, e.Loss)));
                Assert.True(history.StopReason == StopReason.Cancelled ? trainer.Steps == at : trainer.Epochs == Epochs);
                trainer.Save(PathOf("run"));
                trainer.Dispose();
                (network, trainer) = Run();
                trainer.Load(PathOf("run"));
            }
            while (history.StopReason == StopReason.Cancelled);
            Assert.Equal(straight.Parameters, network.Parameters);
            Assert.Equal(expected.Epochs.Select(e => e.Loss), losses.Select(l => l.Item2));
            Assert.Equal(expected.Epochs[^1].Validation, history.Epochs[^1].Validation);
            trainer.Dispose();
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Fit_throws_where_Train_returns(string kind)
    {
        (_, Trainer<FakeClassifier> trainer) = Run();
        using var cancel = new CancellationTokenSource();
        using IEnumerator<EpochResult> epochs =
            trainer.Fit(Sources.Of(kind, Data), Epochs, BatchSize, p =>
                CancelAt(cancel, p is { Epoch: 2, Batch: 4 }), cancellationToken: cancel.Token)
                .GetEnumerator();
        Assert.True(epochs.MoveNext());
        Assert.Throws<OperationCanceledException>(() => epochs.MoveNext());
        Assert.Equal((10, 1), (trainer.Steps, trainer.Epochs));
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Data, Epochs, BatchSize, cancellationToken: cancel.Token).First());
        FitHistory history = trainer.Train(Data, Epochs, BatchSize, cancellationToken: cancel.Token);
        Assert.Equal((StopReason.Cancelled, 0, 10), (history.StopReason, history.Epochs.Count, trainer.Steps));
        Assert.Null(history.BestEpoch);
        trainer.Dispose();
    }

    [Fact]
    public void Cancelling_what_waits_for_a_source_wakes_it()
    {
        using var cancel = new CancellationTokenSource();
        var source = new IndexSource(Data)
        {
            // Gives nothing until it is cancelled itself, as a source that waits for something would.
            Before = (_, epoch) =>
            {
                if (epoch != 1)
                    return;
                cancel.Cancel();
                cancel.Token.ThrowIfCancellationRequested();
            },
        };
        (_, Trainer<FakeClassifier> trainer) = Run();
        FitHistory history = trainer.Train(source, 2, BatchSize, cancellationToken: cancel.Token);
        Assert.Equal((StopReason.Cancelled, 1, 6), (history.StopReason, history.Epochs.Count, trainer.Steps));
        trainer.Dispose();
    }

    [Fact]
    public void Evaluation_within_it_is_cancelled_too_and_made_again()
    {
        (FakeClassifier straight, Trainer<FakeClassifier> whole) = Run();
        FitHistory expected = whole.Train(Data, 2, BatchSize, validation: Validation);
        using var cancel = new CancellationTokenSource();
        var validation = new IndexSource(Validation) { Before = (_, _) => cancel.Cancel() };
        (FakeClassifier network, Trainer<FakeClassifier> trainer) = Run();
        FitHistory history = trainer.Train(Data, 2, BatchSize, validation: validation, cancellationToken: cancel.Token);
        Assert.Equal((StopReason.Cancelled, 0, 0, 6), (history.StopReason, history.Epochs.Count, trainer.Epochs, trainer.Steps));
        history = trainer.Train(Data, 2, BatchSize, validation: Validation);
        Assert.Equal(expected.Epochs.Select(e => (e.Loss, e.Validation, e.Rate, e.IsBest)),
            history.Epochs.Select(e => (e.Loss, e.Validation, e.Rate, e.IsBest)));
        Assert.Equal(straight.Parameters, network.Parameters);
        whole.Dispose();
        trainer.Dispose();
    }

    [Fact]
    public void No_reader_is_left_running_and_the_source_is_told()
    {
        int reading = 0;
        var source = new IndexSource(Data)
        {
            Before = (_, _) => Interlocked.Increment(ref reading),
            After = (_, _) => Interlocked.Decrement(ref reading),
        };
        (_, Trainer<FakeClassifier> trainer) = Run(readers: 3);
        foreach (int stop in new[] { 1, 2, 5 })
        {
            Assert.Throws<InvalidTimeZoneException>(() => trainer.Train(source, 1, 9, p => ThrowAt(p.Batch == stop)));
            Assert.Equal(0, reading);
        }
        Assert.Equal(3, source.Ends);
        using (IEnumerator<EpochResult> left = trainer.Fit(source, 5, 9).GetEnumerator())
            Assert.True(left.MoveNext());
        Assert.Equal((0, 4), (reading, source.Ends));
        trainer.Dispose();

        static void ThrowAt(bool now)
        {
            if (now)
                throw new InvalidTimeZoneException();
        }
    }

    private static (FakeClassifier, Trainer<FakeClassifier>) Run(int readers = 2)
    {
        var network = new FakeClassifier(seed: 1);
        var options = new TrainerOptions
        {
            Threads = 2,
            Seed = Sources.Seed,
            ReadAheadThreads = readers,
            MaxNorm = 0.5,
            Schedule = new WarmUp(4, new CosineSchedule(15, 0.1)),
        };
        return (network, new Trainer<FakeClassifier>(network, new Adam(0.03), options));
    }

    private static void CancelAt(CancellationTokenSource cancel, bool now)
    {
        if (now)
            cancel.Cancel();
    }
}
