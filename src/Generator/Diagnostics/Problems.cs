using Microsoft.CodeAnalysis;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Diagnostics;

/// <summary>
/// A diagnostic to be. Roslyn's <see cref="Diagnostic"/> compares its arguments by reference, so that equal ones would be reported anew on
/// every edit.
/// </summary>
/// <param name="Descriptor">What is wrong.</param>
/// <param name="At">Where: a place in the source, which moves with it and which <c>#pragma</c> reaches.</param>
/// <param name="Texts">The message's arguments. Never symbols, which would keep their compilation alive.</param>
internal sealed record Problem(DiagnosticDescriptor Descriptor, Location? At, EquatableArray<string> Texts)
{
    /// <remarks>
    /// The compiler prints a diagnostic of the generator and the analyzer's once where their texts are the same objects.
    /// </remarks>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, At, [.. Texts.Select(string.Intern)]);
}

/// <summary>Collects what is wrong with a declaration.</summary>
internal sealed class Problems
{
    private readonly List<Problem> _found = [];

    /// <summary>Whether something was found that leaves no network.</summary>
    public bool Any => _found.Any(static p => p.Descriptor.DefaultSeverity == DiagnosticSeverity.Error);

    public void Add(DiagnosticDescriptor descriptor, Location? at, params string[] texts) =>
        _found.Add(new Problem(descriptor, at, new(texts)));

    public EquatableArray<Problem> ToArray() => new([.. _found]);
}
