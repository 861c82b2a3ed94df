namespace Unrolled.Generator.Tests;

/// <summary>Few, and for people: is the generated code a pleasure to read?</summary>
public class SnapshotTests
{
    private const string Source = """
        using Unrolled;

        namespace Games;

        /// <summary>Decides whether to jump.</summary>
        [Network, Input(1, 4, 3)]
        [Conv2D(2, 3, Padding = 1), ReLU]
        [Flatten, Dense(2), SoftmaxCrossEntropy]
        internal sealed partial class Jump;
        """;

    [Theory]
    [InlineData("Surface", "Games.Jump.g.cs")]
    [InlineData("Dispatch", "Games.Jump-Dispatch.g.cs")]
    [InlineData("Avx2", "Games.Jump-Avx2.g.cs")]
    public void Generated_code_reads_as_accepted(string name, string file) =>
        Snapshot.Verify(GeneratorHarness.Run(Source).Result.GeneratedSources.Single(s => s.HintName == file).SourceText.ToString(), name);
}
