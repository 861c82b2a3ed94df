using System.Reflection;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Kernels;
using Emitted = Unrolled.Generator.Expressions.Functions;

namespace Unrolled.Numerics.Tests.Functions;

/// <summary>The emitted elementary functions, compiled as users' projects compile them.</summary>
internal static class CompiledFunction
{
    private static readonly Lazy<Assembly> Compiled = new(Compile);

    /// <summary>Applies a function to each element of the first array, a multiple of 16 long, and writes the second.</summary>
    public static Action<float[], float[]> Get(string name, int bits) =>
        Compiled.Value.GetType($"Emitted{bits}", throwOnError: true)!.GetMethod($"Map{name}")!.CreateDelegate<Action<float[], float[]>>();

    /// <summary>Applies a comparison to elements of the first two arrays and writes the third.</summary>
    public static Action<float[], float[], float[]> Comparison(string name, int bits)
    {
        MethodInfo map = Compiled.Value.GetType($"Emitted{bits}", throwOnError: true)!.GetMethod($"Map{name}")!;
        return map.CreateDelegate<Action<float[], float[], float[]>>();
    }

    private static Assembly Compile()
    {
        var trees = new[] { 512, 256, 128 }.Select(bits => CSharpSyntaxTree.ParseText(ClassText(bits)));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create("EmittedFunctions", trees, Net100.References.All, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.Empty(result.Diagnostics);
        image.Position = 0;
        return new AssemblyLoadContext("EmittedFunctions").LoadFromStream(image);
    }

    private static string ClassText(int bits) => $$"""
        using System.Runtime.CompilerServices;
        using System.Runtime.Intrinsics;
        using Floats{{bits / 32}} = System.Runtime.Intrinsics.Vector{{bits}}<float>;

        public static class Emitted{{bits}}
        {
        {{string.Join("\n", Emitted.All.Select(name => FunctionText.Source(name, bits)))}}
        {{string.Join("\n", Emitted.All.Select(name => MapText(name, bits)))}}
        {{string.Join("\n", Comparisons.Select(name => Helpers.ComparisonOf(name, new Vector(bits / 32))))}}
        {{string.Join("\n", Comparisons.Select(name => ComparisonText(name, bits)))}}
        }
        """;

    private static readonly string[] Comparisons = [Helpers.Larger, Helpers.Smaller, Helpers.Positive];

    private static string ComparisonText(string name, int bits) => $$"""
        public static void Map{{name}}(float[] left, float[] right, float[] outputs)
        {
            for (var i = 0; i < left.Length; i += Vector{{bits}}<float>.Count)
            {
                var (a, b) = (Vector{{bits}}.Create(left, i), Vector{{bits}}.Create(right, i));
                {{name}}({{(name == Helpers.Positive ? "a" : "a, b")}}).CopyTo(outputs, i);
            }
        }
        """;

    private static string MapText(string name, int bits) => $$"""
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Map{{name}}(float[] inputs, float[] outputs)
        {
            for (var i = 0; i < inputs.Length; i += Vector{{bits}}<float>.Count)
            {
                {{name}}(Vector{{bits}}.Create(inputs, i)).CopyTo(outputs, i);
            }
        }
        """;
}
