using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Tests;

/// <summary>A class that comes, goes, or gets another name is no matter to the other ones, wherever it stands.</summary>
[Trait("Category", "Slow")]
public class NeighboursTests
{
    private const string First = Sources.Small + " partial class First;\n";
    private const string Second = Sources.Small + " partial class Second;\n";
    private const string Third = Sources.Small + " partial class Third;\n";

    private const string Pair = """
        [Network, Input(2), Dense(4), Tanh] partial class Painter;
        [Network, Input(4), Dense(3), ReLU, Dense(1), BinaryCrossEntropy] partial class Critic;
        [Adversarial<Painter, Critic>] partial class Pair;

        """;

    private const string Block = "[Block, Dense(4)] partial class Part;\n";

    [Theory]
    [InlineData("First", Second + Third, First + Second + Third)]
    [InlineData("Second", First + Third, First + Second + Third)]
    [InlineData("Third", First + Second, First + Second + Third)]
    [InlineData("Part", First + Pair, Block + First + Pair)]
    public void One_that_comes_or_goes_leaves_others_of_its_file_alone(string name, string without, string with)
    {
        GeneratorRun few = GeneratorHarness.Run(Head(without)), many = few.Edit(Head(with));

        Assert.Equal([name], many.Regenerated());
        Assert.Equal([name], many.Edit(Head(without)).Regenerated());
    }

    [Fact]
    public void One_that_gets_another_name_leaves_others_of_its_file_alone()
    {
        string renamed = First.Replace("First", "Renamed", StringComparison.Ordinal);

        Assert.Equal(
            ["First", "Renamed"],
            GeneratorHarness.Run(Head(First + Second + Third)).Edit(Head(renamed + Second + Third)).Regenerated());
    }

    [Fact]
    public void Files_that_come_or_go_leave_the_networks_of_others_alone()
    {
        CSharpCompilation two = GeneratorHarness.Compile(Head(Second), Head(Third + Pair + Block));
        GeneratorRun before = GeneratorHarness.Run(two);
        // At the front, as a file whose name sorts before the others.
        CSharpCompilation three = two.RemoveAllSyntaxTrees()
            .AddSyntaxTrees([GeneratorHarness.Parse(Head(First), "new.cs"), .. two.SyntaxTrees]);
        GeneratorRun after = before.On(three);

        Assert.Equal(["First"], after.Regenerated());
        Assert.Equal(["First"], after.On(two).Regenerated());
    }

    [Fact]
    public void A_network_leaves_pairs_alone_and_a_pair_the_networks()
    {
        GeneratorRun before = GeneratorHarness.Run(Head(Second + Pair)), more = before.Edit(Head(First + Second + Pair));
        Assert.Equal(["First"], more.Regenerated());

        string noPair = Pair.Replace("[Adversarial<Painter, Critic>]", "", StringComparison.Ordinal);
        GeneratorRun without = more.Edit(Head(First + Second + noPair));
        Assert.Equal(["Pair", "Pair.DiscriminatorStep", "Pair.GeneratorStep"], without.Regenerated());
    }

    [Fact]
    public void A_network_that_changes_leaves_all_others_alone()
    {
        const string Others = Second + Pair + Block;
        string changed = First.Replace("Dense(3)", "Dense(7)", StringComparison.Ordinal);

        Assert.Equal(["First"], GeneratorHarness.Run(Head(First + Others)).Edit(Head(changed + Others)).Regenerated());
    }

    private static string Head(string classes) => "using Unrolled;\n" + classes;
}
