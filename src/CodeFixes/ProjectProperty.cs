using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.CodeFixes;

/// <summary>A property of a project, and the ways in which an editor gives it a value.</summary>
internal static class ProjectProperty
{
    /// <summary>
    /// Writes the property into the project file, where that is among the project's additional files: a change that every editor can show,
    /// make and take back. Elsewhere it is an option of the compiler, of which Visual Studio takes this one into the project file.
    /// </summary>
    /// <returns>What an editor applies; null where it could not.</returns>
    public static async Task<ProjectChange?> Set(Project project, Fix fix, CancellationToken cancel)
    {
        string title = Edits.Title(fix);
        if (project.AdditionalDocuments.FirstOrDefault(file => IsFileOf(project, file)) is { } file)
        {
            SourceText text = await file.GetTextAsync(cancel).ConfigureAwait(false);
            IReadOnlyList<TextChange> changes = ProjectText.Set(text, fix.Text, fix.Value);
            return changes.Count == 0
                ? null
                : new(title, project.Solution.WithAdditionalDocumentText(file.Id, text.WithChanges(changes)), []);
        }

        return fix.Text == "AllowUnsafeBlocks" && project.CompilationOptions is CSharpCompilationOptions options
            ? new(title, project.Solution.WithProjectCompilationOptions(project.Id, options.WithAllowUnsafe(true)),
                [ProjectChange.BeyondDocuments])
            : null;
    }

    private static bool IsFileOf(Project project, TextDocument file) =>
        project.FilePath is not null && string.Equals(file.FilePath, project.FilePath, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A change of a project that is known before it is asked for.</summary>
/// <param name="title">What an editor shows.</param>
/// <param name="changed">The solution with it.</param>
/// <param name="tags">What it asks of an editor.</param>
internal sealed class ProjectChange(string title, Solution changed, ImmutableArray<string> tags) : CodeAction
{
    /// <summary>What editors that can change nothing but documents know it by, and leave it out.</summary>
    public const string BeyondDocuments = "RequiresNonDocumentChange";

    public Solution Changed => changed;

    public override string Title => title;

    public override string EquivalenceKey => title;

    public override ImmutableArray<string> Tags => tags;

    protected override Task<Solution?> GetChangedSolutionAsync(CancellationToken cancellationToken) => Task.FromResult<Solution?>(changed);
}
