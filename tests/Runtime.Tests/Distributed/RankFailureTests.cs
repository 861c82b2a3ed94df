using Unrolled.Tests.Training;

namespace Unrolled.Tests.Distributed;

/// <summary>A rank that fails, or is not like the others, ends the run on all of them, with a message that names it.</summary>
public class RankFailureTests
{
    private static readonly Dataset Data = FakeData.ClassDataset(200);

    private static readonly Dictionary<string, (Func<int, TrainerOptions> Options, Func<int, Optimizer> Optimizer, string Message)> Others =
        new()
        {
            ["seed"] = (rank => new() { Seed = rank == 2 ? 7u : 1u }, _ => new Sgd(0.1), "Rank 2 has seed 7, rank 0 1;"),
            ["rate"] = (_ => new(), rank => new Sgd(rank == 1 ? 0.2 : 0.1), "Rank 1 has rate 0.2, rank 0 0.1;"),
            ["norm"] = (rank => new() { MaxNorm = rank == 1 ? 2 : 1 }, _ => new Sgd(0.1), "Rank 1 has max_norm 2, rank 0 1;"),
            ["optimiser"] = (_ => new(), rank => rank == 1 ? new Adam(0.1) : new Sgd(0.1), "Rank 1 has optimizer Adam("),
        };

    public static TheoryData<string> Differences => [.. Others.Keys];

    [Theory, MemberData(nameof(Differences))]
    public void Trainers_that_differ_are_refused_on_all_ranks(string difference)
    {
        var (options, optimizer, message) = Others[difference];
        AllFail(message, exchange =>
        {
            TrainerOptions own = options(exchange.Rank);
            var connected = new TrainerOptions { Seed = own.Seed, MaxNorm = own.MaxNorm, Threads = 1, Exchange = exchange };
            new Trainer<FakeClassifier>(new FakeClassifier(), optimizer(exchange.Rank), connected).Dispose();
        });
    }

    [Fact]
    public void Data_of_another_length_is_refused_on_all_ranks() => AllFail(
        "Rank 1 has training samples 150, rank 0 200;",
        exchange => Train(exchange, exchange.Rank == 1 ? FakeData.ClassDataset(150) : Data));

    [Fact]
    public void A_network_of_other_parameters_is_refused_on_all_ranks() => AllFail(
        "Rank 2 has a hash of parameters of ",
        exchange => Train(exchange, Data, network: new FakeClassifier(exchange.Rank == 2 ? 5u : 1u)));

    [Fact]
    public void Parameters_that_go_apart_are_found_out()
    {
        AllFail("Rank 1 has other parameters than rank 0 after 100 steps;", exchange =>
        {
            (float[] inputs, int[] labels) = FakeData.Classes(40);
            var network = new FakeClassifier();
            using var trainer = new Trainer<FakeClassifier>(network, new Sgd(0.01), new() { Threads = 1, Exchange = exchange });
            for (int step = 0; step < 150; step++)
            {
                trainer.Step(inputs, labels);
                if (exchange.Rank == 1 && step == 20)
                    network.Parameters[3] += 1e-3f;
            }
        });
    }

    [Fact]
    public void A_batch_of_another_size_is_refused_on_all_ranks() => AllFail(
        "Rank 1 was given a batch of 20 samples, rank 0 one of 40;",
        exchange =>
        {
            (float[] inputs, int[] labels) = FakeData.Classes(exchange.Rank == 1 ? 20 : 40);
            using var trainer = new Trainer<FakeClassifier>(
                new FakeClassifier(), new Sgd(0.01), new() { Threads = 1, Exchange = exchange });
            trainer.Step(inputs, labels);
        });

