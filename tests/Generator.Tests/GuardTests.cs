using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>A mistake of the generator's own costs one class, not the project.</summary>
[Trait("Category", "Slow")]
public class GuardTests
{
    private const string Source = $$"""
        using Unrolled;
        namespace Space;

        {{Sources.Small}} public partial class Good;
        {{Sources.Small}} public partial class Bad;
        [Network, Input(2), Dense(4), Tanh] public partial class Painter;
        [Network, Input(4), Dense(3), ReLU, Dense(1), BinaryCrossEntropy] public partial class Critic;
        [Adversarial<Painter, Critic>] public partial class Pair;
        [Block, Dense(4)] public partial class Part;
        [Block, Dense(5)] public partial class OtherPart;
        """;

    [Theory]
    [InlineData(Steps.Parsed, "Bad")]
    [InlineData(Steps.Surface, "Bad")]
    [InlineData(Steps.Pairs, "Pair")]
    [InlineData(Steps.Surface, "Pair")]
    [InlineData(Steps.ParsedBlocks, "Part")]
    [InlineData(Steps.BlockText, "Part")]
    public void Nothing_is_made_of_a_class_that_broke_the_generator_and_everything_of_others(string step, string name)
    {
        GeneratorRun whole = GeneratorHarness.Run(Source), run = Break(step, $"Space.{name}");

        Diagnostic found = Assert.Single(run.Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        AssertBrokenDown(found, $"Space.{name}");
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(Files(whole).Where(file => !Regex.IsMatch(file, $"^Space\\.{name}[.-]")), Files(run));
    }

    [Theory, InlineData("Bad"), InlineData("Pair.GeneratorStep")]
    public void Without_kernels_the_surface_stays_and_compiles(string name)
    {
        GeneratorRun whole = GeneratorHarness.Run(Source), run = Break(Steps.Kernels, $"Space.{name}");

        AssertBrokenDown(Assert.Single(run.Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error), $"Space.{name}");
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(Files(whole).Where(file => !file.StartsWith($"Space.{name}-", StringComparison.Ordinal)), Files(run));
    }

    [Fact]
    public void A_failure_at_a_declaration_is_told_there()
    {
        Diagnostic found = Assert.Single(Break(Steps.Parsed, "Space.Bad").Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        TextSpan span = found.Location.SourceSpan;

        Assert.Equal("Bad", found.Location.SourceTree!.ToString().Substring(span.Start, span.Length));
    }

    [Fact]
    public void A_weight_file_that_broke_the_generator_is_named()
    {
        const string File = "small.safetensors";
        CSharpCompilation source = GeneratorHarness.Compile(
            "using Unrolled; [Network(Weights = \"" + File + "\"), Input(3), Dense(2), MeanSquaredError] public partial class Small;");
        var file = new WeightsText(File, "0\n{}");

        GeneratorRun run = GeneratorHarness.Run(source, Breaking(Steps.Headers, File), file);
        AssertBrokenDown(Assert.Single(run.Result.Diagnostics, d => d.Id == "UNR0033"), File);

        run = GeneratorHarness.Run(source, Breaking(Steps.Weights, "Small"), file);
        AssertBrokenDown(Assert.Single(run.Result.Diagnostics), "Small");
    }

    /// <summary>Values inside blocks: offsets that wrapped would lie outside the memory that kernels are given.</summary>
    [Fact]
    public void Memory_beyond_32_bits_is_too_large()
    {
        const string Source = """
            using Unrolled;
            [Block, Conv2D(64, 3, Padding = 1), ReLU] class Wide;
            [Network, Input(64, 224, 224), Repeat<Wide>(50), GlobalAvgPool2D, Dense(2), MeanSquaredError] partial class Net;
            """;
        Assert.Contains(GeneratorHarness.Run(Source).Result.Diagnostics, d => d.Id == "UNR0019");
    }

    [Fact]
    public void An_overflow_elsewhere_is_a_mistake_of_the_generators_own()
    {
        var generator = new NetworkGenerator(new Guard((at, of) =>
        {
            if (at == Steps.Surface && of == "Space.Bad")
                throw new OverflowException("too far");
        }));
        Diagnostic[] found = [.. GeneratorHarness.Run(GeneratorHarness.Compile(Source), generator).Result.Diagnostics];

        Assert.StartsWith(
            "Unrolled broke down over Space.Bad with OverflowException: too far",
            Assert.Single(found, d => d.Severity == DiagnosticSeverity.Error).GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_is_no_failure()
    {
        using var source = new CancellationTokenSource();
        var generator = new NetworkGenerator(new Guard((step, _) =>
        {
            if (step == Steps.Surface)
                source.Cancel();
            source.Token.ThrowIfCancellationRequested();
        }));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generator);

        Assert.ThrowsAny<OperationCanceledException>(() => driver.RunGenerators(GeneratorHarness.Compile(Source), source.Token));
    }

    /// <summary>No step may go on when its token says to stop: each of these looks at it, however little there is to do.</summary>
    [Theory]
    [InlineData(Steps.Parsed, "Space.Bad")]
    [InlineData(Steps.Surface, "Space.Pair")]
    [InlineData(Steps.Kernels, "Space.Bad")]
    [InlineData(Steps.ParsedBlocks, "Space.Part")]
    public void UNR0036_what_takes_too_long_ends_and_costs_one_class(string step, string name)
    {
        var generator = new NetworkGenerator(new Guard(patience: (at, of) => at == step && of == name ? 0 : Limits.Seconds));
        GeneratorRun run = GeneratorRun.Of(
            CSharpGeneratorDriver.Create(generator), GeneratorHarness.Compile(Source));

        Diagnostic found = Assert.Single(run.Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("UNR0036", found.Id);
        Assert.Contains($"{name} is not done after 0 seconds", found.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("Space.Good.g.cs", Files(run));
    }

    [Fact]
    public void UNR0019_code_without_end_costs_one_class()
    {
        var generator = new NetworkGenerator(new Guard((at, of) =>
        {
            if (at == Steps.Kernels && of == "Space.Bad")
                throw new LimitException("has code of 60,000,000 characters", "50,000,000 characters");
        }));
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Compile(Source), generator);

        Diagnostic found = Assert.Single(run.Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("UNR0019", found.Id);
        Assert.Contains("Space.Bad has code of 60,000,000 characters", found.GetMessage(), StringComparison.Ordinal);
    }

    private static GeneratorRun Break(string step, string name) =>
        GeneratorHarness.Run(GeneratorHarness.Compile(Source), Breaking(step, name));

    private static NetworkGenerator Breaking(string step, string name) => new(new Guard((at, of) =>
    {
        if (at == step && of == name)
            throw new InvalidOperationException("no such\nthing.");
    }));

    private static void AssertBrokenDown(Diagnostic found, string name)
    {
        Assert.Equal("UNR0033", found.Id);
        Assert.StartsWith(
            $"Unrolled broke down over {name} with InvalidOperationException: no such thing (at Unrolled.Generator.Tests.GuardTests",
            found.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("please report", found.GetMessage(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Files(GeneratorRun run) =>
        run.Result.GeneratedSources.Select(s => s.HintName).Order(StringComparer.Ordinal);
}
