using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Docs.Tests;

/// <summary>
/// Blocks of pages to look things up in, which do not begin anew each time: a block is a method, in the namespace of its page, whose other
/// blocks' classes it may use; and it may name what pages speak of throughout.
/// </summary>
internal static partial class Fragments
{
    /// <summary>Networks that pages have in mind where they declare none.</summary>
    public const string Networks = """
        using Unrolled;

        [Network, Input(12), Dense(8), ReLU, Dense(2), SoftmaxCrossEntropy]
        public sealed partial class Spam;

        [Network, Input(1, 28, 28), Flatten, Dense(10), SoftmaxCrossEntropy]
        public sealed partial class LeNet5;
        """;

    // The implicit usings of a web project.
    private static readonly string[] s_web =
    [
        "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Http", "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    // What a block may name without declaring it, each in terms of those before it.
    private static readonly (string Name, string Declaration)[] s_known =
    [
        ("data", "Dataset data = new(new float[24], 12, [0, 1]);"),
        ("train", "Dataset train = new(new float[24], 12, [0, 1]);"),
        ("test", "Dataset test = new(new float[24], 12, [0, 1]);"),
        ("validation", "Dataset validation = new(new float[24], 12, [0, 1]);"),
        ("args", "string[] args = [];"),
        ("stop", "CancellationToken stop = default;"),
        ("net", "var net = new LeNet5();"),
        ("inputs", "var inputs = new float[10 * LeNet5.InputLength];"),
        ("outputs", "var outputs = new float[10 * LeNet5.OutputLength];"),
        ("trained", "Spam trained = new(seed: 1);"),
        ("networks", "Spam[] networks = [new Spam(seed: 1), new Spam(seed: 2)];"),
        ("theo", "AudioSamples theo = AudioFolder.Load(\"recordings\");"),
        ("trainer", "var trainer = new Trainer<Spam>(new Spam(), new Adam(1e-3));"),
        ("history", "FitHistory history = trainer.Train(new Dataset(new float[24], 12, [0, 1]), 1, 64);"),
    ];

    // Those that the declaration of another one needs.
    private static readonly (string Name, string Needs)[] s_needs = [("history", "trainer")];

    /// <summary>A page's blocks as files.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Files(Page page)
    {
        Block[] blocks = [.. page.Code];
        bool isWeb = blocks.Any(static block => block.Code.Contains("WebApplication.", StringComparison.Ordinal));
        string[] spaces =
        [
            .. blocks.SelectMany(static block => Space().Matches(block.Code)).Select(static match => match.Groups["name"].Value),
            .. isWeb ? s_web : [],
        ];
        return blocks.Select(block => File(block, spaces));
    }

    private static KeyValuePair<string, string> File(Block block, string[] spaces)
    {
        // The file of weights that a page speaks of is not there.
        string code = WeightFile().Replace(block.Code, "[Network");
        // The head of a declaration, of whose layers the page has told before.
        if (code.StartsWith('[') && code.TrimEnd().EndsWith(']'))
            code += $"[Flatten, Dense(10), SoftmaxCrossEntropy] public sealed partial class Declared{block.Line};\n";
        CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot();
        // Those that a page shows, beside those that its blocks have in common.
        IEnumerable<string> usings = unit.Usings.Select(static directive => directive.Name!.ToString())
            .Concat(spaces).Concat(["Unrolled", "Unrolled.Data", "Unrolled.Plots"]).Distinct();
        string head = string.Concat(usings.Select(static name => $"using {name};\n"));
        string body = Mapped(block, UsingLine().Replace(code, ""));
        string space = $"namespace Pages.{NotLetters().Replace(Path.ChangeExtension(block.Page, null), "_")};\n";
        string source = unit.Members.FirstOrDefault() switch
        {
            BaseNamespaceDeclarationSyntax => head + body,
            GlobalStatementSyntax => $"{head}{space}{Method(block, Prelude(unit) + "\n" + body)}",
            _ => head + space + body,
        };
        return new($"{block.Page}-{block.Line}.cs", source);
    }

    private static string Method(Block block, string body) =>
        $"internal static class Block{block.Line}\n{{\npublic static void Run()\n{{\n{body}}}\n}}\n";

    // Errors name the line of the page.
    private static string Mapped(Block block, string body) => $"#line {block.Line} \"{block.Page}\"\n{body}#line default\n";

    private static string Prelude(CompilationUnitSyntax unit)
    {
        HashSet<string> used =
            [.. unit.DescendantNodes().OfType<IdentifierNameSyntax>().Select(static name => name.Identifier.Text)];
        used.ExceptWith(unit.DescendantNodes().OfType<VariableDeclaratorSyntax>().Select(static name => name.Identifier.Text));
        used.ExceptWith(unit.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Select(static name => name.Identifier.Text));
        used.UnionWith([.. s_needs.Where(need => used.Contains(need.Name)).Select(static need => need.Needs)]);
        return string.Join('\n', s_known.Where(entry => used.Contains(entry.Name)).Select(static entry => entry.Declaration));
    }

    [GeneratedRegex("""\[Network\(Weights = "[^"]*"\)""")]
    private static partial Regex WeightFile();

    [GeneratedRegex("^namespace (?<name>[A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex Space();

    // The line stays, so that those below keep their numbers.
    [GeneratedRegex("^using [A-Za-z.]+;.*$", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotLetters();
}
