using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Tests;

/// <summary>
/// Sources that the compiler refuses by itself, or that nobody would write: the generator neither fails nor adds to the noise.
/// </summary>
[Trait("Category", "Slow")]
public class GarbageTests
{
    [Theory]
    [InlineData("[Dense]")]
    [InlineData("[Dense(]")]
    [InlineData("[Dense(\"ten\")]")]
    [InlineData("[Dense(Ten)]")]
    [InlineData("[Dense(10, 20)]")]
    [InlineData("[Dense(10, Nme = \"a\")]")]
    [InlineData("[Dense(10, Name = 5)]")]
    [InlineData("[Dense(10, Name = Unknown)]")]
    [InlineData("[Dense(units: 10, units: 11)]")]
    [InlineData("[Dense(unit: 10)]")]
    [InlineData("[Dense(10, Bias = 1)]")]
    [InlineData("[LeakyReLU(\"0.1\")]")]
    [InlineData("[Conv2D(1)]")]
    [InlineData("[Dense(new int[] { 1 })]")]
    [InlineData("[Dense(10 / 0)]")]
    [InlineData("[Dense(99999999999)]")]
    [InlineData("[Dense(10, Name = \"a\"")]
    [InlineData("[")]
    public void Broken_layers_are_the_compilers_to_report(string attribute)
    {
        GeneratorRun run = GeneratorHarness.Run(Sources.Net($"{attribute}\n[Dense(2), MeanSquaredError]"));

        Assert.Empty(run.Result.Diagnostics);
        Assert.Contains(run.Output.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("[Network, Input(\"4\"), Dense(2), MeanSquaredError] partial class Net;")]
    [InlineData("[Network, Input(4, x), Dense(2), MeanSquaredError] partial class Net;")]
    [InlineData("[Network(Unroll = \"all\"), Input(4), Dense(2), MeanSquaredError] partial class Net;")]
    [InlineData("[Network(5), Input(4), Dense(2), MeanSquaredError] partial class Net;")]
    [InlineData("[Network, Input(4), Dense(2), MeanSquaredError] partial class Net : Missing;")]
    [InlineData("[Network, Input(4), Dense(2), MeanSquaredError] partial class ;")]
    [InlineData("[Network, Input(4), Dense(2), MeanSquaredError] partial enum Net { }")]
    [InlineData("[Network, Input(4), Dense(2), MeanSquaredError] delegate void Net();")]
    [InlineData("[Network, Input(4), Dense(2), MeanSquaredError]")]
    [InlineData("[Network Input class B[Network Input(4)Residual<B partial class")]
    public void Broken_declarations_do_not_crash(string source) =>
        Assert.DoesNotContain(GeneratorHarness.Run("using Unrolled; " + source).Result.Diagnostics, d => d.Id == "UNR0033");

    [Fact]
    public void A_misspelt_layer_is_not_told_as_a_layer_that_does_not_fit()
    {
        GeneratorRun run =
            GeneratorHarness.Run("using Unrolled; [Network, Input(1, 8, 8), Flaten, Dense(2), MeanSquaredError] partial class Net;");

        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.Specs);
        Assert.Contains(run.Output.GetDiagnostics(), d => d.Id == "CS0246");
    }

    [Fact]
    public void Network_on_two_parts_generates_the_class_once()
    {
        GeneratorRun run = GeneratorHarness.Run(
            "using Unrolled; [Network] partial class Net;",
            "using Unrolled; [Network, Input(4), Dense(2), MeanSquaredError] partial class Net;");

        Assert.Single(run.Specs);
        Assert.Contains(run.Output.GetDiagnostics(), d => d.Id == "CS0579");
    }

    [Fact]
    public void A_pair_on_two_parts_is_generated_once()
    {
        GeneratorRun run = GeneratorHarness.Run("""
            using Unrolled;
            [Network, Input(3), Dense(4), Tanh] partial class G;
            [Network, Input(4), Dense(1), BinaryCrossEntropy] partial class D;
            [Adversarial<G, D>] partial class P;
            [Adversarial<G, D>] partial class P;
            """);

        Assert.Single(run.Result.GeneratedSources, static file => file.HintName == "P.g.cs");
        Assert.Contains(run.Output.GetDiagnostics(), static d => d.Id == "CS0579");
    }

    [Fact]
    public void Attributes_of_the_same_names_elsewhere_are_not_ours()
    {
        GeneratorRun run = GeneratorHarness.Run("""
            using Mine;
            namespace Mine { class NetworkAttribute : System.Attribute; class InputAttribute : System.Attribute; }
            namespace Mine.Unrolled { class NetworkAttribute : System.Attribute; class DenseAttribute : System.Attribute; }
            [Network, Input] class A;
            [Mine.Unrolled.Network, Mine.Unrolled.Dense] class B;
            """);

        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.Specs);
    }

    [Fact]
    public void UNR0020_a_layer_from_a_newer_runtime()
    {
        CSharpCompilation runtime = GeneratorHarness.Compile("""
            namespace Unrolled;
            public class NetworkAttribute : System.Attribute;
            public class InputAttribute(params int[] shape) : System.Attribute;
            public abstract class LayerAttribute : System.Attribute;
            public class TeleportAttribute(int distance) : LayerAttribute;
            """, "namespace Unrolled.Generated; "
            + $"public static class Contract {{ public const int Version = {Model.Contract.Version}; }}");
        CSharpCompilation user = GeneratorHarness.Compile("using Unrolled; [Network, Input(4), Teleport(3)] partial class Net;");
        MetadataReference[] framework = [.. user.References.Where(r => r.Display != typeof(NetworkAttribute).Assembly.Location)];
        GeneratorRun run =
            GeneratorHarness.Run(user.WithReferences([.. framework, runtime.WithReferences(framework).ToMetadataReference()]));

        Diagnostic unknown = Assert.Single(run.Result.Diagnostics, d => d.Id == "UNR0020");
        Assert.Contains("Teleport is not known to this generator", unknown.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(
            "Teleport(3)", unknown.Location.SourceTree!.ToString()[unknown.Location.SourceSpan.Start..unknown.Location.SourceSpan.End]);
    }
}
