using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Tests;

namespace Unrolled.Onnx.Tests;

/// <summary>An imported class, compiled in memory with its weights inside, as a project would.</summary>
internal static class CompiledNetwork
{
    private const string Usings = "global using System; global using System.Collections.Generic;";

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
    public static IRunner Of(ImportedNetwork imported)
    {
        using var weights = new MemoryStream();
        imported.WriteWeights(weights);
        return Of(imported.Source, imported.ClassName, weights.ToArray());
    }

    /// <summary>A new network of a class in some source text, with weights if it has a file of them.</summary>
    public static IRunner Of(string source, string className, byte[]? weights = null) =>
        Of([source], className + ".safetensors", weights)(className);

    /// <summary>Makes networks of classes in some source texts by their names, with a file of weights if they have one.</summary>
    public static Func<string, IRunner> Of(string[] sources, string? file, byte[]? weights)
    {
        AdditionalText[] headers = weights is null ? [] : [new WeightsText(file!, HeaderOf(weights))];
        CSharpCompilation declared = Empty.WithAssemblyName($"Imported{Guid.NewGuid():N}")
            .AddSyntaxTrees(sources.Append(Usings).Select(static source => CSharpSyntaxTree.ParseText(source, Parsing)));
        ISourceGenerator generator = new Unrolled.Generator.NetworkGenerator().AsSourceGenerator();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator], headers, Parsing, new BuildOptions(Bodies()));
        driver.RunGeneratorsAndUpdateCompilation(declared, out Compilation compilation, out var found);
        var problems = found.Concat(compilation.GetDiagnostics()).Where(static d => d.Severity >= DiagnosticSeverity.Warning).Take(5);
        Assert.True(!problems.Any(), $"{string.Join("\n", problems)}\n{sources[0]}");
        using var assembly = new MemoryStream();
        ResourceDescription[] resources = weights is null
            ? []
            : [new($"Unrolled.Weights/{file}", () => new MemoryStream(weights), isPublic: true)];
        Assert.True(compilation.Emit(assembly, manifestResources: resources).Success);
        assembly.Position = 0;
        Assembly loaded = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(assembly);
        return className =>
        {
            Type network = loaded.GetTypes().Single(t => t.Name == className);
            return (IRunner)Activator.CreateInstance(typeof(Runner<>).MakeGenericType(network), Activator.CreateInstance(network, 0ul))!;
        };
    }

    /// <summary>What the build step hands to the compiler of a weight file: the length of the data, then the header.</summary>
    private static string HeaderOf(byte[] weights)
    {
        int length = checked((int)BitConverter.ToInt64(weights));
        return $"{weights.Length - sizeof(long) - length}\n{Encoding.UTF8.GetString(weights, sizeof(long), length)}";
    }

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
