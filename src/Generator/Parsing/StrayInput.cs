using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Finds <c>[Input]</c> on a class that is no network: most likely <c>[Network]</c> was forgotten.</summary>
internal static class StrayInput
{
    public static Parsed<NetworkSpec> Find(DeclaredClass declared, CancellationToken cancel)
    {
        var problems = new Problems();
        // One that the compiler does not know, and says so, may be a misspelt [Network].
        if (!declared.Type.GetAttributes().Any(static a => KnownNames.IsNetwork(a) || KnownNames.IsUnknown(a)))
        {
            Location? at = declared.Attribute.ApplicationSyntaxReference?.GetSyntax(cancel).GetLocation();
            problems.Add(Descriptors.InputWithoutNetwork, at, [new Fix(Edit.Before, "Network")], declared.Type.Name);
        }

        return new Parsed<NetworkSpec>(null, problems.ToArray());
    }
}
