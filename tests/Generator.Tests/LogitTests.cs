using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>Networks that compile, train and learn badly or nothing are warned of; what looks alike and is meant is not.</summary>
[Trait("Category", "Slow")]
public class LogitTests
{
    [Theory]
    [InlineData("Dense(8), Tanh, Dense(3), Softmax, SoftmaxCrossEntropy", "UNR0038", "remove Softmax")]
    [InlineData("Dense(8), Tanh, Dense(3), LogSoftmax, SoftmaxCrossEntropy", "UNR0038", "remove LogSoftmax")]
    [InlineData("Dense(8), Tanh, Dense(3), Sigmoid, BinaryCrossEntropy", "UNR0038", "remove Sigmoid")]
    [InlineData("Dense(8), Tanh, Dense(1), SoftmaxCrossEntropy", "UNR0038", "end with BinaryCrossEntropy")]
    [InlineData("Dense(8), Tanh, Dense(3), ReLU, SoftmaxCrossEntropy", "UNR0038", "negative ones would be lost")]
    [InlineData("Dense(8), Tanh, Dense(1), ReLU, BinaryCrossEntropy", "UNR0038", "negative ones would be lost")]
    [InlineData("Dense(8), Tanh, Dense(3), Dropout(0.5), SoftmaxCrossEntropy", "UNR0038", "put Dropout(0.5) in front of")]
    [InlineData("Dense(8), Tanh, Dense(3), KLDivergence", "UNR0038", "put LogSoftmax in front")]
    [InlineData("Dense(8), Dense(3), SoftmaxCrossEntropy", "UNR0039", "Dense(3) stands behind Dense(8)")]
    public void Mistakes_that_compile_are_warned_of(string layers, string id, string part)
    {
        Diagnostic found = Assert.Single(Warnings(layers));
        Assert.Equal((id, DiagnosticSeverity.Warning), (found.Id, found.Severity));
        Assert.Contains(part, found.GetMessage());
    }

    [Theory]
    [InlineData("Dense(8), Tanh, Dense(3), LogSoftmax, KLDivergence")]
    [InlineData("Dense(8), Tanh, Dense(4), LogSoftmax, Reshape(4), KLDivergence")]
    [InlineData("Dense(8), ReLU, Dense(3), ReLU, MeanSquaredError")]
    [InlineData("Dense(8), Dropout(0.5), Dense(3), SoftmaxCrossEntropy")]
    [InlineData("Dense(3), Softmax")]
    [InlineData("Dense(3), Dense(8), Tanh, Dense(2), SoftmaxCrossEntropy")]
    [InlineData("Dense(8), Dense(8, From = \"dense1\"), Add(\"dense1\"), Tanh, Dense(2), SoftmaxCrossEntropy")]
    [InlineData("Dense(8), Dense(8), Add(\"dense1\"), Tanh, Dense(2), SoftmaxCrossEntropy")]
    public void What_may_be_meant_is_not(string layers) => Assert.Empty(Warnings(layers));

    private static IEnumerable<Diagnostic> Warnings(string layers) =>
        GeneratorHarness.Run($"using Unrolled; [Network, Input(6)] [{layers}] partial class Net;")
            .Result.Diagnostics.Where(static d => d.Severity > DiagnosticSeverity.Info);
}
