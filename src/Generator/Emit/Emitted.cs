using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Emit;

/// <summary>A file to be.</summary>
/// <param name="Name">The name by which the compiler knows it, unlike all others.</param>
/// <param name="Text">The code.</param>
internal sealed record EmittedFile(string Name, string Text);

/// <summary>What is made for one class: all of it, or what went wrong.</summary>
/// <param name="Files">The files.</param>
/// <param name="Networks">The networks whose kernels belong to them.</param>
/// <param name="Problems">What to report.</param>
internal sealed record Emitted(EquatableArray<EmittedFile> Files, EquatableArray<NetworkSpec> Networks, EquatableArray<Problem> Problems)
{
    public static Emitted Failed(Problem problem) => new(default, default, new([problem]));

    public static void Add(SourceProductionContext context, Emitted emitted)
    {
        foreach (EmittedFile file in emitted.Files)
            context.AddSource(file.Name, SourceText.From(file.Text, Encoding.UTF8));
        foreach (Problem problem in emitted.Problems)
            context.ReportDiagnostic(problem.ToDiagnostic());
    }
}
