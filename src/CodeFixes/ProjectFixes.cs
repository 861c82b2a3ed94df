using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.CodeFixes;

/// <summary>Offers the answers that are properties of the project and not of the declaration, where the editor can give it them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ProjectFixes)), Shared]
public sealed class ProjectFixes : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["UNR0015", "UNR0031"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new AllProjects();

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (Fix fix in Answers(diagnostic))
            {
                Project project = context.Document.Project;
                if (await ProjectProperty.Set(project, fix, context.CancellationToken).ConfigureAwait(false) is { } action)
                    context.RegisterCodeFix(action, diagnostic);
            }
        }
    }

    private static IEnumerable<Fix> Answers(Diagnostic diagnostic) =>
        Fix.Read(diagnostic.Properties).Where(static fix => fix.Edit == Edit.Property);

    /// <summary>Gives each project the property once, however many networks it has.</summary>
    private sealed class AllProjects : FixAllProvider
    {
        public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Project, FixAllScope.Solution];

        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            CancellationToken cancel = context.CancellationToken;
            CodeAction? all = null;
            Solution solution = context.Solution;
            foreach (ProjectId id in context.Scope == FixAllScope.Solution ? solution.ProjectIds : [context.Project.Id])
            {
                Project project = solution.GetProject(id)!;
                ImmutableArray<Diagnostic> found = await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                foreach (Fix fix in found.SelectMany(Answers).Distinct().Where(fix => Edits.Title(fix) == context.CodeActionEquivalenceKey))
                {
                    if (await ProjectProperty.Set(project, fix, cancel).ConfigureAwait(false) is not { } action)
                        continue;
                    solution = action.Changed;
                    all = action;
                }
            }

            return all;
        }
    }
}
