using CsCheck;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Plans;
using Buffer = Unrolled.Generator.Plans.Buffer;

namespace Unrolled.Generator.Tests;

/// <summary>Plans are values: they print, compare, and are looked through.</summary>
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

    private static Statement Zero(Buffer buffer) => new Statement.Clear(Address.Of(buffer), buffer.Length);

    private static Statement Copy(Buffer from, Buffer to) =>
        new Statement.Call(RuntimeMethod.CopyRows, Operand.In(Address.Of(from)), Operand.Out(Address.Of(to)));

    private static NetworkPrograms Programs(string attributes) => NetworkPrograms.Of(Build(attributes), null, null);

    private static Graph Build(string attributes) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec($"using Unrolled; [Network, {attributes}] partial class Net;")).Graph!;
}
