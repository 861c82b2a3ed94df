namespace Unrolled.Samples.Tests;

/// <summary>
/// A network with tokens, dropout, running statistics and moments, over samples from anywhere, cancelled at random batches: it ends with
/// the
/// bits of the run from memory that nobody cancelled.
/// </summary>
[Trait("Category", "Slow")]
public class SourceTests
{
    private const int Epochs = 3, Batch = 16;

    [Theory]
    [InlineData("memory", 1)]
    [InlineData("index", 1)]
    [InlineData("index", 3)]
    [InlineData("stream", 1)]
    public void Cancelled_runs_over_any_source_end_with_the_same_bits(string kind, int readers)
    {
        Dataset data = KillTests.Data();
        float[] expected = Train(kind == "stream" ? InOrder(data) : data, readers: 1, cancelSeed: null);
        for (int seed = 0; seed < 3; seed++)
        {
            SampleSource source = kind switch
            {
                "memory" => data,
                "index" => new ByIndex(data),
                _ => InOrder(data),
            };
            Assert.Equal(expected, Train(source, readers, seed));
        }
    }

    [Fact]
    public void A_stream_in_the_order_of_the_shuffle_has_the_bits_of_memory()
    {
        Dataset data = KillTests.Data();
        var orders = new List<int[]>();
        var recorder = new ByIndex(data) { Orders = orders };
        float[] expected = Train(data, readers: 1, cancelSeed: null);
        Assert.Equal(expected, Train(recorder, readers: 1, cancelSeed: null));
        SampleStream stream = SampleStream.From<int>(
            data.Count, data.Shape, epoch => orders[epoch], (index, into) => data.Read(index, 0, into));
        Assert.Equal(Epochs, orders.Count);
        Assert.Equal(expected, Train(stream, readers: 1, cancelSeed: null));
    }

    [Fact]
    public void A_token_out_of_range_names_its_sample()
    {
        Dataset data = KillTests.Data();
        SampleStream stream = SampleStream.From<int>(data.Count, data.Shape, _ => Enumerable.Range(0, data.Count), (index, into) =>
        {
            data.Read(index, 0, into);
            if (index == 20)
                into.Tokens[4] = 20;
        });
        string message = Assert.Throws<InvalidDataException>(() => Train(stream, 1, null)).Message;
        Assert.Contains("Sample 20 of ", message);
        Assert.Contains("its token 4 is 20, but Remembering knows tokens 0 to 19", message);
    }

    private static SampleStream InOrder(Dataset data) => SampleStream.From<int>(
        data.Count, data.Shape, _ => Enumerable.Range(0, data.Count), (index, into) => data.Read(index, 0, into));

    private static float[] Train(SampleSource source, int readers, int? cancelSeed)
    {
        var network = new Remembering(seed: 3);
        using var trainer = new Trainer<Remembering>(
            network, new Adam(0.01), new() { Threads = 2, Seed = 9, MaxNorm = 1, ReadAheadThreads = readers });
        var random = cancelSeed is int seed ? new Random(seed) : null;
        while (trainer.Epochs < Epochs)
        {
            using var cancel = new CancellationTokenSource();
            long at = trainer.Steps + random?.Next(1, 14) ?? -1;
            trainer.Train(source, Epochs - trainer.Epochs, Batch, _ => CancelAt(cancel, trainer.Steps == at), null, cancel.Token);
        }
        return network.Parameters.ToArray();
    }

    private static void CancelAt(CancellationTokenSource cancel, bool now)
    {
        if (now)
            cancel.Cancel();
    }

    /// <summary>Reads a dataset by index, and with one thread keeps in which order.</summary>
    private sealed class ByIndex(Dataset data) : SampleSource(data.Count, data.Shape)
    {
        private readonly List<int> _order = [];

        public List<int[]>? Orders { get; init; }

        public override void Read(int index, int epoch, Sample into)
        {
            data.Read(index, epoch, into);
            if (Orders is null)
                return;
            _order.Add(index);
            if (_order.Count < Count)
                return;
            Orders.Add([.. _order]);
            _order.Clear();
        }
    }
}
