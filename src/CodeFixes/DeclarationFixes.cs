using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.CodeFixes;

/// <summary>
/// Offers the mechanical answers that diagnostics of declarations carry, and the names that were most likely meant by those that the
/// compiler does not know. The generator knows what helps and tries it out; here it is only written into the source.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclarationFixes)), Shared]
public sealed class DeclarationFixes : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        "UNR0001", "UNR0009", "UNR0010", "UNR0011", "UNR0018", "UNR0023", "UNR0038", "UNR0039", Misspelling.Id,
    ];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        CancellationToken cancel = context.CancellationToken;
        if (await context.Document.GetSemanticModelAsync(cancel).ConfigureAwait(false) is not { } model)
            return;
        SyntaxNode root = await model.SyntaxTree.GetRootAsync(cancel).ConfigureAwait(false);
        SourceText text = await context.Document.GetTextAsync(cancel).ConfigureAwait(false);
        var place = new Place(text, model, root.FindNode(context.Span));
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (diagnostic.Id == Misspelling.Id && Misspelling.Correct(place, cancel) is { } correction)
                Register($"Use {correction.NewText}", [correction]);
            foreach (Fix fix in Fix.Read(diagnostic.Properties))
                Register(Edits.Title(fix), Edits.Changes(place, fix, cancel));

            void Register(string title, IReadOnlyList<TextChange> changes)
            {
                if (changes.Count == 0)
                    return;
                Document Changed() => context.Document.WithText(text.WithChanges(changes));
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(Changed()), equivalenceKey: title), diagnostic);
            }
        }
    }
}
