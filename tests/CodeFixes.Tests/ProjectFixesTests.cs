using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator;
using Unrolled.Generator.Analyzers;

namespace Unrolled.CodeFixes.Tests;

/// <summary>Properties of projects before and after their fixes.</summary>
public class ProjectFixesTests
{
    private const string Source = """
        using Unrolled;

        [Network, Input(4), Dense(3), SoftmaxCrossEntropy] partial class First;

        [Network, Input(4), Dense(3), SoftmaxCrossEntropy] partial class Second;
        """;

    private static readonly CSharpCompilationOptions s_sound =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true);

    [Fact]
    public async Task Unsafe_code_is_allowed_as_an_option_where_no_project_file_is_at_hand()
    {
        Project before = Project(s_sound.WithAllowUnsafe(false), null);
        CodeAction fix = Assert.Single(await Offered(before, "UNR0015"));
        Project after = await Apply(before, fix);

        Assert.Equal("Set <AllowUnsafeBlocks> to true in the project", fix.Title);
        Assert.Contains("RequiresNonDocumentChange", fix.Tags);
        Assert.Empty(await Diagnose(after));
        // And its generated code compiles.
        CSharpGeneratorDriver.Create(new NetworkGenerator()).RunGeneratorsAndUpdateCompilation(
            (await after.GetCompilationAsync(TestContext.Current.CancellationToken))!, out Compilation output, out _,
            TestContext.Current.CancellationToken);
        Assert.DoesNotContain(output.GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity > DiagnosticSeverity.Info);
    }

    [Theory]
    [InlineData("UNR0015", "AllowUnsafeBlocks")]
    [InlineData("UNR0031", "Optimize")]
    public async Task A_property_is_written_into_the_project_file_once_for_all_networks(string id, string property)
    {
        CSharpCompilationOptions options = s_sound.WithAllowUnsafe(id != "UNR0015")
            .WithOptimizationLevel(id == "UNR0031" ? OptimizationLevel.Debug : OptimizationLevel.Release);
        Project before = Project(options, Lines("<Project>", "  <PropertyGroup>", "  </PropertyGroup>", "</Project>"));
        Diagnostic[] found = await Diagnose(before);
        Assert.Equal([id, id], found.Select(d => d.Id));
        CodeAction fix = (await Offered(before, id))[0];
        string expected = Lines(
            "<Project>", "  <PropertyGroup>", $"    <{property}>true</{property}>", "  </PropertyGroup>", "</Project>");

        Assert.Equal($"Set <{property}> to true in the project", fix.Title);
        Assert.Empty(fix.Tags);
        Assert.Equal(expected, await FileOf(await Apply(before, fix)));

        var all = new FixAllContext(
            before.Documents.Single(), new ProjectFixes(), FixAllScope.Solution, fix.EquivalenceKey!, [id], new Known(found),
            TestContext.Current.CancellationToken);
        fix = (await new ProjectFixes().GetFixAllProvider().GetFixAsync(all))!;
        Assert.Equal(expected, await FileOf(await Apply(before, fix)));
    }

    [Theory]
    // The first group that holds at all times, laid out as the file is.
    [InlineData("\t<PropertyGroup Condition='$(A)'>|\t</PropertyGroup>|\t<PropertyGroup>|\t\t<A>1</A>|\t</PropertyGroup>|",
        "\t<PropertyGroup Condition='$(A)'>|\t</PropertyGroup>|\t<PropertyGroup>|\t\t<A>1</A>|\t\t<Optimize>true</Optimize>|"
        + "\t</PropertyGroup>|")]
    [InlineData("<PropertyGroup><A>1</A></PropertyGroup>", "<PropertyGroup><A>1</A><Optimize>true</Optimize></PropertyGroup>")]
    // A group of its own.
    [InlineData("  <PropertyGroup />|  <Target Name=\"A\">|    <PropertyGroup>|    </PropertyGroup>|  </Target>|",
        "  <PropertyGroup />|  <Target Name=\"A\">|    <PropertyGroup>|    </PropertyGroup>|  </Target>|"
        + "  <PropertyGroup><Optimize>true</Optimize></PropertyGroup>|")]
    // Where it has another value.
    [InlineData("  <PropertyGroup>|    <Optimize>false</Optimize>|    <A>1</A>|  </PropertyGroup>|",
        "  <PropertyGroup>|    <Optimize>true</Optimize>|    <A>1</A>|  </PropertyGroup>|")]
    [InlineData("<PropertyGroup><Optimize></Optimize></PropertyGroup>", "<PropertyGroup><Optimize>true</Optimize></PropertyGroup>")]
    [InlineData("  <PropertyGroup>|    <Optimize Condition=\"'$(A)' > 1\">false</Optimize>|  </PropertyGroup>|",
        "  <PropertyGroup>|    <Optimize Condition=\"'$(A)' > 1\">true</Optimize>|    <Optimize>true</Optimize>|  </PropertyGroup>|")]
    public async Task A_project_file_stays_as_it_was_laid_out(string before, string after)
    {
        foreach (string newLine in (string[])["\n", "\r\n"])
        {
            Project project = Project(s_sound.WithOptimizationLevel(OptimizationLevel.Debug), File(before));
            CodeAction fix = (await Offered(project, "UNR0031"))[0];
            Assert.Equal(File(after), await FileOf(await Apply(project, fix)));

            string File(string content) => $"<Project Sdk=\"Microsoft.NET.Sdk\">|{content}</Project>|".Replace("|", newLine);
        }
    }

    [Theory]
    [InlineData(null)]
    // Set already, so that something else overrules it; no project.
    [InlineData("<Project><PropertyGroup><Optimize>true</Optimize></PropertyGroup></Project>")]
    [InlineData("<Project><PropertyGroup>")]
    [InlineData("<!DOCTYPE a><Project><PropertyGroup></PropertyGroup></Project>")]
    [InlineData("<Project><PropertyGroup></PropertyGroup></Project>\u2028")]
    [InlineData("")]
    public async Task Nothing_is_offered_that_would_not_help(string? file) =>
        Assert.Empty(await Offered(Project(s_sound.WithOptimizationLevel(OptimizationLevel.Debug), file), "UNR0031"));

    private static string Lines(params string[] lines) => string.Join('\n', lines) + "\n";

    private static Project Project(CompilationOptions options, string? file)
    {
        const string Path = "/nets/Nets.csproj";
        Project project = new AdhocWorkspace().AddProject(
            ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Nets", "Nets", LanguageNames.CSharp, Path));
        project = project.WithCompilationOptions(options)
            .WithMetadataReferences(
                [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)])
            .AddDocument("Nets.cs", Source).Project
            .AddAdditionalDocument("other.txt", "Optimize", filePath: "/nets/other.txt").Project;
        return file is null ? project : project.AddAdditionalDocument("Nets.csproj", file, filePath: Path).Project;
    }

    private static async Task<Diagnostic[]> Diagnose(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        return [.. (await compilation.WithAnalyzers([new DeclarationAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken)).Where(d => d.Severity > DiagnosticSeverity.Info)];
    }

    private static async Task<List<CodeAction>> Offered(Project project, string id)
    {
        var offered = new List<CodeAction>();
        Diagnostic found = (await Diagnose(project)).First();
        Assert.Equal(id, found.Id);
        await new ProjectFixes().RegisterCodeFixesAsync(new CodeFixContext(
            project.Documents.Single(), found, (action, _) => offered.Add(action), TestContext.Current.CancellationToken));
        return offered;
    }

    private static async Task<Project> Apply(Project project, CodeAction action)
    {
        CodeActionOperation change = Assert.Single(await action.GetOperationsAsync(TestContext.Current.CancellationToken));
        return Assert.IsType<ApplyChangesOperation>(change).ChangedSolution.GetProject(project.Id)!;
    }

    private static async Task<string> FileOf(Project project) =>
        (await project.AdditionalDocuments.Single(d => d.Name == "Nets.csproj").GetTextAsync(TestContext.Current.CancellationToken))
        .ToString();

    /// <summary>What was found before.</summary>
    private sealed class Known(Diagnostic[] found) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(found);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(found);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
