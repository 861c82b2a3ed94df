namespace Unrolled.CodeFixes.Tests;

/// <summary>Declarations before and after their fixes. In the rows <c>‹Dense(3)›</c> is what is reported.</summary>
public class DeclarationFixesTests
{
    [Theory]
    // The modifier, on the class and around it.
    [InlineData("UNR0001", "[Network, Input(4), Dense(3), SoftmaxCrossEntropy] class ‹Net›;",
        "[Network, Input(4), Dense(3), SoftmaxCrossEntropy] partial class Net;")]
    [InlineData("UNR0001", "public static class ‹Nets› { [Network, Input(4), Dense(3), MeanSquaredError] public sealed class ‹Net›; }",
        "public static partial class Nets { [Network, Input(4), Dense(3), MeanSquaredError] public sealed partial class Net; }")]
    [InlineData("UNR0001", "record struct ‹Nets› { [Network, Input(4), Dense(3), MeanSquaredError] partial class Net; }",
        "partial record struct Nets { [Network, Input(4), Dense(3), MeanSquaredError] partial class Net; }")]
    // What the loss does itself.
    [InlineData("UNR0038", "[Network, Input(4), Dense(3), ‹Softmax›, SoftmaxCrossEntropy] partial class Net;",
        "[Network, Input(4), Dense(3), SoftmaxCrossEntropy] partial class Net;")]
    [InlineData("UNR0038", "[Network, Input(4)]\n[Dense(3)]\n[‹Sigmoid›]\n[BinaryCrossEntropy]\npartial class Net;",
        "[Network, Input(4)]\n[Dense(3)]\n[BinaryCrossEntropy]\npartial class Net;")]
    [InlineData("UNR0038", "[Network, Input(4)]\n[Dense(3), ‹ReLU›]\n[SoftmaxCrossEntropy]\npartial class Net;",
        "[Network, Input(4)]\n[Dense(3)]\n[SoftmaxCrossEntropy]\npartial class Net;")]
    [InlineData("UNR0038",
        "[\n    Network,\n    Input(4),\n    Dense(3),\n    ‹Softmax›,\n    // Classes.\n    SoftmaxCrossEntropy,\n]\npartial class Net;",
        "[\n    Network,\n    Input(4),\n    Dense(3),\n    \n    // Classes.\n    SoftmaxCrossEntropy,\n]\npartial class Net;")]
    [InlineData("UNR0038", "[Network, Input(4), ‹Dense(3)›, KLDivergence] partial class Net;",
        "[Network, Input(4), Dense(3), LogSoftmax, KLDivergence] partial class Net;")]
    [InlineData("UNR0038", "[Network, Input(4), Dense(3), ‹Softmax›, KLDivergence] partial class Net;",
        "[Network, Input(4), Dense(3), LogSoftmax, KLDivergence] partial class Net;")]
    // Two linear layers.
    [InlineData("UNR0039", "[Network, Input(4), Dense(8), ‹Dense(3)›, SoftmaxCrossEntropy] partial class Net;",
        "[Network, Input(4), Dense(8), ReLU, Dense(3), SoftmaxCrossEntropy] partial class Net;")]
    [InlineData(
        "UNR0039", "[\n    Network,\n    Input(4),\n    Dense(8), // Wide.\n    ‹Dense(3)›,\n    MeanSquaredError,\n]\npartial class Net;",
        "[\n    Network,\n    Input(4),\n    Dense(8), // Wide.\n    ReLU,\n    Dense(3),\n    MeanSquaredError,\n]\npartial class Net;")]
    [InlineData("UNR0039", "[Network, Input(4), Unrolled.Dense(8), ‹Unrolled.Dense(3)›, MeanSquaredError] partial class Net;",
        "[Network, Input(4), Unrolled.Dense(8), Unrolled.ReLU, Unrolled.Dense(3), MeanSquaredError] partial class Net;")]
    // Axes.
    [InlineData("UNR0018", "[Network, Input(1, 8, 8)]\n[Conv2D(4, 3), ReLU]\n[‹Dense(3)›]\n[SoftmaxCrossEntropy]\npartial class Net;",
        "[Network, Input(1, 8, 8)]\n[Conv2D(4, 3), ReLU]\n[Flatten, Dense(3)]\n[SoftmaxCrossEntropy]\npartial class Net;")]
    [InlineData("UNR0018", "[Network, Input(2, 9), Conv1D(4, 3), ‹Gru(5)›, MeanSquaredError] partial class Net;",
        "[Network, Input(2, 9), Conv1D(4, 3), Transpose, Gru(5), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0018", "[Network, Input(2, 9), Conv1D(4, 3), ReLU, ‹Dense(5)›, MeanSquaredError] partial class Net;",
        "[Network, Input(2, 9), Conv1D(4, 3), ReLU, Flatten, Dense(5), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0018", "[Network, Input(2, 9), Conv1D(4, 3), ReLU, ‹Dense(5)›, MeanSquaredError] partial class Net;",
        "[Network, Input(2, 9), Conv1D(4, 3), ReLU, Transpose, Dense(5), MeanSquaredError] partial class Net;", "Put Transpose before it")]
    [InlineData("UNR0018", "[Network, Input(9, 2), Lstm(4, ReturnSequences = true), ‹Conv1D(5, 3)›, MeanSquaredError] partial class Net;",
        "[Network, Input(9, 2), Lstm(4, ReturnSequences = true), Transpose, Conv1D(5, 3), MeanSquaredError] partial class Net;")]
    // Numbers.
    [InlineData("UNR0018", "[Network, Input(6, 8, 8), ‹Conv2D(12, 3, Groups = 4)›, MeanSquaredError] partial class Net;",
        "[Network, Input(6, 8, 8), Conv2D(12, 3, Groups = 3), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0018", "[Network, Input(6, 8, 8), ‹GroupNorm(5)›, MeanSquaredError] partial class Net;",
        "[Network, Input(6, 8, 8), GroupNorm(6), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0018", "[Network, Input(1, 4, 2), ‹Conv2D(2, 5)›, MeanSquaredError] partial class Net;",
        "[Network, Input(1, 4, 2), Conv2D(2, 5, Padding = 2), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0018", "[Network, Input(1, 8, 8), ‹MaxPool2D(2, Stride = 1, Padding = 3)›, MeanSquaredError] partial class Net;",
        "[Network, Input(1, 8, 8), MaxPool2D(2, Stride = 1, Padding = 1), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0018", "[Network, Input(2, 9), ‹Conv1D(4, 3, Padding = 1, Causal = true)›, MeanSquaredError] partial class Net;",
        "[Network, Input(2, 9), Conv1D(4, 3, Causal = true), MeanSquaredError] partial class Net;")]
    // Names.
    [InlineData("UNR0018", "[Network, Input(4), Dense(4, Name = \"stem\"), Tanh, ‹Add(\"stme\")›, MeanSquaredError] partial class Net;",
        "[Network, Input(4), Dense(4, Name = \"stem\"), Tanh, Add(\"stem\"), MeanSquaredError] partial class Net;")]
    [InlineData(
        "UNR0018", "[Network, Input(4), Dense(4), Tanh, ‹ReLU(From = \"Dense1\")›, Add(\"tanh1\"), MeanSquaredError] partial class Net;",
        "[Network, Input(4), Dense(4), Tanh, ReLU(From = \"dense1\"), Add(\"tanh1\"), MeanSquaredError] partial class Net;")]
    // Losses.
    [InlineData("UNR0010", "[Network, Input(4), Dense(8), ‹MeanSquaredError›, Tanh] partial class Net;",
        "[Network, Input(4), Dense(8), Tanh, MeanSquaredError] partial class Net;")]
    [InlineData("UNR0010", "[Network, Input(4)]\n[‹SoftmaxCrossEntropy(LabelSmoothing = 0.1)›]\n[Dense(8)]\npartial class Net;",
        "[Network, Input(4)]\n[Dense(8), SoftmaxCrossEntropy(LabelSmoothing = 0.1)]\npartial class Net;")]
    [InlineData("UNR0011", "[Network, Input(4), Dense(8), MeanSquaredError, ‹SoftmaxCrossEntropy›] partial class Net;",
        "[Network, Input(4), Dense(8), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0009", "[Network, Input(4), Dense(8)] partial class ‹Net›;",
        "[Network, Input(4), Dense(8), SoftmaxCrossEntropy] partial class Net;")]
    [InlineData("UNR0009", "[Network, Input(4), Dense(8), Softmax] partial class ‹Net›;",
        "[Network, Input(4), Dense(8), Softmax, MeanSquaredError] partial class Net;")]
    [InlineData("UNR0023", "[‹Input(4)›, Dense(8), MeanSquaredError] partial class Net;",
        "[Network, Input(4), Dense(8), MeanSquaredError] partial class Net;")]
    public Task An_answer_is_written(string id, string before, string after, string? choice = null) =>
        FixTest.Check(Using + before.Replace("‹", $"{{|{id}:").Replace("›", "|}"), Using + after, choice);

