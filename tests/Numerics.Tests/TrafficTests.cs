using Unrolled.Generated;

namespace Unrolled.Numerics.Tests;

/// <summary>Ranks exchange what docs/distributed.md says, byte for byte.</summary>
public class TrafficTests
{
    private const int Samples = 64, Groups = 4;

    private static readonly NetworkSet Wide = new(
    [
        new([515], [new Dense(530), new ReLU(), new Dense(3), new SoftmaxCrossEntropy()]),
    ]);

    public static MatrixTheoryData<string, int> Runs => new(["lenet5", "batch_norm_images", "tokens", "wide"], [2, 4]);

    [Theory, MemberData(nameof(Runs))]
    public void A_step_sends_the_bytes_that_the_page_says(string name, int ranks)
    {
        (Subject network, Batch batch) = Made(name);
        long Sent(int steps) => network.TrainOnRanks(ranks, batch, static () => new Sgd(0.01f), steps).Sum(static rank => rank.Sent);
        Assert.Equal(Model(network, ranks), (Sent(3) - Sent(1)) / 2);
    }

    [Theory, InlineData("lenet5"), InlineData("batch_norm_images"), InlineData("tokens"), InlineData("wide")]
    public void A_step_of_two_ranks_has_the_messages_that_the_page_says(string name)
    {
        (Subject network, Batch batch) = Made(name);
        long Sent(int steps) => network.TrainOnRanks(2, batch, static () => new Sgd(0.01f), steps)[0].Messages;
        ProgramInfo program = network.Program;
        int rounds = (program.SlottedCount + 65_535) / 65_536, merges = program.Merged.Select(static m => m.Phase).Distinct().Count();
        int wide = program.Wide.Count(static work => work.Sum is not null), tables = program.Embeddings.IsEmpty ? 0 : 1;
        // What ranks compare and the loss; pieces and totals; inputs and columns; tokens and rows.
        Assert.Equal(2 + merges + 2 * (rounds + wide + tables), (Sent(3) - Sent(1)) / 2);
    }

    private static (Subject Network, Batch Batch) Made(string name)
    {
        (NetworkSet set, string title) = name == "wide"
            ? (Wide, Wide.Titles.Single().Data)
            : (Networks.States, State.All.Single(s => s.Name == name).Declaration.Title);
        return (set.Build(title, null), Batch.Random(new OracleNetwork(set[title]), Samples, seed: 7));
    }

    /// <summary>Bytes that all ranks send in a step: each gets all that it has not made itself.</summary>
    private static long Model(Subject network, int ranks)
    {
        const int Mark = 24;
        ProgramInfo program = network.Program;
        long statistics = program.Merged.Sum(static m => m.Range.Length)
            + program.Wide.Sum(static w => w.Sum?.Reads.Sum(static r => r.Length) ?? 0);
        long columns = program.Wide.Sum(static wide => (long?)wide.Sum?.Rows * wide.Sum?.Columns ?? 0);
        long rows = program.Embeddings.Sum(static table => 16L * table.SampleStride);
        long tokens = program.Embeddings.IsEmpty ? 0 : network.Info.InputLength;
        long floats = 2L * program.SlottedCount + columns + Groups * (statistics + rows) + Samples * (1 + tokens);
        return (ranks - 1) * (Mark * ranks + sizeof(float) * floats);
    }
}
