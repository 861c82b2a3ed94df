using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>Parts that come from compiled assemblies.</summary>
[Trait("Category", "Slow")]
public class OtherAssemblyTests
{
    private const string Library = """
        using Unrolled;

        namespace Lib;

        [Block, Dense(4, L2 = 0.1), Add("dense1"), Tanh]
        public partial class Mix;

        [Block, Repeat<Mix>(2, Tied = true), Residual<Mix>, ReLU(From = "mix1"), Branch<Mix, Mix>(Join = Join.Add), Add("mix2")]
        public partial class Deep;

        [Network, Input(4), Use<Deep>(Name = "deep"), Dense(3), SoftmaxCrossEntropy]
        public sealed partial class Backbone;
        """;

    private const string User = """
        using Unrolled;
        using Lib;

        [Network, Input(4), Use<Deep>, Use<Backbone>(Frozen = true), Dense(2), MeanSquaredError]
        public sealed partial class Net;
        """;

    [Fact]
    public void Parts_are_read_from_what_the_assembly_carries()
    {
        GeneratorRun run = GeneratorHarness.Run(With(Metadata(Library)));

        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        NetworkSpec here = Assert.Single(GeneratorHarness.Specs(Library, User), s => s.Name == "Net");
        Graph expected = NetworkGraph.TryBuild(here).Graph!, actual = NetworkGraph.TryBuild(Assert.Single(run.Specs)).Graph!;
        Assert.Equal(expected.Parameters.Select(p => (p.Name, p.Offset, p.Learned, p.L2)),
            actual.Parameters.Select(p => (p.Name, p.Offset, p.Learned, p.L2)));
        Assert.Equal(expected.Layers.Select(l => (l.Layer.Declaration, l.Output, l.MultiplyAdds)),
            actual.Layers.Select(l => (l.Layer.Declaration, l.Output, l.MultiplyAdds)));
    }

    [Fact]
    public void UNR0029_a_block_that_is_not_partial_carries_nothing()
    {
        Diagnostic found = Assert.Single(GeneratorHarness.Run(
            With(Metadata(Library.Replace("partial class Deep", "class Deep", StringComparison.Ordinal)))).Result.Diagnostics);

        Assert.Equal("UNR0029", found.Id);
        Assert.Contains("Deep comes from Library", found.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("make the class partial", found.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "0\tpart\tDeep\t\t\n0\tlayer\tReLU\trelu1\t\t\n")]
    [InlineData(1, "0\tpart\tDeep\t\t\n0\tlayer\tNewest\tnewest1\t\t\n")]
    [InlineData(1, "nonsense")]
    [InlineData(1, "")]
    public void UNR0029_another_version(int version, string text)
    {
        string library = $"using Unrolled; namespace Lib; [Block, Unrolled.Generated.CompiledSpec({version}, " +
            $"{SymbolDisplay.FormatLiteral(text, quote: true)})] public class Deep; public class Backbone;";
        GeneratorRun run = GeneratorHarness.Run(With(Emit(GeneratorHarness.Compile(library))));

        Assert.Contains(
            run.Result.Diagnostics, d => d.Id == "UNR0029" && d.GetMessage().Contains("another version", StringComparison.Ordinal));
    }

    private static CSharpCompilation With(MetadataReference library) => GeneratorHarness.Compile(User).AddReferences(library);

    private static MetadataReference Metadata(string source) => Emit(GeneratorHarness.Run(source).Output);

    private static PortableExecutableReference Emit(Compilation compilation)
    {
        using var stream = new MemoryStream();
        Assert.True(compilation.WithAssemblyName("Library").Emit(stream).Success);
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
