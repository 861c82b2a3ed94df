using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Tests.Declarations;

namespace Unrolled.Generator.Tests;

/// <summary>
/// Whatever is declared, the generator gives code that compiles or a diagnostic: it neither dies nor hangs. More random declarations are
/// tried by <c>dotnet run -c Release --project tests/Generator.Tests -- declarations 2000 [seed [first]]</c>.
/// </summary>
[Trait("Category", "Slow")]
public class DeclarationTests
{
    private const string Pair = """
        [Network, Input(2), Dense(4), Tanh] public partial class Painter;
        [Network, Input(4), Dense(1), BinaryCrossEntropy] public partial class Critic;
        [Adversarial<Painter, Critic>] public partial class Pair;

        """;

    [Fact]
    public void Random_declarations_give_code_that_compiles_or_a_diagnostic()
    {
        var output = new StringWriter();

        Assert.True(new DeclarationRun(40, seed: 1, first: 0, output).Run(), output.ToString());
    }

    [Theory]
    [InlineData("namespace A_ { " + Sources.Small + " partial class B; } namespace A { " + Sources.Small + " partial class _B; }")]
    [InlineData("namespace A._ { " + Sources.Small + " partial class B; } namespace A { " + Sources.Small + " partial class __B; }")]
    [InlineData("namespace A { " + Sources.Small + " partial class _1; } namespace A_ { " + Sources.Small + " partial class A_1_1; }")]
    [InlineData(
        "[Network, Input(4), Dense(4)] public partial class Part; [Network, Input(4), Use<Part>(Name = \"seed\"), "
        + "Use<Part>(Name = \"seedPart\"), Use<Part>(Name = \"seedPartPart\")] public partial class Net;")]
    [InlineData("[Block, Dense(4)] public partial record Part; [Network, Input(4), Use<Part>] public partial class Net;")]
    public void Names_that_ran_together_are_kept_apart(string source) => Is(Verdict.Compiles, "", source);

    [Theory]
    [InlineData("UNR0017", "[Network, Input(4), Dense(4)] partial class Net { int get_Info() => 1; }")]
    [InlineData("UNR0017", "[Network, Input(4), Dense(4)] partial class Net { int get_Dense1Weight() => 1; }")]
    [InlineData("UNR0017", "[Network, Input(4), Dense(4)] partial class Net; namespace Unrolled.Generated._Net { class Vector128; }")]
    [InlineData("UNR0017", "[Network, Input(4), Dense(4)] partial class Net; class System;")]
    [InlineData("UNR0017", "[Network, Input(4), Dense(4)] partial class Net; namespace System { class Entry; }")]
    [InlineData("UNR0017", "[Network, Input(4), Dense(4)] partial class Net; namespace Unrolled { class Generated; }")]
    [InlineData("UNR0024", Pair + "partial class pair { [Network, Input(4), Dense(4)] partial class generatorstep; }")]
    [InlineData("UNR0012", "[Network, Input(2), Dense(4)] partial class A; [Network, Input(4), Dense(1)] partial class B; "
        + "[Adversarial<A, B>(Loss = (AdversarialLoss)9)] partial class Pair;")]
    [InlineData("UNR0013", "[Block, Dense(4, Name = \".\")] class P; [Network, Input(4), Use<P>, Flatten, Dense(4)] partial class Net;")]
    [InlineData("UNR0013", "[Block, Dense(4, Name = \"\")] class P; [Network, Input(4), Use<P>, Flatten, Dense(4)] partial class Net;")]
    [InlineData("UNR0012", "[Block, Conv2D(4, 0)] class P; [Network, Input(1, 6, 6), Use<P>, Flatten, Dense(4)] partial class Net;")]
    [InlineData(
        "UNR0012", "[Block, Dense(4, Init = (Initializer)77)] class P; [Network, Input(4), Use<P>, Flatten, Dense(4)] partial class Net;")]
    [InlineData("UNR0012", "[Block, Dense(4)] partial class P; [Network, Input(4), Branch<P, P>(Join = (Join)9)] partial class Net;")]
    public void What_would_not_compile_is_refused(string id, string source) => Is(Verdict.Refused, id, source);

