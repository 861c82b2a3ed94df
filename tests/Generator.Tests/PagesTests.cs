using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spectre.Console;
using Unrolled.Data;
using Unrolled.Generator.Analyzers;
using Unrolled.Onnx;
using Unrolled.Plots;

namespace Unrolled.Generator.Tests;

/// <summary>What the pages for users show is what compiles, with the packages that they speak of.</summary>
[Trait("Category", "Slow")]
public partial class PagesTests
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading;
        global using Unrolled; global using Unrolled.Data; global using Unrolled.Plots;
        """;

    private const string Networks = """
        [Network, Input(12), Dense(8), ReLU, Dense(2), SoftmaxCrossEntropy]
        public sealed partial class Spam;

        [Network, Input(1, 28, 28), Flatten, Dense(10), SoftmaxCrossEntropy]
        public sealed partial class Digits;
        """;

    // What a block may name without declaring it: a page does not begin each of its blocks anew.
    private static readonly Dictionary<string, string> s_known = new()
    {
        ["data"] = "Dataset data = new(new float[24], 12, [0, 1]);",
        ["train"] = "Dataset train = new(new float[24], 12, [0, 1]);",
        ["test"] = "Dataset test = new(new float[24], 12, [0, 1]);",
        ["trainer"] = "var trainer = new Trainer<Spam>(new Spam(), new Adam(1e-3));",
        ["networks"] = "Spam[] networks = [new Spam(seed: 1), new Spam(seed: 2)];",
        ["trained"] = "Spam trained = new(seed: 1);",
        ["theo"] = "AudioSamples theo = AudioFolder.Load(\"recordings\");",
        ["history"] = "FitHistory history = trainer.Train(train, 1, 64);",
    };

    private static readonly Type[] s_ofPackages =
        [typeof(Csv), typeof(ConsoleTraining), typeof(AnsiConsole), typeof(TrainingPlot), typeof(OnnxModel)];

    private static readonly MetadataReference[] s_packages =
        [.. s_ofPackages.Select(static type => MetadataReference.CreateFromFile(type.Assembly.Location))];

    public static TheoryData<string, int> Blocks => new()
    {
        { "docs/your-data.md", 10 }, { "docs/training.md", 4 }, { "docs/from-pytorch.md", 1 }, { "docs/onnx.md", 4 },
        { "src/Data/README.md", 4 }, { "src/Console/README.md", 1 }, { "src/Plots/README.md", 1 },
        { "src/Onnx/README.md", 1 },
    };

    [Theory, MemberData(nameof(Blocks))]
    public async Task Every_block_of_code_compiles(string page, int blocks)
    {
        string[] code = [.. CodeBlock().Matches(File.ReadAllText(PathOf(page))).Select(match => match.Groups["code"].Value)];
        Assert.Equal(blocks, code.Length);
        foreach (string block in code)
            Assert.Empty(await Problems(block));
    }

    private static async Task<ImmutableArray<Diagnostic>> Problems(string block)
    {
        var known = new List<string>();
        while (true)
        {
            Compilation compilation = Compiled(block, known);
            ImmutableArray<Diagnostic> errors = [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
            string? missing = s_known.Keys.FirstOrDefault(name => !known.Contains(name) && errors.Any(e => IsMissing(e, name)));
            if (missing is null && errors.Length > 0)
                return errors;
            if (missing is null)
                return await compilation.WithAnalyzers([new DiscardedFitAnalyzer()]).GetAnalyzerDiagnosticsAsync();
            known.Add(missing);
        }
    }

    private static bool IsMissing(Diagnostic error, string name) =>
        error.Id == "CS0103" && error.GetMessage().Contains($"'{name}'", StringComparison.Ordinal);

    private static Compilation Compiled(string block, List<string> known)
    {
        // The file of weights that a page speaks of is not there.
        block = WeightFile().Replace(block, "[Network");
        bool declares = ClassDeclaration().IsMatch(block);
        string[] lines = block.Split('\n');
        IEnumerable<string> usings = lines.TakeWhile(static line => line.StartsWith("using Unrolled", StringComparison.Ordinal));
        // In the order of the table, since some stand on others.
        IEnumerable<string> prelude = s_known.Where(entry => known.Contains(entry.Key)).Select(entry => entry.Value);
        string source = declares ? block : string.Join('\n', [.. usings, .. prelude, .. lines.Skip(usings.Count())]);
        OutputKind kind = declares ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication;
        CSharpCompilation compilation = GeneratorHarness.Compile(Usings, Networks, source).AddReferences(s_packages);
        return GeneratorHarness.Run(compilation.WithOptions(compilation.Options.WithOutputKind(kind))).Output;
    }

    private static string PathOf(string page, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", page);

    [GeneratedRegex("^(public |internal |sealed |partial )+class ", RegexOptions.Multiline)]
    private static partial Regex ClassDeclaration();

    [GeneratedRegex("""\[Network\(Weights = "[^"]*"\)""")]
    private static partial Regex WeightFile();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
