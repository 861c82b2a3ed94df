using CsCheck;
using Unrolled.Generator.Emit;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Plans;
using Buffer = Unrolled.Generator.Plans.Buffer;

namespace Unrolled.Generator.Tests;

/// <summary>Plans are values: they print, compare, and are looked through.</summary>
[Trait("Category", "Slow")]
public class PlanTests
{
    /// <summary>Networks whose training a stranger should be able to follow.</summary>
    [Theory]
    [InlineData(
        "LeNet5", "Input(1, 28, 28), Conv2D(6, 5), ReLU, MaxPool2D(2), Conv2D(16, 5), ReLU, MaxPool2D(2), Flatten, Dense(120), ReLU, "
            + "Dense(84), ReLU, Dense(10), SoftmaxCrossEntropy")]
    [InlineData("Recurrent", "Input(20, 3), Lstm(8), Dense(1), MeanSquaredError")]
    [InlineData("BatchNormed", "Input(1, 8, 8), Conv2D(4, 3), BatchNorm, ReLU, Flatten, Dense(2), SoftmaxCrossEntropy")]
    [InlineData(
        "Winograd", "Input(8, 18, 9), Conv2D(8, 3, Padding = 1, Algorithm = ConvolutionAlgorithm.Winograd), ReLU, GlobalAvgPool2D, "
            + "SoftmaxCrossEntropy")]
    public void Training_reads_as_accepted(string name, string attributes) =>
        Snapshot.Verify(Dump.Of(Programs(attributes).Train), name, "txt");

    /// <summary>Each pass tells what it gave.</summary>
    [Fact]
    public void Passes_read_as_accepted() => Snapshot.Verify(
        PassDumps.Of(Recipe.Train(Build("Input(4), Dense(3), BatchNorm, ReLU, Dense(2), SoftmaxCrossEntropy"))), "Passes", "txt");

    [Fact]
    public void Layers_of_one_form_share_a_kernel()
    {
        Statement.Call[] calls = [.. Programs("Input(4, 8, 8), Conv2D(4, 3, Padding = 1), Conv2D(4, 3, Padding = 1), MeanSquaredError")
            .PredictGroup.Phases[0].Group.OfType<Statement.Call>()];
        Callee[] convolutions = [.. calls.Select(static c => c.Callee).OfType<Callee.Generated>()];
        Assert.Equal(2, convolutions.Length);
        Assert.Equal(convolutions[0], convolutions[1]);
        Assert.Equal(convolutions[0].GetHashCode(), convolutions[1].GetHashCode());
    }

    [Fact]
    public void What_nobody_wrote_may_not_be_read()
    {
        Buffer x = new("x", 16), y = new("y", 16);
        Program program = Program.Of([Copy(x, y)]);
        Assert.Contains("reads x, where there is nothing", Assert.Single(Verify.Of(program)));
    }

    [Fact]
    public void What_was_overwritten_may_not_be_read()
    {
        Buffer x = new("x", 16), y = new("y", 16);
        Program program = Program.Of([Zero(x), Zero(y), Copy(x, y)]);
        Assert.Empty(Verify.Of(program));
        y.Offset = x.Offset;
        Assert.Contains("reads x, where there is y", Assert.Single(Verify.Of(program)));
    }

    [Fact]
    public void Memory_ends_where_the_plan_says()
    {
        var x = new Buffer("x", 16);
        Program program = Program.Of([Zero(x)]);
        x.Offset = 16;
        Assert.Contains("x ends at 32 of 16", Assert.Single(Verify.Of(program)));
    }

