using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Onnx.Tests;

/// <summary>
/// Every network that the samples and the benchmarks declare, saved and imported again. <c>[Adversarial]</c> declares none: it trains two of
/// these.
/// </summary>
public class DeclaredNetworkTests : TempDirectory
{
    // Files that declarations refer to.
    private static readonly Dictionary<string, string> s_besides = new() { ["samples/Letters/Writer.cs"] = "samples/Letters/Alphabet.cs" };

    private static readonly Dictionary<string, Lazy<Func<string, IRunner>>> s_compiled = Resources(".cs")
        .ToDictionary(static name => name, static name => new Lazy<Func<string, IRunner>>(() => Compiled(name)));

    public static TheoryData<string, string> Networks =>
        [.. Resources(".cs").SelectMany(static file => Classes(Text(file)).Select(name => (file, name)))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_declared_network_leaves_and_returns(string file, string network) =>
        RoundTrip.Check(s_compiled[file].Value(network), PathOf($"{network}.onnx"));

    /// <summary>
    /// The same numbers from the same operations: each loss, and what is predicted afterwards, has the same bits, so that it also takes
    /// the same time.
    /// </summary>
    [Fact]
    public void An_imported_ResNet_trains_as_the_class_written_by_hand()
    {
        const int Batch = 20, Steps = 4, Classes = 10;
        IRunner own = s_compiled["benchmarks/Networks/ResNet8.cs"].Value("ResNet8");
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

    private static Func<string, IRunner> Compiled(string file)
    {
        string[] sources = [Text(file), .. s_besides.TryGetValue(file, out string? beside) ? [Text(beside)] : Array.Empty<string>()];
        string folder = file[..file.LastIndexOf('/')];
        string? weights = Resources(".safetensors").SingleOrDefault(name => name.StartsWith(folder + '/', StringComparison.Ordinal));
        return CompiledNetwork.Of(sources, weights?[(folder.Length + 1)..], weights is null ? null : Bytes(weights));
    }

    private static IEnumerable<string> Classes(string source)
    {
        static bool IsNetwork(AttributeSyntax attribute) => attribute.Name.ToString() == "Network";
        return CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Where(static type => type.AttributeLists.SelectMany(static list => list.Attributes).Any(IsNetwork))
            .Select(static type => type.Identifier.Text);
    }

    private static IEnumerable<string> Resources(string extension) => typeof(DeclaredNetworkTests).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Text(string name) => new StreamReader(new MemoryStream(Bytes(name))).ReadToEnd();

    private static byte[] Bytes(string name)
    {
        using Stream stream = typeof(DeclaredNetworkTests).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