    /// <summary>The compiler names a type that it does not know with the suffix and without.</summary>
    [Theory]
    [InlineData("[Network, Input(4), ‹Dens›(3), SoftmaxCrossEntropy] partial class Net;", "Dense", true)]
    [InlineData("[Network, Input(4), Dense(3), ‹Relu›, Dense(2), SoftmaxCrossEntropy] partial class Net;", "ReLU", true)]
    [InlineData("[‹Netwrok›, Input(4), Dense(3), SoftmaxCrossEntropy] partial class Net;", "Network", true)]
    [InlineData("[Network, Input(1, 8, 8), Unrolled.Conv2D(3, 3, ‹Paddign› = 1), MeanSquaredError] partial class Net;", "Padding", false)]
    public Task A_name_is_corrected(string source, string meant, bool isType)
    {
        string[] parts = source.Split('‹', '›');
        string marked = isType ? $"{{|CS0246:{{|CS0246:{parts[1]}|}}|}}" : $"{{|CS0246:{parts[1]}|}}";
        return FixTest.Check(Using + parts[0] + marked + parts[2], Using + parts[0] + meant + parts[2]);
    }

    [Theory]
    // What would be put in would be taken for another layer, or what would be removed is taken.
    [InlineData("UNR0039", "[Network, Input(4), Dense(8), ‹Dense(4)›, ReLU, Tanh, Add(\"relu1\"), MeanSquaredError] partial class Net;")]
    [InlineData("UNR0038", "[Network, Input(4), ‹Softmax›, SoftmaxCrossEntropy] partial class Net;")]
    // What is put in front does not reach a layer that takes another's output.
    [InlineData(
        "UNR0018", "[Network, Input(1, 8, 8), Conv2D(4, 3), Flatten, ‹Dense(3, From = \"conv2d1\")›, MeanSquaredError] partial class Net;")]
    // No name is near, and no number helps.
    [InlineData("UNR0018", "[Network, Input(4), Dense(4), ‹Add(\"elsewhere\")›, MeanSquaredError] partial class Net;")]
    [InlineData("UNR0018", "[Network, Input(1, 4, 2), ‹Conv2D(2, 5, PaddingTop = 1)›, MeanSquaredError] partial class Net;")]
    public Task Nothing_is_offered_that_would_not_help(string id, string source) =>
        FixTest.CheckNone(Using + source.Replace("‹", $"{{|{id}:").Replace("›", "|}"));

    private const string Using = "using Unrolled;\n\n";
}
