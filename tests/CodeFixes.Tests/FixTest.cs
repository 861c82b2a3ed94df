using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Unrolled.Generator;
using Unrolled.Generator.Analyzers;

namespace Unrolled.CodeFixes.Tests;

/// <summary>A declaration before and after a fix, in a project that allows unsafe code and is optimised.</summary>
internal sealed class FixTest : CSharpCodeFixTest<DeclarationAnalyzer, DeclarationFixes, DefaultVerifier>
{
    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)];

    private static readonly CSharpCompilationOptions s_options =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true);

    private FixTest(string before, string after)
    {
        TestCode = before;
        FixedCode = after;
        ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        // There is one file, and a type around a network is looked at with the network.
        CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllInProjectCheck | CodeFixTestBehaviors.SkipFixAllInSolutionCheck
            | CodeFixTestBehaviors.SkipLocalDiagnosticCheck;
        // What a sound network has.
        DisabledDiagnostics.Add("UNR0041");
        TestState.AdditionalReferences.AddRange(s_references);
    }

    /// <summary>
    /// Applies the fixes until nothing is left to fix, one by one and all at once. What becomes of the declaration compiles with what is
    /// generated for it, and neither the compiler nor the generator warns of anything.
    /// </summary>
    /// <param name="before">The declaration; what is reported stands in <c>{|UNR0000:…|}</c>.</param>
    /// <param name="after">What it becomes.</param>
    /// <param name="choice">The title of the fix, where there are several.</param>
    public static async Task Check(string before, string after, string? choice = null)
    {
        await new FixTest(before, after) { CodeActionEquivalenceKey = choice }.RunAsync();
        Compilation compilation = CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText(after)], s_references, s_options);
        CSharpGeneratorDriver.Create(new NetworkGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> found);
        Assert.DoesNotContain(found.Concat(output.GetDiagnostics()), d => d.Severity > DiagnosticSeverity.Info);
    }

    /// <summary>No fix is offered.</summary>
    public static Task CheckNone(string source) => new FixTest(source, source).RunAsync();

    protected override CompilationOptions CreateCompilationOptions() => s_options;
}
