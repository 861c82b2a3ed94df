using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>
/// Which bodies a project wants: all, unless <c>UnrolledBodies</c> names some or the build is for machines that can run but some.
/// </summary>
internal static class BodyNames
{
    /// <summary>The property as the build hands it over: with commas, since a semicolon begins a comment on the way.</summary>
    public const string Property = "build_property.UnrolledBodyList";

    private static readonly string[] All = [.. Isa.All.Select(static isa => isa.Name)];

    /// <summary>The property's text; empty where it is not set.</summary>
    public static string Text(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue(Property, out string? text) ? text : "";

    /// <summary>The bodies of a list. Names that are none are kept to be reported, and all bodies are made then.</summary>
    public static Bodies Parse(string text)
    {
        string[] names = text.Split([',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] unknown = [.. names.Where(static name => !All.Contains(name, StringComparer.OrdinalIgnoreCase))];
        string[] wanted = [.. All.Where(body => names.Contains(body, StringComparer.OrdinalIgnoreCase))];
        return new(new(wanted.Length == 0 || unknown.Length > 0 ? All : wanted), new(unknown));
    }

    /// <summary>Names that are no bodies.</summary>
    public static IEnumerable<Problem> Check(Bodies bodies) =>
        bodies.Unknown.Select(static name => new Problem(Descriptors.UnknownBody, null, new([name, string.Join(", ", All)])));
}