    [Fact]
    public void A_sample_that_one_rank_cannot_read_ends_the_run_on_all()
    {
        (int, Exception? Failure)[] all = ThreadExchange.Try(3, exchange =>
        {
            var source = new IndexSource(Data)
            {
                Before = (index, epoch) =>
                {
                    if (epoch == 1 && index == 77)
                        throw new IOException("The disk is on fire.");
                },
            };
            Train(exchange, source);
            return 0;
        });
        Exception own = Assert.Single(all.Select(static one => one.Failure!), static failure => failure is InvalidDataException);
        Assert.Contains("The disk is on fire.", own.Message, StringComparison.Ordinal);
        int rank = Array.FindIndex(all, one => one.Failure == own);
        Assert.All(all.Where(one => one.Failure != own), one =>
        {
            var failure = Assert.IsType<ExchangeException>(one.Failure);
            Assert.Equal(rank, failure.Rank);
            string start = $"Rank {rank} ended the run: Sample 77 of IndexSource could not be read";
            Assert.StartsWith(start, failure.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_rank_that_breaks_down_in_the_middle_of_a_step_ends_the_run_on_all()
    {
        (int, Exception? Failure)[] all = ThreadExchange.Try(4, exchange =>
        {
            exchange.BeforeMessage = sent =>
            {
                if (exchange.Rank == 2 && sent == 60)
                    throw new InvalidOperationException("The cable is out.");
            };
            Train(exchange, Data);
            return 0;
        });
        Assert.IsType<InvalidOperationException>(all[2].Failure);
        foreach (int rank in (int[])[0, 1, 3])
            Assert.Equal("Rank 2 ended the run: The cable is out.", Assert.IsType<ExchangeException>(all[rank].Failure).Message);
    }

    /// <summary>What callers' code throws on one rank alone is told, a cancellation of its own and a division by zero among it.</summary>
    [Theory, InlineData(typeof(OperationCanceledException)), InlineData(typeof(DivideByZeroException)), InlineData(typeof(IOException))]
    public void What_a_callback_throws_on_one_rank_ends_the_run_on_all(Type type)
    {
        (int, Exception? Failure)[] all = ThreadExchange.Try(3, exchange =>
        {
            using var trainer = new Trainer<FakeClassifier>(
                new FakeClassifier(), new Sgd(0.1), new() { Threads = 1, Exchange = exchange });
            using var stop = new CancellationTokenSource();
            void Break(FitProgress progress)
            {
                if (exchange.Rank != 1)
                    return;
                stop.Cancel();
                throw (Exception)Activator.CreateInstance(type, "Not here.")!;
            }

            trainer.Train(Data, 2, 64, Break, cancellationToken: stop.Token);
            return 0;
        });
        Assert.IsType(type, all[1].Failure);
        foreach (int rank in (int[])[0, 2])
            Assert.Equal("Rank 1 ended the run: Not here.", Assert.IsType<ExchangeException>(all[rank].Failure).Message);
    }

    [Fact]
    public void Data_that_do_not_fit_on_one_rank_end_the_run_on_all()
    {
        (int, Exception? Failure)[] all = ThreadExchange.Try(2, exchange =>
        {
            Train(exchange, exchange.Rank == 0 ? Data : new Dataset(new float[40], 2, new int[20]));
            return 0;
        });
        Assert.StartsWith("Rank 1 ended the run: FakeClassifier takes samples of", all[0].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_ranks_than_slots_are_refused()
    {
        (int, Exception? Failure)[] all = ThreadExchange.Try(65, exchange =>
        {
            Train(exchange, Data);
            return 0;
        });
        // The first that finds out tells the others.
        const string Message =
            "FakeClassifier sums the gradients of 64 samples in at most 64 slots, each of which one rank fills, but there are 65 " +
            "ranks; start at most 64, with more threads each, or take larger batches.";
        Assert.All(all, static one => Assert.EndsWith(Message, one.Failure!.Message, StringComparison.Ordinal));
        Assert.Contains(all, static one => one.Failure is ArgumentException);
    }

    private static void Train(IGradientExchange exchange, SampleSource data, FakeClassifier? network = null)
    {
        using var trainer = new Trainer<FakeClassifier>(
            network ?? new FakeClassifier(), new Sgd(0.1), new() { Threads = 1, Exchange = exchange });
        trainer.Train(data, 3, 64);
    }

    private static void AllFail(string message, Action<ThreadExchange> run)
    {
        (int, Exception? Failure)[] all = ThreadExchange.Try(3, exchange =>
        {
            run(exchange);
            return 0;
        });
        Assert.All(all, one => Assert.StartsWith(message, Assert.IsType<ExchangeException>(one.Failure).Message, StringComparison.Ordinal));
    }
}
