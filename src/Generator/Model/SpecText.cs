using System.Globalization;
using System.Text;

namespace Unrolled.Generator.Model;

/// <summary>
/// A part as text, for other assemblies: metadata keeps no order of attributes. A line is a part or one of its layers, with its depth in
/// front and tabs between its fields.
/// </summary>
internal static class SpecText
{
    /// <summary>The version of the text; a reader takes no other.</summary>
    public const int Version = 1;

    public static string Write(PartSpec part)
    {
        var text = new StringBuilder();
        Write(text, part, 0);
        return text.ToString();
    }

    /// <summary>The part, or null where the text is none of this version's.</summary>
    public static PartSpec? Read(string text)
    {
        try
        {
            string[] lines = text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
            return ReadPart(new Queue<string[]>(lines.Select(static line => line.Split('\t'))), 0);
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static void Write(StringBuilder text, PartSpec part, int depth)
    {
        Line(text, depth, ["part", part.Name, part.Input is null ? "" : string.Join(",", part.Input.Extents), part.TypeName]);
        foreach (LayerSpec layer in part.Layers)
        {
            string sources = string.Join(",", layer.Sources);
            Line(text, depth, ["layer", layer.Kind, layer.Name, layer.From ?? "", sources, .. layer.Arguments.Select(Write)]);
            foreach (PartSpec inner in layer.Parts)
                Write(text, inner, depth + 1);
        }
    }

    private static string Write(Argument argument) =>
        $"{argument.Name}|{argument.Value.ToString("R", CultureInfo.InvariantCulture)}|{argument.Text}";

    private static void Line(StringBuilder text, int depth, IEnumerable<string> fields)
    {
        string line = string.Join("\t", fields.Select(static f => f.Replace('\t', ' ').Replace('\n', ' ')));
        text.Append(depth).Append('\t').Append(line).Append('\n');
    }

    private static PartSpec ReadPart(Queue<string[]> lines, int depth)
    {
        string[] head = lines.Dequeue();
        if (head[0] != Number(depth) || head[1] != "part")
            throw new FormatException();
        var layers = new List<LayerSpec>();
        while (lines.Count > 0 && lines.Peek() is var line && line[0] == Number(depth) && line[1] == "layer")
        {
            lines.Dequeue();
            var parts = new List<PartSpec>();
            while (lines.Count > 0 && lines.Peek()[0] == Number(depth + 1))
                parts.Add(ReadPart(lines, depth + 1));
            layers.Add(new LayerSpec(line[2], line[3], new([.. line.Skip(6).Select(ReadArgument)]))
            {
                From = line[4].Length == 0 ? null : line[4],
                Sources = new(line[5].Length == 0 ? [] : line[5].Split(',')),
                Parts = new([.. parts]),
            });
        }

        return new PartSpec(head[2], head[3].Length == 0 ? null : ReadShape(head[3]), new([.. layers])) { TypeName = head[4] };
    }

    private static Shape ReadShape(string field) =>
        new([.. field.Split(',').Select(static e => int.Parse(e, CultureInfo.InvariantCulture))]);

    private static Argument ReadArgument(string field)
    {
        string[] parts = field.Split(['|'], 3);
        return new Argument(parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }

    private static string Number(int depth) => depth.ToString(CultureInfo.InvariantCulture);
}
