using Unrolled.Onnx.Reading;

namespace Unrolled.Onnx.Layers;

/// <summary>Layers that training leaves alone: in the model they are numbers and nothing that learns, or the user asked for it.</summary>
internal static class Freezing
{
    public const string Argument = "Frozen = true";

    /// <summary>The layers, of which none is frozen where all would be: a network of which nothing learns is refused.</summary>
    public static IReadOnlyList<LayerLine> Check(IReadOnlyList<LayerLine> lines) => Learns(lines) ? lines
        : [.. lines.Select(static line => line with { Arguments = [.. line.Arguments.Where(static a => a != Argument)] })];

    /// <summary>The layers, frozen up to the last one that is meant.</summary>
    /// <param name="lines">The layers.</param>
    /// <param name="names">Their names.</param>
    /// <param name="last">A name, or what names begin with in front of a dot; null to freeze nothing.</param>
    /// <exception cref="ArgumentException">No layer is meant, or all that learn.</exception>
    public static IReadOnlyList<LayerLine> UpTo(IReadOnlyList<LayerLine> lines, IReadOnlyList<string> names, string? last)
    {
        if (last is null)
            return lines;
        int place = names.Count - 1;
        while (place >= 0 && names[place] != last && !names[place].StartsWith($"{last}.", StringComparison.Ordinal))
            place--;
        if (place < 0)
        {
            throw new ArgumentException(
                $"No layer is called {Words.Short(last)}, which is to be frozen; there are {string.Join(", ", names.Where(Has))}.");
        }

        LayerLine[] frozen = [.. lines.Select((line, i) => i <= place ? Frozen(line) : line)];
        return Learns(frozen) ? frozen : throw new ArgumentException(
            $"No layer behind {names[place]} learns, so that nothing would if it were frozen; freeze less.");

        bool Has(string name, int i) => lines[i].Tensors.Count > 0;
    }

    private static bool Learns(IEnumerable<LayerLine> lines) =>
        lines.Any(static line => line.Tensors.Count > 0 && !line.Arguments.Contains(Argument));

    private static LayerLine Frozen(LayerLine line) => line.Tensors.Count == 0 || line.Arguments.Contains(Argument) ? line
        : line with { Arguments = [.. line.Arguments, Argument] };
}
