using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator.Parsing;

/// <summary>A class that generated code is to complete: a network, or an adversarial pair.</summary>
/// <param name="Type">The class.</param>
/// <param name="Identifier">Its name in the source: where to report what no attribute is to blame for.</param>
/// <param name="Compilation">The compilation.</param>
internal sealed record DeclaredClass(INamedTypeSymbol Type, Location Identifier, Compilation Compilation)
{
    public static DeclaredClass Of(GeneratorAttributeSyntaxContext context) => new(
        (INamedTypeSymbol)context.TargetSymbol, ((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation(),
        context.SemanticModel.Compilation);
}
