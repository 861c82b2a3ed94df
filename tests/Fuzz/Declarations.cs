using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator;

namespace Unrolled.Fuzz;

/// <summary>
/// Declarations of networks, as the generator gets them while someone types: it neither breaks down nor says nothing of a network for which
/// it
/// writes code that does not compile.
/// </summary>
internal static class Declarations
{
    // Compiling what is generated takes much longer than generating it.
    private const int CompiledOneIn = 16;

    private const string Broken = "UNR0033";

    private static readonly string[] s_sound =
    [
        "[Network, Input(4), Dense(3), ReLU, Dense(2, Name = \"head\"), MeanSquaredError] partial class A;",
        "[Network, Input(1, 8, 8)] [Conv2D(2, 3), BatchNorm, LeakyReLU(0.1), MaxPool2D(2)] [Flatten, Dropout(0.5), Dense(3), " +
            "SoftmaxCrossEntropy] partial class A;",
        "[Network, Input(5, 3), Lstm(4, ReturnSequences = true), Gru(3, ReturnSequences = true), Rnn(2), Dense(2), KLDivergence] partial " +
            "class A;",
        "[Network, Input(6), Embedding(9, 4), Flatten, Dense(6), GELU, Dense(1), BinaryCrossEntropy] partial class A;",
        "[Network, Input(2, 8), Conv1D(3, 3, Padding = 1), GELU, AvgPool1D(2), Flatten, Dense(1), BinaryCrossEntropy] partial class A;",
        "[Block, Dense(4), Tanh] class B; [Network, Input(4), Residual<B>, Repeat<B>(2), Branch<B, B>, Dense(2), Huber(0.5)] partial " +
            "class A;",
        "[Network, Input(2, 4, 4), ConvTranspose2D(3, 2, Stride = 2), ELU, GlobalAvgPool2D, LayerNorm, Dense(2), MeanAbsoluteError] " +
            "partial class A;",
        "namespace N { [Network, Input(12), Reshape(3, 4), Transpose, Softplus, Flatten, Dense(12), Sigmoid, MeanSquaredError] partial " +
            "class A; }",
        """
        [Network, Input(3), Dense(4), Tanh] partial class G;
        [Network, Input(4), Dense(3), SiLU, Dense(1), BinaryCrossEntropy] partial class D;
        [Adversarial<G, D>] partial class P;
        """,
    ];

    private static readonly string[] s_words =
    [
        "Dense(", "Conv2D(", "Pool2D(", "Flatten", "HardSwish", "Clip(", "Pow(", "Add(\"", "Concat(\"", "Use<A>", "Name = ", "Stride = ",
        "Padding = ", "Dilation = ", "Groups = ",
        "Bias = false", "Frozen = true", "0", "-1", "2147483647", "16777216", "int.MaxValue", "double.NaN", "null", "\"\"", "default", ", ",
            "[", "]", "(", ")",
        "<", ">", "<A>", "<int>", "partial ", "static ", "record ", "struct ", "file ", "namespace N;", ": B", "@class", "{ }",
        "{ int x; }", "#if", "//", "/*",
        "typeof(A)", "nameof(A)", "const int N = 3;", "(Channels)1", "\\u0041",
    ];

    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create(
        "Fuzz", [], [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)],
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, concurrentBuild: false));

    public static Format Format() => new(
        [.. s_sound.Select(Encoding.UTF8.GetBytes)], Read, static length => (512 << 20) + 1024L * length)
    { Words = [.. s_words.Select(Encoding.UTF8.GetBytes)], Share = 4 };

    private static void Read(byte[] bytes) =>
        Read("using Unrolled;\n" + Encoding.UTF8.GetString(bytes), bytes.Sum(static b => b) % CompiledOneIn == 0);

    /// <summary>Has the generator and the compiler look at a declaration.</summary>
    /// <exception cref="InvalidDataException">The generator refuses it.</exception>
    /// <exception cref="InvalidOperationException">The generator broke down, or wrote what does not compile.</exception>
    public static void Compile(string source) => Read(source, compiles: true);

    private static void Read(string source, bool compiles)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, path: "A.cs");
        CSharpCompilation compilation = s_empty.AddSyntaxTrees(tree);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new NetworkGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        if (result.Exception is { } exception)
            throw new InvalidOperationException("the generator threw", exception);
        if (result.Diagnostics.FirstOrDefault(static d => d.Id == Broken) is { } broken)
            throw new InvalidOperationException($"the generator broke down: {broken}");
        if (result.Diagnostics.FirstOrDefault(static d => d.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidDataException(error.ToString());
        if (result.GeneratedSources.Length == 0)
            throw new InvalidDataException("no network");
        if (compiles)
            Compiles(output, tree);
    }

    private static void Compiles(Compilation output, SyntaxTree declared)
    {
        Diagnostic[] errors = [.. output.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0 && errors.All(e => e.Location.SourceTree != declared))
            throw new InvalidOperationException($"what was generated does not compile: {errors[0]}");
    }
}
