using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Unrolled.Generator.Tests;

namespace Unrolled.Onnx.Tests;

/// <summary>An imported class, compiled in memory with its weights inside, as a project would.</summary>
internal static class CompiledNetwork
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Imported",
        references:
        [
            .. Basic.Reference.Assemblies.Net100.References.All,
            MetadataReference.CreateFromFile(typeof(NetworkInfo).Assembly.Location),
        ],
        options: new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A new network of the class; warnings of the generator and the compiler fail the test.</summary>
    public static IRunner Of(ImportedNetwork imported) => OfAll([imported])[0];

    /// <summary>New networks of several classes, compiled together, which must have different names.</summary>
    public static IRunner[] OfAll(IReadOnlyList<ImportedNetwork> imported) => OfAll([.. imported.Select(static network =>
    {
        using var weights = new MemoryStream();
        network.WriteWeights(weights);
        return (network.Source, network.ClassName, (byte[]?)weights.ToArray());
    })]);

    /// <summary>A new network of a class in some source text, with weights if it has a file of them.</summary>
    public static IRunner Of(string source, string className, byte[]? weights = null) => OfAll([(source, className, weights)])[0];

    private static IRunner[] OfAll((string Source, string Class, byte[]? Weights)[] all)
    {
        (string Name, byte[] Bytes)[] files =
            [.. all.Where(static n => n.Weights is not null).Select(static n => (n.Class + ".safetensors", n.Weights!))];
        CSharpCompilation declared = Empty.WithAssemblyName($"Imported{Guid.NewGuid():N}")
            .AddSyntaxTrees(all.Select(static n => CSharpSyntaxTree.ParseText(n.Source, Parsing)));
        ISourceGenerator generator = new Unrolled.Generator.NetworkGenerator().AsSourceGenerator();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator], files.Select(static f => new WeightsText(f.Name, HeaderOf(f.Bytes))), Parsing, new BuildOptions(Bodies()));
        driver.RunGeneratorsAndUpdateCompilation(declared, out Compilation compilation, out var found);
        Diagnostic[] problems =
            [.. found.Concat(compilation.GetDiagnostics()).Where(static d => d.Severity >= DiagnosticSeverity.Warning).Take(5)];
        if (problems.Length > 0)
        {
            throw new InvalidOperationException(
                $"{string.Join<Diagnostic>("\n", problems)}\n{string.Join("\n", all.Select(static n => n.Source))}");
        }

        using var assembly = new MemoryStream();
        EmitResult emitted = compilation.Emit(assembly, manifestResources: files.Select(static f =>
            new ResourceDescription($"Unrolled.Weights/{f.Name}", () => new MemoryStream(f.Bytes), isPublic: true)));
        if (!emitted.Success)
            throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics));
        assembly.Position = 0;
        Dictionary<string, Type> types = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(assembly).GetTypes()
            .GroupBy(static type => type.Name).ToDictionary(static types => types.Key, static types => types.First());
        return [.. all.Select(n => (IRunner)Activator.CreateInstance(
            typeof(Runner<>).MakeGenericType(types[n.Class]), Activator.CreateInstance(types[n.Class], 0ul))!)];
    }

    /// <summary>What the build step hands to the compiler of a weight file: the length of the data, then the header.</summary>
    private static string HeaderOf(byte[] weights)
    {
        int length = checked((int)BitConverter.ToInt64(weights));
        return $"{weights.Length - sizeof(long) - length}\n{Encoding.UTF8.GetString(weights, sizeof(long), length)}";
    }

    /// <summary>New networks of classes of one source text.</summary>
    public static IRunner[] OfAll(string source, IEnumerable<string> classes) =>
        OfAll([.. classes.Select((name, i) => (i == 0 ? source : "", name, (byte[]?)null))]);

    private static string Bodies() => System.Runtime.Intrinsics.X86.Avx2.IsSupported ? "Avx2" : "Vector128";
}

/// <summary>A network without its type.</summary>
internal interface IRunner
{
    NetworkInfo Info { get; }

    float[] Predict(float[] inputs);

    float[] Predict(int[] tokens);

    /// <summary>Changes each parameter a little, so that none is what a new network has.</summary>
    void Shake();

    void SaveOnnx(string path, SaveOptions? options = null);

    /// <summary>A step of training for each of <paramref name="steps"/>, and the losses.</summary>
    float[] Train(float[] inputs, int[] labels, int steps);
}

internal sealed class Runner<T>(T network) : IRunner where T : class, INetwork<T>
{
    public NetworkInfo Info => T.Info;

    private static int OutputLength => T.Info.Output.Aggregate(1, static (product, extent) => product * extent);

    private static int InputLength => T.Info.Input.Aggregate(1, static (product, extent) => product * extent);

    public float[] Predict(float[] inputs)
    {
        var outputs = new float[inputs.Length / InputLength * OutputLength];
        network.Predict(inputs, outputs);
        return outputs;
    }

    public float[] Predict(int[] tokens)
    {
        var outputs = new float[tokens.Length / InputLength * OutputLength];
        network.Predict(tokens, outputs);
        return outputs;
    }

    public void Shake()
    {
        var random = new Random(5);
        foreach (ref float parameter in network.Parameters)
            parameter += 0.3f * (random.NextSingle() - 0.5f);
    }

    public void SaveOnnx(string path, SaveOptions? options = null) => Onnx.Save(network, path, options);

    public float[] Train(float[] inputs, int[] labels, int steps)
    {
        using var trainer = new Trainer<T>(network, new Adam(0.01f));
        return [.. Enumerable.Range(0, steps).Select(_ => trainer.Step(inputs, labels))];
    }
}
