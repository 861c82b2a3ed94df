using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>What an edit costs, as memory that is taken, which does not depend on the machine's other work.</summary>
[Trait("Category", "Slow")]
public class EffortTests
{
    [Theory]
    [InlineData("Dense(8)")]
    [InlineData("ReLU")]
    [InlineData("Use<Part>")]
    public void An_edit_elsewhere_costs_in_proportion_to_the_layers(string layer)
    {
        long few = Edit(layer, 100), many = Edit(layer, 800);

        Assert.True(many < 11 * few, $"{few} bytes for 100 layers, {many} for 800");
    }

    /// <summary>Each normalisation cuts training into two more phases, of which none may look at all others.</summary>
    [Theory]
    [InlineData("Dense(4), BatchNorm, ReLU", "Repeat<Part>({0})")]
    [InlineData("Dense(4), BatchNorm, ReLU", "Repeat<Part>({0}), Dense(4), Repeat<Part>({0})")]
    [InlineData("Residual<Inner>, Dropout(0.5)", "Repeat<Part>({0})")]
    public void A_build_costs_in_proportion_to_the_phases(string part, string layers)
    {
        long few = Build(40), many = Build(320);

        Assert.True(many < 10 * few, $"{few} bytes for 40 blocks, {many} for 320");

        long Build(int count) => Bytes(() =>
        {
            string source = $"using Unrolled; [Block, Dense(4), BatchNorm, Tanh] partial class Inner; [Block, {part}] partial class Part; "
                + $"[Network, Input(4), {string.Format(null, layers, count)}, MeanSquaredError] partial class Net;";
            CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], optionsProvider: new BuildOptions("Vector128"))
                .RunGenerators(GeneratorHarness.Compile(source));
        });
    }

    [Fact]
    public void The_way_back_is_not_built_while_typing()
    {
        NetworkSpec spec = GeneratorHarness.Spec(Sources.LeNet5);
        long shapes = Bytes(() => NetworkGraph.TryBuild(spec)), whole = Bytes(() => NetworkGraph.TryBuild(spec).Graph!.Backward.ToString());

        Assert.True(2 * shapes < whole, $"{shapes} bytes for shapes, {whole} with the way back");
    }

    [Theory]
    [InlineData("Input(6, 3), Lstm(5, ReturnSequences = true), Gru(4, ReturnSequences = true), Dense(2)", 2 * 5 + 4)]
    [InlineData("Input(3, 8), Conv1D(4, 3, Causal = true), ReLU, Conv1D(2, 5, Causal = true)", 3 * 2 + 4 * 4)]
    public void The_surface_knows_the_state_that_the_program_has(string layers, int length)
    {
        GeneratorRun run = GeneratorHarness.Run($"using Unrolled; [Network, {layers}] public partial class Net;");

        Assert.Equal(length.ToString(), Number("Net.g.cs", @"InlineArray\((\d+)\)"));
        Assert.Equal(length.ToString(), Number("Net-Dispatch.g.cs", @"StateLength = (\d+)"));

        string Number(string file, string pattern) =>
            Regex.Match(run.Result.GeneratedSources.Single(s => s.HintName == file).SourceText.ToString(), pattern).Groups[1].Value;
    }

    private static long Edit(string layer, int count)
    {
        string layers = string.Join(", ", Enumerable.Repeat(layer, count));
        string source = "using Unrolled; [Block, Dense(8)] partial class Part; "
            + $"[Network, Input(8), {layers}, MeanSquaredError] partial class Net;";
        CSharpCompilation before = GeneratorHarness.Compile(source);
        CSharpCompilation after = before.ReplaceSyntaxTree(before.SyntaxTrees[0], GeneratorHarness.Parse(source + "// key", "0.cs"));
        // What only a build needs is left out, as in the editor; and the compiler's own work on the attributes is done before.
        after.GetTypeByMetadataName("Net")!.GetAttributes();
        after.GetTypeByMetadataName("Part")!.GetAttributes();
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.Implementation);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], driverOptions: options)
            .RunGenerators(before);
        return Bytes(() => driver.RunGenerators(after));
    }

    private static long Bytes(Action work)
    {
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
