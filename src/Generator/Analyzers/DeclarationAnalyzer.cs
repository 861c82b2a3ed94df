using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Parsing;
using Reading = System.Func<
    Unrolled.Generator.Parsing.DeclaredClass, System.Threading.CancellationToken,
    System.Collections.Generic.IEnumerable<Unrolled.Generator.Diagnostics.Problem>>;

namespace Unrolled.Generator.Analyzers;

/// <summary>
/// Says what is wrong with declarations while they are typed: editors run generators when a file is saved, and analyzers at every edit.
/// The rules are the generator's, which says the same in a build; the compiler prints what is said twice once. What a sound network has is
/// said here alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <summary>What is read, by the attribute that asks for it, and how.</summary>
    private static readonly (Func<AttributeData, bool> Asks, Reading Read)[] s_readers =
    [
        (KnownNames.IsNetwork, static (declared, cancel) => NetworkParser.Parse(declared, summary: true, cancel).Problems),
        (KnownNames.IsAdversarial, static (declared, cancel) => PairParser.Parse(declared, cancel).Problems),
        (KnownNames.IsBlock, static (declared, cancel) => BlockParser.Parse(declared, cancel).Problems),
        (KnownNames.IsInput, static (declared, cancel) => StrayInput.Find(declared, cancel).Problems),
    ];

    private static readonly Guard s_guard = new();

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.OfDeclarations;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // Declarations must not collide with what was generated for them.
            var written = new Lazy<Compilation>(() => WithoutGenerated(start.Compilation));
            start.RegisterSymbolAction(symbol => Look(symbol, written), SymbolKind.NamedType);
        });
    }

    private static void Look(SymbolAnalysisContext context, Lazy<Compilation> written)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        foreach ((Func<AttributeData, bool> asks, Reading read) in s_readers)
        {
            if (!attributes.Any(asks))
                continue;
            foreach (Problem problem in Read(type, written, asks, read, context.CancellationToken))
                context.ReportDiagnostic(problem.ToDiagnostic());
        }
    }

    private static IEnumerable<Problem> Read(
        INamedTypeSymbol type, Lazy<Compilation> written, Func<AttributeData, bool> asks, Reading read, CancellationToken cancel)
    {
        return s_guard.Run(Steps.Parsed, type.ToDisplayString(), type.Locations[0], cancel, Work, static problem => [problem]);

        IEnumerable<Problem> Work(CancellationToken token)
        {
            INamedTypeSymbol? own = written.Value.Assembly.GetTypeByMetadataName(MetadataName(type));
            return own is not null && DeclaredClass.Find(own, written.Value, asks, token) is { } found ? read(found, token) : [];
        }
    }

    private static string MetadataName(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } around)
            return $"{MetadataName(around)}+{type.MetadataName}";
        string space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString() + ".";
        return space + type.MetadataName;
    }

    private static Compilation WithoutGenerated(Compilation compilation)
    {
        string folder = typeof(NetworkGenerator).FullName!;
        SyntaxTree[] generated = [.. compilation.SyntaxTrees.Where(tree => tree.FilePath.Contains(folder))];
        return generated.Length == 0 ? compilation : compilation.RemoveSyntaxTrees(generated);
    }
}
