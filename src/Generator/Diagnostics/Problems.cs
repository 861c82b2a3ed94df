using System.Collections.Concurrent;
using System.Collections.Immutable;
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
    /// <summary>What an editor may do about it.</summary>
    public EquatableArray<Fix> Fixes { get; init; }

    /// <remarks>
    /// The compiler prints a diagnostic of the generator and the analyzer's once where their texts are the same objects.
    /// </remarks>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Descriptor, At, ImmutableDictionary.CreateRange(Fix.Write(Fixes)), [.. Texts.Select(SameTexts.Of)]);
}

/// <summary>
/// One object for equal texts, as long as there are not too many: an editor makes new ones with every key, and its process lives for days.
/// </summary>
internal static class SameTexts
{
    private const int Most = 4096;

    private static readonly ConcurrentDictionary<string, string> s_texts = new();

    public static string Of(string text)
    {
        if (s_texts.Count > Most)
            s_texts.Clear();
        return s_texts.GetOrAdd(text, text);
    }
}

/// <summary>Collects what is wrong with a declaration.</summary>
internal sealed class Problems
{
    private readonly List<Problem> _found = [];

    /// <summary>Whether something was found that leaves no network.</summary>
    public bool Any => _found.Any(static p => p.Descriptor.DefaultSeverity == DiagnosticSeverity.Error);

    public void Add(DiagnosticDescriptor descriptor, Location? at, params string[] texts) =>
        Add(descriptor, at, [], texts);

    public void Add(DiagnosticDescriptor descriptor, Location? at, Fix[] fixes, params string[] texts) =>
        _found.Add(new Problem(descriptor, at, new(texts)) { Fixes = new(fixes) });

    /// <summary>Adds answers, known later, to the problems of a kind.</summary>
    public void Offer(DiagnosticDescriptor descriptor, Fix[] fixes)
    {
        for (int i = 0; i < _found.Count; i++)
        {
            if (_found[i].Descriptor == descriptor)
                _found[i] = _found[i] with { Fixes = new(fixes) };
        }
    }

    public EquatableArray<Problem> ToArray() => new([.. _found]);
}
