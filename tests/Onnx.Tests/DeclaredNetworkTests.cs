using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Onnx.Tests;

/// <summary>
/// Every network that the samples and the benchmarks declare, saved and imported again. <c>[Adversarial]</c> declares none: it trains two
/// of
/// these.
/// </summary>
[Trait("Category", "Slow")]
public class DeclaredNetworkTests : TempDirectory
{
    // Files that declarations refer to.
    private static readonly Dictionary<string, string> s_besides = new() { ["samples/Letters/Writer.cs"] = "samples/Letters/Alphabet.cs" };

    private static readonly Dictionary<string, Lazy<Dictionary<string, IRunner>>> s_compiled = typeof(DeclaredNetworkTests).Assembly
        .GetManifestResourceNames().Order(StringComparer.Ordinal)
        .ToDictionary(static file => file, static file => new Lazy<Dictionary<string, IRunner>>(() => Compiled(file)));

    public static TheoryData<string, string> Networks =>
        [.. s_compiled.Keys.SelectMany(static file => Classes(Text(file)).Select(name => (file, name)))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_declared_network_leaves_and_returns(string file, string network) =>
        RoundTrip.Check(s_compiled[file].Value[network], PathOf($"{network}.onnx"));

    /// <summary>
    /// The same numbers from the same operations: each loss, and what is predicted afterwards, has the same bits, so that it also takes
    /// the same time.
    /// </summary>
    [Fact]
    public void An_imported_ResNet_trains_as_the_class_written_by_hand()
    {
        const int Batch = 20, Steps = 4, Classes = 10;
        IRunner own = s_compiled["benchmarks/Networks/ResNet8.cs"].Value["ResNet8"];
        string path = PathOf("resnet8.onnx");
        own.SaveOnnx(path);
        IRunner imported = CompiledNetwork.Of(OnnxModel.Import(path, new() { Loss = "SoftmaxCrossEntropy" }));
        var random = new Random(3);
        float[] inputs = [.. Enumerable.Range(0, Batch * own.Info.InputLength).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, Batch).Select(static i => i % Classes)];

        float[] losses = own.Train(inputs, labels, Steps);

        Assert.Equal(losses, imported.Train(inputs, labels, Steps));
        Assert.True(losses[^1] < 0.9f * losses[0], $"{losses[0]} became {losses[^1]}");
        Assert.Equal(own.Predict(inputs), imported.Predict(inputs));
        Assert.Equal(own.Info.MultiplyAdds, imported.Info.MultiplyAdds);
    }

    [Fact]
    public void The_samples_and_the_benchmarks_are_there()
    {
        string[] expected = ["ResNet8", "MobileNet", "M5", "Listener", "Writer", "Critic", "Transferred"];

        Assert.Equal([], expected.Except(Networks.Select(static row => row.Data.Item2)));
    }

    private static Dictionary<string, IRunner> Compiled(string file)
    {
        string source = "using System; using System.Collections.Generic; " + Text(file);
        if (s_besides.TryGetValue(file, out string? beside))
            source += Text(beside)[Text(beside).IndexOf(";\n", StringComparison.Ordinal)..][1..];
        // Parameters are changed here anyhow, so that a file of them is left out.
        source = Regex.Replace(source, """Weights = "[^"]*"(, )?""", "");
        string[] classes = [.. Classes(source)];
        return classes.Zip(CompiledNetwork.OfAll(source, classes)).ToDictionary(static pair => pair.First, static pair => pair.Second);
    }

    private static IEnumerable<string> Classes(string source)
    {
        static bool IsNetwork(AttributeSyntax attribute) => attribute.Name.ToString() == "Network";
        return CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Where(static type => type.AttributeLists.SelectMany(static list => list.Attributes).Any(IsNetwork))
            .Select(static type => type.Identifier.Text);
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(DeclaredNetworkTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
