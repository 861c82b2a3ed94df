using System.Text.RegularExpressions;
using Unrolled.Onnx.Layers;

namespace Unrolled.Onnx.Writing;

/// <summary>
/// The names of layers: those that they had in PyTorch, where the model's weights tell, as <c>features.0</c> of
/// <c>features.0.weight</c>; else their kind and ordinal, which are not written.
/// </summary>
internal static partial class LayerNames
{
    private const int Longest = 200;

    /// <summary>Each layer's name, and whether it has to be written.</summary>
    public static (string Name, bool IsGiven)[] Of(IReadOnlyList<LayerLine> lines)
    {
        var ordinals = new Dictionary<string, int>();
        string[] usual = [.. lines.Select(line =>
        {
            string kind = line.Kind.ToLowerInvariant();
            return $"{kind}{ordinals[kind] = ordinals.GetValueOrDefault(kind) + 1}";
        })];
        // What generated code calls them must differ too.
        var taken = new HashSet<string>(usual.Select(Member));
        return [.. lines.Select((line, i) =>
            line.Tensors.Count > 0 && Module(line.Name) is { } name && taken.Add(Member(name)) ? (name, true) : (usual[i], false))];
    }

    private static string? Module(string? constant) => constant is not null && Weight().Match(constant) is { Success: true } match
        && match.Groups["module"].Value is { Length: <= Longest } name ? name : null;

    private static string Member(string name) =>
        string.Concat(name.Split('.').Select(static part => char.ToUpperInvariant(part[0]) + part[1..]));

    [GeneratedRegex(@"^(?<module>[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*)\.weight(/\d+)*$", RegexOptions.NonBacktracking)]
    private static partial Regex Weight();
}
