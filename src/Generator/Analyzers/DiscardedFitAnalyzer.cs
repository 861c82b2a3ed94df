using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.Generator.Analyzers;

/// <summary>Finds calls of <c>Fit</c> whose result nobody takes. It is lazy, so that such a call looks like training and is none.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DiscardedFitAnalyzer : DiagnosticAnalyzer
{
    // The classes whose Fit is lazy, and what to call instead.
    private static readonly ImmutableDictionary<string, string> s_nextMoves = ImmutableDictionary<string, string>.Empty
        .Add("Unrolled.Trainer`1", "call Train, which runs to its end, or enumerate the result with foreach")
        .Add("Unrolled.AdversarialTrainer", "enumerate the result with foreach");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.DiscardedFit];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var classes = s_nextMoves
                .Select(pair => (Class: start.Compilation.GetTypeByMetadataName(pair.Key), NextMove: pair.Value))
                .Where(static pair => pair.Class is not null)
                .ToImmutableArray();
            if (classes.Length > 0)
                start.RegisterOperationAction(operation => Look(operation, classes), OperationKind.Invocation);
        });
    }

    private static void Look(OperationAnalysisContext context, ImmutableArray<(INamedTypeSymbol? Class, string NextMove)> classes)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "Fit" || !IsDiscarded(call))
            return;
        foreach ((INamedTypeSymbol? trainer, string nextMove) in classes)
        {
            if (Derives(call.TargetMethod.ContainingType, trainer!))
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.DiscardedFit, call.Syntax.GetLocation(), $"{trainer!.Name}.Fit", nextMove));
        }
    }

    /// <summary>Whether the value goes nowhere: a statement alone, also as the body of a method or lambda that gives none, or <c>_ =</c>.</summary>
    private static bool IsDiscarded(IOperation call)
    {
        IOperation value = call;
        IOperation? user = call.Parent;
        while (user is IConversionOperation or IParenthesizedOperation
            || (user is IConditionalAccessOperation access && access.WhenNotNull == value))
            (value, user) = (user, user.Parent);
        return user is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    private static bool Derives(INamedTypeSymbol? type, INamedTypeSymbol from)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, from))
                return true;
        }
        return false;
    }
}
