using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Tests;

/// <summary>The text of kernels: what is shared, and what its comments tell.</summary>
public class KernelTextTests
{
    [Fact]
    public void Code_that_differs_in_comments_is_one_method()
    {
        KernelLibrary library = Library();
        Assert.Equal(
            "First", library.Add("First", "the first", "float* y", "// outputs i 0..3\ny[0] = 1f;\n    // terms k 0..1\ny[1] = 2f;"));
        Assert.Equal("First", library.Add("Second", "the second", "float* y", "// outputs o 0..3\ny[0] = 1f;\ny[1] = 2f;"));
        Assert.Equal("Third", library.Add("Third", "another", "float* y", "// outputs o 0..3\ny[0] = 1f;\ny[1] = 3f;"));
    }

    [Fact]
    public void Tiles_and_terms_that_are_written_out_are_headed_by_what_they_are()
    {
        // 5 columns, padded: a tile of columns at each border, and filters left over where the tile does not divide them.
        string text = Body("Input(3, 5, 5), Conv2D(7, 3, Padding = 1), ReLU, MaxPool2D(2), Flatten, Dense(3), SoftmaxCrossEntropy");
        string forward = Method(text, "Conv2d1Forward");
        Assert.Contains("// y: f 0..3, r, c 0", forward);
        Assert.Contains("// Σ j 1..2", forward);
        Assert.Contains("// y: f 4..6, r, c", forward);
        Assert.Contains("// Σ j 0..2", forward);
        Assert.Contains("// Σ j 0..2, in bounds", Method(text, "Conv2d1Forward_2"));
        Assert.Contains("// Σ i 0..1, j 0..1", Method(text, "Maxpool2d1Forward"));
        Assert.Contains("// windows: ", Method(text, "Maxpool2d1InputGradient"));
        Assert.Matches(@"// Σ sample\+0\.\.\d", Method(text, "Dense1WeightGradient"));
    }

    private static KernelLibrary Library() => new(Isa.All[0]);

    private static string Body(string attributes) => GeneratorHarness.Run($"using Unrolled; [Network, {attributes}] partial class Net;")
        .Result.GeneratedSources.Single(static s => s.HintName == "Net-Avx2.g.cs").SourceText.ToString();

    /// <summary>From a method's head to the next one.</summary>
    private static string Method(string text, string name)
    {
        int start = text.IndexOf($"private static void {name}(", StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no {name}.");
        int next = text.IndexOf("private static ", start + 1, StringComparison.Ordinal);
        return next < 0 ? text[start..] : text[start..next];
    }
}
