using System.Collections.Immutable;
using System.Globalization;

namespace Unrolled;

/// <summary>Reads the text that the generator writes of a network's layers.</summary>
internal static class LayerDescriptionText
{
    public static ImmutableArray<LayerDescription> Read(string text)
    {
        var layers = ImmutableArray.CreateBuilder<LayerDescription>();
        string before = "";
        foreach (string line in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            LayerDescription layer = ReadLayer(line.Split('|'), before);
            layers.Add(layer);
            before = layer.Name;
        }

        return layers.ToImmutable();
    }

    private static LayerDescription ReadLayer(string[] fields, string before)
    {
        (string kind, string name) = (fields[0], fields[1]);
        // A tied layer's places share its parameters.
        string owner = name.Split('#')[0];
        ImmutableArray<string> inputs = fields[2].Length == 0
            ? [before]
            : [.. fields[2].Split(',').Select(static input => input == "." ? "" : input)];
        ImmutableArray<string> parameters =
            [.. fields[4].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(role => $"{owner}.{role}")];
        ImmutableDictionary<string, object> arguments = fields[5..].Select(static argument => argument.Split('='))
            .ToImmutableDictionary(static a => a[0], static a => Value(a[1]));
        return new LayerDescription(kind, name, inputs, Integers(fields[3]), parameters, arguments);
    }

    private static object Value(string text)
    {
        if (text[0] == '[')
            return Integers(text[1..^1]);
        if (bool.TryParse(text, out bool flag))
            return flag;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole))
            return whole;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : text;
    }

    private static ImmutableArray<int> Integers(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];
}
