using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Tests;

/// <summary>Does what <c>docs/adding-a-layer.md</c> says to copies of the sources, compiles them, and trains with the layer it adds.</summary>
public partial class AddingALayerTests
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private const string Use = """
        using Unrolled;

        [Network, Input(1), Mish, MeanSquaredError]
        public sealed partial class Alone;

        [Network, Input(1), Dense(1), Mish, MeanSquaredError]
        public sealed partial class Trained;

        public static class Run
        {
            public static float[] Predict(float[] inputs)
            {
                var outputs = new float[inputs.Length];
                new Alone().Predict(inputs, outputs);
                return outputs;
            }

            // With no weight and the bias x, one step of gradient descent moves the bias by rate·2·(y - t)·dy/dx.
            public static float Step(float x, float target, float rate)
            {
                var net = new Trained();
                net.Parameters.Clear();
                net.Dense1Bias[0] = x;
                using var trainer = new Trainer<Trained>(net, new Sgd(rate));
                trainer.Step([1f], (System.ReadOnlySpan<float>)[target]);
                return net.Dense1Bias[0];
            }
        }
        """;

    [Fact]
    public void The_page_adds_a_layer_that_works()
    {
        string[] blocks = [.. Blocks().Matches(Resource("adding-a-layer.md")).Select(m => m.Groups[1].Value)];
        Assert.Equal(3, blocks.Length);
        (string layer, string line, string attribute) = (blocks[0], blocks[1], blocks[2]);

        var context = new AssemblyLoadContext("Page", isCollectible: true);
        (byte[] generator, _) = Compile(
            "Unrolled.Generator", [.. Sources("generator/", "LayerCatalog.cs", s => s.Replace("        new Softmax(),", line + "        new Softmax(),")), layer],
            [MetadataReference.CreateFromFile(typeof(SyntaxTree).Assembly.Location), MetadataReference.CreateFromFile(typeof(CSharpCompilation).Assembly.Location)]);
        (byte[] runtime, _) = Compile("Unrolled", Sources("runtime/", "ActivationAttributes.cs", s => s + attribute), []);
        var generators = (IIncrementalGenerator)Activator.CreateInstance(
            context.LoadFromStream(new MemoryStream(generator)).GetType("Unrolled.Generator.NetworkGenerator", throwOnError: true)!)!;
        (byte[] use, string generated) = Compile("Use", [Use], [MetadataReference.CreateFromImage(runtime)], generators);
        Assert.Contains("Mish(", generated);

        context.LoadFromStream(new MemoryStream(runtime));
        Type run = context.LoadFromStream(new MemoryStream(use)).GetType("Run", throwOnError: true)!;
        float[] inputs = [-30, -3, -1, -0.1f, 0, 0.1f, 1, 3, 30];
        float[] outputs = (float[])run.GetMethod("Predict")!.Invoke(null, [inputs])!;
        Assert.All(inputs.Zip(outputs), p => Assert.Equal(Mish(p.First), p.Second, 1e-6));
        foreach (float x in inputs)
        {
            const double step = 1e-5;
            double slope = (Mish(x + step) - Mish(x - step)) / (2 * step);
            float moved = (float)run.GetMethod("Step")!.Invoke(null, [x, (float)Mish(x) - 0.5f, 1f])!;
            Assert.Equal(slope, x - moved, 1e-5);
        }
    }

    private static double Mish(double x) => x * Math.Tanh(Math.Log(1 + Math.Exp(x)));

    /// <summary>The sources of a project, one of them changed.</summary>
    private static string[] Sources(string project, string changed, Func<string, string> change)
    {
        string[] names = [.. typeof(AddingALayerTests).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(project, StringComparison.Ordinal))];
        string before = Resource(names.Single(n => n.EndsWith(changed, StringComparison.Ordinal))), after = change(before);
        Assert.NotEqual(before, after);
        return [.. names.Select(Resource).Select(s => s == before ? after : s), ImplicitUsings];
    }

    private static (byte[] Assembly, string Generated) Compile(
        string name, string[] sources, MetadataReference[] references, IIncrementalGenerator? generator = null)
    {
        // The compiler these tests refer to is older than the one that builds the sources.
        var parsing = new CSharpParseOptions(LanguageVersion.Preview);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true)
            .WithNullableContextOptions(NullableContextOptions.Enable);
        Compilation compilation = CSharpCompilation.Create(
            name, sources.Select(s => CSharpSyntaxTree.ParseText(s, parsing)), [.. Net100.References.All, .. references], options);
        string generated = "";
        if (generator is not null)
        {
            GeneratorDriver driver = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: parsing);
            driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out compilation, out var diagnostics, TestContext.Current.CancellationToken);
            Assert.Empty(diagnostics);
            generated = string.Concat(driver.GetRunResult().GeneratedTrees.Select(t => t.ToString()));
        }

        using var stream = new MemoryStream();
        var errors = compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);
        Assert.True(!errors.Any(), $"{name} does not compile:\n{string.Join("\n", errors.Take(10))}");
        return (stream.ToArray(), generated);
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(AddingALayerTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
