using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Tests;

/// <summary>What a project must bring beside its networks: weight files that fit, and optimised code.</summary>
[Trait("Category", "Slow")]
public class WeightsTests
{
    private const string Source = """
        using Unrolled;

        [Network(Weights = "small.safetensors"), Input(3), Dense(2), MeanSquaredError]
        public sealed partial class Small;
        """;

    private const string Fitting =
        "{\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}," +
        "\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}";

    [Fact]
    public void A_network_whose_file_fits_takes_its_weights_from_the_assembly()
    {
        GeneratorRun run = Run(Fitting);

        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Contains(run.Result.GeneratedSources, s =>
            s.SourceText.ToString().Contains("(typeof(Small).Assembly, \"Unrolled.Weights/small.safetensors\")", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "is no safetensors file")]
    [InlineData("{\"dense1.weight\":7}", "is damaged: expected '{'")]
    [InlineData("{\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,2400]}}", "lies outside the 32 bytes")]
    [InlineData(
        "{\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}", "has no tensor dense1.bias, but dense1.weight")]
    [InlineData("{\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}}",
        "has dense1.weight of shape [3,2], but the network's is [2,3]")]
    [InlineData("{\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,20]}}",
        "is damaged: dense1.weight has 20 bytes instead of 24")]
    [InlineData("{\"dense1.weight\":{\"dtype\":\"I8\",\"shape\":[2,3],\"data_offsets\":[0,6]}}", "has dense1.weight as I8")]
    public void A_file_that_does_not_fit_is_an_error_on_the_attribute(string header, string expected)
    {
        Diagnostic found = Assert.Single(Run(header).Result.Diagnostics);

        Assert.Equal("UNR0030", found.Id);
        Assert.Contains(expected, found.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(2, found.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void A_tensor_that_no_layer_takes_is_an_error() =>
        Assert.Contains(
            "has a tensor stranger",
            Assert.Single(Run(Fitting.Replace("}}", "},\"stranger\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}"))
            .Result.Diagnostics).GetMessage(), StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_an_error_on_the_attribute() =>
        Assert.Contains("small.safetensors, the weights of Small, is not there",
            Assert.Single(GeneratorHarness.Run(Source).Result.Diagnostics).GetMessage(), StringComparison.Ordinal);

    [Fact]
    public void A_debug_build_is_warned_of_slow_kernels()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Sources.LeNet5);
        Diagnostic found = Assert.Single(GeneratorHarness.Run(
            compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug))).Result.Diagnostics);

        Assert.Equal(("UNR0031", DiagnosticSeverity.Warning), (found.Id, found.Severity));
        Assert.Contains("<Optimize>true</Optimize>", found.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("<NoWarn>UNR0031</NoWarn>", found.GetMessage(), StringComparison.Ordinal);
    }

    private static GeneratorRun Run(string header) =>
        GeneratorHarness.Run(GeneratorHarness.Compile(Source), new WeightsText("small.safetensors", "32\n" + header));
}
