namespace Unrolled.Generator.Emit;

/// <summary>Finds what repeats in a method: equal blocks of a network are a loop, as deep as it may be.</summary>
internal static class Rolled
{
    /// <summary>Lines that a loop has to save.</summary>
    public const int Worth = 12;

    /// <summary>Turns that a loop has at least.</summary>
    private const int LeastTurns = 3;

    /// <summary>The lines, with loops in place of stretches that repeat.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="names">Gets the buffers of lines that stand for themselves.</param>
    /// <param name="cancel">Ends the search.</param>
    public static IEnumerable<string> Text(IReadOnlyList<Line> lines, BufferNames names, CancellationToken cancel = default)
    {
        int[] forms = Numbered(lines.Select(static l => l.Form));
        for (int at = 0; at < lines.Count;)
        {
            cancel.ThrowIfCancellationRequested();
            (Turns? turns, int length) = Best(lines, forms, at, cancel);
            if (turns is null)
            {
                yield return lines[at++].ToString(names);
                continue;
            }

            foreach (string line in Loop(turns))
                yield return line;
            at += length;
        }
    }

    /// <summary>The stretch from a line on that saves most as a loop, and how many lines it is.</summary>
    private static (Turns? Turns, int Length) Best(
        IReadOnlyList<Line> lines, int[] forms, int at, CancellationToken cancel)
    {
        Turns? best = null;
        int length = 0, height = 0;
        for (int period = 1; at + LeastTurns * period <= lines.Count; period++)
        {
            int same = 0;
            height += lines[at + period - 1].Height;
            while (at + same + period < lines.Count && forms[at + same] == forms[at + same + period])
                same++;
            int count = same / period + 1;
            if (count < LeastTurns || (count - 1) * height < Math.Max(Worth, best?.Saved ?? 0))
                continue;
            cancel.ThrowIfCancellationRequested();
            IEnumerable<IReadOnlyList<Line>> bodies = Enumerable.Range(0, count)
                .Select(t => (IReadOnlyList<Line>)[.. Enumerable.Range(at + t * period, period).Select(line => lines[line])]);
            var turns = new Turns([.. bodies]);
            if (turns.Saved >= Worth && turns.Saved > (best?.Saved ?? 0))
                (best, length) = (turns, count * period);
        }

        return (best, length);
    }

    private static IEnumerable<string> Loop(Turns turns)
    {
        string[] declarations = [.. turns.Declarations()];
        string indent = declarations.Length == 0 ? "" : "    ";
        if (declarations.Length > 0)
            yield return "{";
        foreach (string line in declarations)
            yield return indent + line;
        yield return $"{indent}for (int {Turns.Counter} = 0; {Turns.Counter} < {turns.Count}; {Turns.Counter}++)";
        yield return indent + "{";
        foreach (string line in turns.Lines().SelectMany(static l => l.Split('\n')))
            yield return $"{indent}    {line}";
        yield return indent + "}";
        if (declarations.Length > 0)
            yield return "}";
    }

    private static int[] Numbered(IEnumerable<string> texts)
    {
        var known = new Dictionary<string, int>();
        return [.. texts.Select(text => known.TryGetValue(text, out int number) ? number : known[text] = known.Count)];
    }
}
