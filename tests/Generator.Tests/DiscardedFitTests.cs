using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Analyzers;

namespace Unrolled.Generator.Tests;

/// <summary>A call of <c>Fit</c> that trains nothing is a warning, and no other call is.</summary>
[Trait("Category", "Slow")]
public class DiscardedFitTests
{
    [Theory]
    [InlineData("trainer.Fit(data, 5, 64);")]
    [InlineData("_ = trainer.Fit(data, 5, 64);")]
    [InlineData("(trainer).Fit(data, 5, 64);")]
    [InlineData("trainer?.Fit(data, 5, 64);")]
    [InlineData("trainer.Fit(data, 5, 64, _ => { }, validation: data);")]
    [InlineData("trainer.Fit(data, 5, 64, new Progress<FitProgress>());")]
    [InlineData("Action later = () => trainer.Fit(data, 5, 64);")]
    [InlineData("void Later() => trainer.Fit(data, 5, 64);")]
    [InlineData("pair.Fit(samples, 5, 64);")]
    [InlineData("_ = pair.Fit(samples, 5, 64);")]
    public async Task A_result_that_nobody_takes_is_a_warning(string statement)
    {
        Diagnostic found = Assert.Single(await Diagnose(Method(statement)));
        Assert.Equal(("UNR0037", DiagnosticSeverity.Warning), (found.Id, found.Severity));
        string message = found.GetMessage();
        string expected = statement.Contains("pair.", StringComparison.Ordinal) ? "AdversarialTrainer.Fit trains nothing"
            : "Trainer.Fit trains nothing";
        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.Equal(expected[0] == 'T', message.Contains("call Train, which runs to its end", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("foreach (var epoch in trainer.Fit(data, 5, 64)) { }")]
    [InlineData("trainer.Fit(data, 5, 64).ToList();")]
    [InlineData("_ = trainer.Fit(data, 5, 64).Last();")]
    [InlineData("trainer?.Fit(data, 5, 64).Last();")]
    [InlineData("trainer.Fit(data, 5, 64)?.Last();")]
    [InlineData("var epochs = trainer.Fit(data, 5, 64);")]
    [InlineData("IEnumerable<EpochResult> Later() => trainer.Fit(data, 5, 64);")]
    [InlineData("Func<object> later = () => trainer.Fit(data, 5, 64);")]
    [InlineData("trainer.Train(data, 5, 64);")]
    [InlineData("new Suit().Fit(1);")]
    [InlineData("foreach (var losses in pair.Fit(samples, 5, 64)) { }")]
    public async Task Other_calls_are_none(string statement) => Assert.Empty(await Diagnose(Method(statement)));

    [Fact]
    public async Task The_examples_of_its_page_are_true()
    {
        Assert.Equal("UNR0037", Assert.Single(await Diagnose(DescriptorTests.Example("UNR0037", "## Wrong"))).Id);
        Assert.Empty(await Diagnose(DescriptorTests.Example("UNR0037", "## Right")));
    }

    private static string Method(string statement) => $$"""
        using System; using System.Collections.Generic; using System.Linq; using Unrolled;
        public sealed class Suit { public int Fit(int size) => size; }
        [Network, Input(4), Dense(2), SoftmaxCrossEntropy] public sealed partial class Net;
        public static class Calls
        {
            public static void Call(Trainer<Net> trainer, AdversarialTrainer pair, Dataset data, ReadOnlyMemory<float> samples)
            {
                {{statement}}
            }
        }
        """;

    /// <summary>What the analyzer says of sound sources, with what is generated for them.</summary>
    private static async Task<ImmutableArray<Diagnostic>> Diagnose(string source)
    {
        var compilation = (CSharpCompilation)GeneratorHarness.Run(source).Output;
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return await compilation.WithAnalyzers([new DiscardedFitAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }
}
