using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Model;

/// <summary>Names as they are written in C#.</summary>
internal static class Identifiers
{
    /// <summary>The name with an <c>@</c> where it would otherwise be a keyword, be it only in some places.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? "@" + name
            : name;
}
