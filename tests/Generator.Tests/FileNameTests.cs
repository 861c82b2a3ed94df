using System.Text;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>Each file that is generated has a name of its own, and one that the compiler takes.</summary>
[Trait("Category", "Slow")]
public class FileNameTests
{
    private const string Networks = """
        using Unrolled;
        [Network, Input(2), Dense(4), Tanh] public partial class Painter;
        [Network, Input(4), Dense(3), ReLU, Dense(1), BinaryCrossEntropy] public partial class Critic;

        """;

    [Theory]
    [InlineData("नेटवर्क", "न(0947)टवर(094D)क.g.cs")]
    [InlineData("Größe", "Größe.g.cs")]
    [InlineData("a‿b", "a(203F)b.g.cs")]
    public void Names_in_every_script(string name, string file)
    {
        GeneratorRun run = GeneratorHarness.Run($"using Unrolled; {Sources.Small} public partial class {name};");

        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Empty(run.Result.Diagnostics);
        Assert.Contains(run.Result.GeneratedSources, s => s.HintName == file);
    }

    /// <summary>Metadata and file systems count the bytes of UTF-8: three for each of these letters.</summary>
    [Theory]
    [InlineData(1, 165)]
    [InlineData(60, 105)]
    public void Long_names_in_scripts_of_three_bytes(int space, int name)
    {
        string source =
            $"using Unrolled; namespace {new string('字', space)} {{ {Sources.Small} public partial class {new string('字', name)}; }}";
        GeneratorRun run = GeneratorHarness.Run(source);

        Assert.Empty(run.Result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Empty(run.Output.Emit(Stream.Null).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.All(run.Result.GeneratedSources, s => Assert.InRange(Encoding.UTF8.GetByteCount(s.HintName), 1, 255));
    }

    [Fact]
    public void UNR0019_a_name_that_metadata_does_not_hold()
    {
        Diagnostic found = Assert.Single(Errors($"{Sources.Small} public partial class {new string('字', 167)};"));
        Assert.Equal("UNR0019", found.Id);
        Assert.Contains("has a full name of 501 bytes in UTF-8", found.GetMessage(), StringComparison.Ordinal);
    }

    [Theory, InlineData("[Adversarial<Painter, Critic>]"), InlineData("[Block, Dense(2)]")]
    public void UNR0024_pairs_and_blocks_of_nearly_one_name(string attributes)
    {
        Diagnostic[] found = Errors($"{attributes} public partial class mine; {attributes} public partial class Mine;");
        Assert.All(found, d => Assert.Equal("UNR0024", d.Id));
        Assert.Equal(2, found.Length);
        Assert.Contains(found, d => d.GetMessage().Contains("Mine differs from mine", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UNR0017", "] public partial class Pair { " + Sources.Small + " public partial class GeneratorStep; }")]
    [InlineData("UNR0017", "] public partial class Pair { " + Sources.Small + " public partial class generatorStep; }")]
    [InlineData("UNR0017", "] public partial class Pair { private int Generator => 1; }")]
    [InlineData("UNR0017", "] public partial class Pair { private int Train => 1; }")]
    [InlineData("UNR0017", "] public partial class Pair { public int Train(Optimizer a, Optimizer b, TrainerOptions? c) => 1; }")]
    [InlineData("UNR0017", "] public partial class Pair { public Pair(Painter painter, Critic critic) { } }")]
    [InlineData("UNR0017", "] public partial class Generator;")]
    [InlineData("UNR0017", "] public partial class Pair : Parent; public class Parent { public int Discriminator; }")]
    [InlineData("UNR0021", "] public partial class Pair : Parent; public class Parent { public Parent(int x) { } }")]
    [InlineData("UNR0002", "] public abstract partial class Pair;")]
    [InlineData("UNR0028", ", Network, Input(4), Dense(1), MeanSquaredError] public partial class Both;")]
    public void What_a_pair_has_already(string id, string declaration) =>
        Assert.Equal(id, Assert.Single(Errors("[Adversarial<Painter, Critic>" + declaration)).Id);

    [Fact]
    public void Pairs_in_generic_classes_are_refused() => Assert.Equal(
        "UNR0003", Assert.Single(Errors("public partial class Outer<T> { [Adversarial<Painter, Critic>] public partial class Pair; }")).Id);

    [Fact]
    public void Training_of_a_pair_may_have_other_overloads() => Assert.Empty(Errors(
        "[Adversarial<Painter, Critic>] public partial class Pair { public Pair() : this(new(), new()) { } public void Train(int steps) " +
            "{ } }"));

    [Fact]
    public void Members_of_a_pair_may_differ_in_case_from_generated_ones() =>
        Assert.Empty(Errors("[Adversarial<Painter, Critic>] public partial class Pair { private int generator => 1; }"));

    [Fact]
    public void Blocks_that_carry_nothing_may_be_named_as_they_like() =>
        Assert.Empty(Errors("[Block, Dense(2)] public class Part; [Block, Dense(2)] public partial class part;"));

    private static Diagnostic[] Errors(string declarations) =>
        [.. GeneratorHarness.Run(Networks + declarations).Result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
}