    [Theory, InlineData("8"), InlineData("11"), InlineData("12")]
    public void UNR0035_before_csharp_13(string version)
    {
        Assert.True(LanguageVersionFacts.TryParse(version, out LanguageVersion old));
        const string Net = "{ [Network, Input(4), Dense(4)] public partial class Net { } }";

        Assert.Equal((Verdict.Refused, "UNR0035"), Outcome(Attempt.At("using Unrolled; namespace N " + Net, old)));
    }

    [Fact]
    public void CSharp_13_is_enough() =>
        Assert.Equal((Verdict.Compiles, ""), Outcome(Attempt.At("using Unrolled; " + Pair, LanguageVersion.CSharp13)));

    [Theory]
    [InlineData("UNR0013", 201, 1, 1)]
    [InlineData("UNR0013", 60_000, 1, 1)]
    [InlineData("UNR0019", 1, 60_000, 1)]
    [InlineData("UNR0019", 1, 1, 60_000)]
    public void Names_that_metadata_cannot_hold(string id, int layer, int type, int space) => Is(
        Verdict.Refused, id,
        $"namespace {new string('s', space)} {{ [Network, Input(4), Dense(4, Name = \"{new string('a', layer)}\")] "
        + $"partial class {new string('t', type)}; }}");

    [Fact]
    public void The_longest_names_there_may_be() => Is(
        Verdict.Compiles, "",
        $"[Network, Input(4), Dense(4, Name = \"{new string('a', 200)}\")] partial class {new string('_', 499)}; "
        + $"[Network, Input(4), Dense(4)] partial class {new string('_', 500)};");

    [Theory]
    [InlineData(1000, "Use<C{0}>")]
    [InlineData(25, "Use<C{0}>, Use<C{0}>")]
    public void UNR0018_blocks_inside_blocks_without_end(int depth, string layers)
    {
        IEnumerable<string> blocks = Enumerable.Range(1, depth)
            .Select(i => $"[Block, {string.Format(null, layers, i - 1)}] class C{i};\n");
        string network = $"[Network, Input(4), Use<C{depth}>, MeanSquaredError] partial class Net;";

        Assert.Contains("UNR0018", Attempt.At($"using Unrolled; [Block, Dense(4)] class C0;\n{string.Concat(blocks)}{network}").Told,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Repeat<C>(100)", Verdict.Refused, "UNR0018")]
    [InlineData("Repeat<B>(10)", Verdict.Compiles, "")]
    public void Repeats_of_repeats(string layer, Verdict verdict, string told) => Is(
        verdict, told,
        "[Block, ReLU] class A; [Block, Repeat<A>(100)] class B; [Block, Repeat<B>(100)] class C;"
        + $"[Network, Input(4), Dense(4), {layer}, MeanSquaredError] partial class Net;");

    [Theory, InlineData("GELU"), InlineData("SiLU"), InlineData("HardSwish"), InlineData("GELU, SiLU, HardSwish, ELU, Softplus")]
    public void Activations_in_a_row_grow_by_calls(string activations)
    {
        long few = Row(4), many = Row(32);

        Assert.True(many < 8 * few, $"{few} characters for 4, {many} for 32");

        long Row(int count)
        {
            string row = string.Join(", ", Enumerable.Repeat(activations, count));
            Attempt attempt = Attempt.At($"using Unrolled; [Network, Input(4), Dense(4), {row}, MeanSquaredError] partial class Net;");
            Assert.Equal(Verdict.Compiles, attempt.Verdict);
            return attempt.Characters;
        }
    }

    private static void Is(Verdict verdict, string told, string source) =>
        Assert.Equal((verdict, told), Outcome(Attempt.At("using Unrolled;\n" + source)));

    private static (Verdict Verdict, string Told) Outcome(Attempt attempt) => (attempt.Verdict, attempt.Told);
}
