namespace Unrolled.Data;

/// <summary>Takes paths apart by a template such as <c>{label}/{speaker}_{take}</c>.</summary>
internal sealed class PathTemplate
{
    public const string Label = "label";

    private readonly string _template;

    // What stands before each field, and at last behind all of them.
    private readonly List<string> _between = [];

    public PathTemplate(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        _template = template;
        var fields = new List<string>();
        int at = 0;
        for (int open; (open = template.IndexOf('{', at)) >= 0;)
        {
            int close = template.IndexOf('}', open);
            if (close < open + 2)
                throw Wrong("has a brace without a name and its other brace");
            if (fields.Count > 0 && open == at)
                throw Wrong("has fields without anything between them, and could not tell where one ends");
            _between.Add(template[at..open]);
            fields.Add(template[(open + 1)..close]);
            at = close + 1;
        }
        _between.Add(template[at..]);
        Fields = fields;
        if (fields.Distinct().Count() < fields.Count)
            throw Wrong("names a field twice");
        if (!fields.Contains(Label))
            throw Wrong("has no field {label}");
    }

    public IReadOnlyList<string> Fields { get; }

    /// <summary>How many folders deep files lie.</summary>
    public int Depth => _template.Count(static c => c == '/');

    /// <summary>The fields' values, each as short as what follows it allows, none empty; null if the path is of another form.</summary>
    public string[]? Match(string path)
    {
        if (!path.StartsWith(_between[0], StringComparison.Ordinal))
            return null;
        var values = new string[Fields.Count];
        int at = _between[0].Length;
        for (int field = 0; field < values.Length; field++)
        {
            string behind = _between[field + 1];
            bool isLast = field == values.Length - 1;
            int found = at < path.Length ? path.IndexOf(behind, at + 1, StringComparison.Ordinal) : -1;
            int end = isLast ? path.Length - behind.Length : found;
            if (end <= at || !path.AsSpan(end).StartsWith(behind, StringComparison.Ordinal) || path.AsSpan(at, end - at).Contains('/'))
                return null;
            values[field] = path[at..end];
            at = end + behind.Length;
        }
        return values;
    }

    private ArgumentException Wrong(string what) =>
        new($"The template \"{_template}\" {what}; {{label}}/{{take}} and {{label}}_{{speaker}}_{{take}} are usual ones.", "template");
}