    /// <summary>Planes of 2,048 floats share a cache's sets, those of 2,160 do not.</summary>
    [Theory, InlineData(16, 8, true), InlineData(15, 9, false)]
    public void Planes_of_whole_pages_are_gathered_for_a_weight_gradient(int height, int width, bool areGathered)
    {
        const string Layers = "Conv2D(16, 3, Stride = 2, Padding = 1), MeanSquaredError";
        string plan = Dump.Of(Programs($"Input(8, {height}, {width}), {Layers}").Train);
        Assert.Equal(areGathered, plan.Contains("WeightGradient by sample inputs", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_learned_gradient_is_written()
    {
        Graph graph = Build("Input(4), Dense(3), MeanSquaredError");
        Program train = NetworkPrograms.Of(graph, null, null).Train;
        Assert.Empty(Verify.Gradients(train, graph.Parameters));
        Program idle = train with { Phases = [.. train.Phases.Select(static p => p with { Chunk = [] })] };
        Assert.Equal(
            ["Nothing writes the gradient of dense1.weight.", "Nothing writes the gradient of dense1.bias."],
            Verify.Gradients(idle, graph.Parameters));
    }

    /// <summary>Buffers that live at one moment lie apart, and end where the plan's memory does.</summary>
    [Fact]
    public void Lives_that_meet_have_places_of_their_own()
    {
        Gen<(int Length, int Start, int Moments)[]> lives = Gen.Select(Gen.Int[1, 100], Gen.Int[0, 20], Gen.Int[0, 8]).Array[1, 30];
        lives.Sample(static drawn =>
        {
            Buffer[] buffers = [.. drawn.Select(static (d, i) => new Buffer("b" + i, d.Length))];
            bool Lives(int b, int at) => at >= drawn[b].Start && at <= drawn[b].Start + drawn[b].Moments;
            Buffer[][] moments = [.. Enumerable.Range(0, 30).Select(at => buffers.Where((_, b) => Lives(b, at)).ToArray())];
            int size = MemoryPlan.Assign(moments, Region.Group);
            foreach (Buffer[] moment in moments)
            {
                Buffer[] inOrder = [.. moment.OrderBy(static b => b.Offset)];
                for (int i = 0; i < inOrder.Length; i++)
                    Assert.True(inOrder[i].Offset + inOrder[i].Length <= (i + 1 < inOrder.Length ? inOrder[i + 1].Offset : size));
            }
        }, seed: "0000KOIPe3T0", iter: 300);
    }

    /// <summary>The rule word for word: the largest first, each at the lowest place where it meets nothing that lives with it.</summary>
    [Fact]
    public void Places_are_the_lowest_there_are()
    {
        Gen<(int Length, int Start, int Moments)[]> lives = Gen.Select(Gen.Int[1, 100], Gen.Int[0, 20], Gen.Int[0, 20]).Array[1, 60];
        lives.Sample(static drawn =>
        {
            Buffer[] buffers = [.. drawn.Select(static (d, i) => new Buffer("b" + i, d.Length))];
            IEnumerable<Buffer>[] moments = [.. Enumerable.Range(0, 41).Select(at => buffers.Where((_, b) => Lives(b, at)))];
            int size = MemoryPlan.Assign(moments, Region.Group);
            int[] order =
                [.. Enumerable.Range(0, drawn.Length).OrderByDescending(b => drawn[b].Length).ThenBy(b => drawn[b].Start).ThenBy(b => b)];
            var places = new List<(int Buffer, int Start, int End)>();
            foreach (int b in order)
            {
                int length = Program.Align(drawn[b].Length), start = 0;
                while (places.Any(p => Meet(p.Buffer, b) && p.Start < start + length && start < p.End))
                    start += 16;
                places.Add((b, start, start + length));
                Assert.Equal(start, buffers[b].Offset);
            }

            Assert.Equal(places.Max(static p => p.End), size);

            bool Lives(int b, int at) => at >= drawn[b].Start && at <= drawn[b].Start + drawn[b].Moments;

            bool Meet(int a, int b) => Enumerable.Range(0, 41).Any(at => Lives(a, at) && Lives(b, at));
        }, seed: "0000KOIPe3T0", iter: 200);
    }

    [Fact]
    public void Planning_memory_ends_when_it_is_told_to()
    {
        Buffer[] buffers = [new("x", 16), new("y", 16)];
        Assert.Throws<OperationCanceledException>(
            () => MemoryPlan.Assign([buffers], Region.Group, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Memory_beyond_32_bits_is_an_error()
    {
        Buffer[] buffers = [.. Enumerable.Range(0, 4).Select(static i => new Buffer("b" + i, 1 << 29))];
        Assert.Throws<OverflowException>(() => MemoryPlan.Assign([buffers], Region.Group));
    }

    /// <summary>What calls kernels counts as they do: here there is nothing else.</summary>
    [Theory, InlineData(2_000), InlineData(20_000)]
    public void UNR0019_methods_without_kernels_are_text_of_a_body_too(int most)
    {
        var buffer = new Buffer("x", 16) { Offset = 0 };
        // Lengths that no loop counts.
        Program program = Program.Of([.. Enumerable.Range(1, most / 10).Select(i => new Statement.Clear(Address.Of(buffer), i * i))]);
        Text(new TextBudget());
        LimitException error = Assert.Throws<LimitException>(() => Text(new TextBudget(most)));
        Assert.Contains("has code of", error.What, StringComparison.Ordinal);
        Assert.Equal(Limits.Text(most) + " characters", error.Limit);

        void Text(TextBudget budget) => new EntryText(new KernelLibrary(Isa.All[0], default, budget), 128, budget, default)
            .Add("TrainGroup", "Nothing much.", program, Scope.Group, static p => p.Group);
    }

    private static Statement Zero(Buffer buffer) => new Statement.Clear(Address.Of(buffer), buffer.Length);

    private static Statement Copy(Buffer from, Buffer to) =>
        new Statement.Call(RuntimeMethod.CopyRows, Operand.In(Address.Of(from)), Operand.Out(Address.Of(to)));

    private static NetworkPrograms Programs(string attributes) => NetworkPrograms.Of(Build(attributes), null, null);

    private static Graph Build(string attributes) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec($"using Unrolled; [Network, {attributes}] partial class Net;")).Graph!;
}
