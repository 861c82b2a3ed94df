using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>The classes inside each other that are being read, and how many layers were read for the outermost one.</summary>
internal sealed class PartPath
{
    private readonly INamedTypeSymbol[] _inside;
    private readonly Counter _layers;

    /// <summary>A path that begins.</summary>
    public PartPath()
        : this([], new Counter())
    {
    }

    private PartPath(INamedTypeSymbol[] inside, Counter layers) => (_inside, _layers) = (inside, layers);

    /// <summary>The path into one more class.</summary>
    /// <exception cref="PartException">The class contains itself, or stands inside too many.</exception>
    public PartPath In(INamedTypeSymbol part)
    {
        if (_inside.Contains(part, SymbolEqualityComparer.Default))
            throw new PartException(Descriptors.Cycle, Cycle(part));
        if (_inside.Length < Limits.Depth)
            return new PartPath([.. _inside, part], _layers);
        throw new PartException(
            Descriptors.DoesNotFit,
            $"{part.Name} stands inside {_inside.Length} classes that contain each other, {_inside[0].Name} outermost, which is the most "
            + "there may be; let fewer classes contain others");
    }

    /// <summary>Counts layers before time is spent on them: classes that use one twice, and it another, soon have millions.</summary>
    /// <exception cref="PartException">There are more than a network may have.</exception>
    public void Count(int layers)
    {
        _layers.Value += layers;
        if (_layers.Value <= Limits.Operations)
            return;
        string outermost = _inside.Length > 0 ? _inside[0].Name : "The class";
        throw new PartException(
            Descriptors.DoesNotFit,
            $"{outermost} has more than the {Limits.Text(Limits.Operations)} layers that a network may have, with those of all its parts; "
            + "repeat less, or make two networks of it");
    }

    private string Cycle(INamedTypeSymbol part)
    {
        IEnumerable<INamedTypeSymbol> around = _inside.SkipWhile(t => !SymbolEqualityComparer.Default.Equals(t, part));
        return string.Join(", which contains ", around.Append(part).Select(static t => t.Name));
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
