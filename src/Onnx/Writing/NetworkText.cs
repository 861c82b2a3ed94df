using System.Text;
using Unrolled.Onnx.Layers;

namespace Unrolled.Onnx.Writing;

/// <summary>A network as a class: one layer a line.</summary>
internal static class NetworkText
{
    /// <summary>Puts a layer in front that gives the input a name, where more than the first layer takes it.</summary>
    public static IReadOnlyList<LayerLine> WithNamedInput(IReadOnlyList<LayerLine> lines, int[] input)
    {
        bool isNeeded = lines.Select(static (line, i) => (i > 0 && line.Input.Layer < 0) || line.Others.Any(static o => o.Layer < 0))
            .Any(static n => n);
        if (!isNeeded)
            return lines;
        var first = new LayerLine(
            "Reshape", new Arguments([.. input.Cast<object>()]), new LayerValue(-1, input, new Meaning()), [], input, [], null);
        static LayerValue Behind(LayerValue value) => value with { Layer = value.Layer + 1 };
        return [first, .. lines.Select(static line => line with { Input = Behind(line.Input), Others = [.. line.Others.Select(Behind)] })];
    }

    /// <summary>The declaration of a layer, with the names of the layers that it takes from.</summary>
    public static string Declaration(IReadOnlyList<LayerLine> lines, int place, (string Name, bool IsGiven)[] names)
    {
        LayerLine line = lines[place];
        List<string> arguments = [.. line.Others.Select(other => Quoted(names[other.Layer].Name)), .. line.Arguments];
        if (names[place].IsGiven)
            arguments.Add($"Name = {Quoted(names[place].Name)}");
        if (line.Input.Layer != place - 1)
            arguments.Add($"From = {Quoted(names[line.Input.Layer].Name)}");
        return arguments.Count == 0 ? line.Kind : $"{line.Kind}({string.Join(", ", arguments)})";
    }

    /// <summary>The file.</summary>
    /// <param name="title">What the class is, in a line.</param>
    /// <param name="options">Its name, namespace, weights and loss.</param>
    /// <param name="className">The class.</param>
    /// <param name="input">The extents of one sample.</param>
    /// <param name="declarations">The layers.</param>
    public static string Of(string title, ImportOptions options, string className, int[] input, IEnumerable<string> declarations)
    {
        var text = new StringBuilder("using Unrolled;\n\n");
        if (options.Namespace is { } space)
            text.Append($"namespace {space};\n\n");
        text.Append($"/// <summary>{Escaped(title)}</summary>\n");
        string weights = className + ImportedNetwork.WeightsExtension;
        if (options.WeightsDirectory is { Length: > 0 } directory)
            weights = $"{directory.Replace('\\', '/').TrimEnd('/')}/{weights}";
        text.Append($"[Network(Weights = {Quoted(weights)}), Input({string.Join(", ", input)})]\n");
        foreach (string declaration in declarations)
            text.Append($"[{declaration}]\n");
        return text.Append($"public sealed partial class {className};\n").ToString();
    }

    private static string Escaped(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
