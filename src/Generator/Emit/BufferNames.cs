using Unrolled.Generator.Model;

namespace Unrolled.Generator.Emit;

/// <summary>The locals of a method that tell what lies where: one for each buffer that its statements name.</summary>
internal sealed class BufferNames
{
    /// <summary>What generated code calls other things.</summary>
    private static readonly string[] Others =
    [
        "add", "batch", "block", "chunk", "column", "filters", "frame", "gradients", "group", "item", "kept", "part", "places", "point",
        "row", "shared", "step", "stretch", "turn", "values",
    ];

    private readonly Dictionary<(string Buffer, string Pointer, int Place), string> _names = [];
    private readonly HashSet<string> _taken = [.. Others];

    /// <summary>The last number behind each name.</summary>
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _declarations = [];

    /// <summary>The locals' declarations, in the order in which buffers were named.</summary>
    public IReadOnlyList<string> Declarations => _declarations;

    /// <summary>The local that points to a buffer.</summary>
    /// <param name="buffer">Its name in the plan.</param>
    /// <param name="pointer">Where its region begins.</param>
    /// <param name="place">Floats from there.</param>
    public string Of(string buffer, string pointer, int place)
    {
        if (_names.TryGetValue((buffer, pointer, place), out string? known))
            return known;
        string name = Identifier(buffer), unique = name;
        int n = _numbers.TryGetValue(name, out int before) ? before : 1;
        while (!_taken.Add(unique))
            unique = $"{name}_{++n}";
        _numbers[name] = n;
        unique = Identifiers.Escape(unique);
        _declarations.Add(place == 0 ? $"float* {unique} = {pointer};" : $"float* {unique} = &{pointer}[{place}];");
        return _names[(buffer, pointer, place)] = unique;
    }

    private static string Identifier(string buffer)
    {
        string text = new([.. buffer.Select(static c => char.IsLetterOrDigit(c) ? c : '_')]);
        // Methods and classes that generated code calls begin with a capital, and a local of that name would hide them.
        text = char.ToLowerInvariant(text[0]) + text.Substring(1);
        // The networks that are parts have their parameters behind pointers of that name and a number.
        bool reserved = text.StartsWith("parameters", StringComparison.Ordinal);
        return reserved || char.IsDigit(text[0]) ? "_" + text : text;
    }
}
