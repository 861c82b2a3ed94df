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
        if (!declared.Type.GetAttributes().Any(KnownNames.IsNetwork))
        {
            Location? at = declared.Attribute.ApplicationSyntaxReference?.GetSyntax(cancel).GetLocation();
            problems.Add(Descriptors.InputWithoutNetwork, at, declared.Type.Name);
        }

        return new Parsed<NetworkSpec>(null, problems.ToArray());
    }
}
