namespace Unrolled.Generator.Diagnostics;

/// <summary>What an editor may do to an attribute, or to a type where the problem stands on its name.</summary>
internal enum Edit
{
    /// <summary>Writes the modifier <c>Text</c> in front of the type's keyword.</summary>
    Modifier,

    /// <summary>Puts the attribute <c>Text</c> in front.</summary>
    Before,

    /// <summary>Puts the attribute <c>Text</c> behind.</summary>
    After,

    /// <summary>Takes the attribute away, which is <c>Text</c>.</summary>
    Remove,

    /// <summary>Makes it the attribute <c>Text</c>, with the arguments that it has.</summary>
    Replace,

    /// <summary>Moves the attribute <c>Text</c> behind the last layer.</summary>
    Last,

    /// <summary>Puts the attribute <c>Text</c> behind the type's last layer.</summary>
    Append,

    /// <summary>Gives the argument <c>Text</c> the value <c>Value</c>.</summary>
    Argument,

    /// <summary>Takes the named argument <c>Text</c> away.</summary>
    Without,

    /// <summary>Writes the name <c>Value</c> where <c>Text</c> is written.</summary>
    Name,

    /// <summary>Gives the project's property <c>Text</c> the value <c>Value</c>.</summary>
    Property,
}

/// <summary>
/// A mechanical answer to a problem. A diagnostic carries it among its properties, which have no part in its equality, and the code fixes,
/// which are an assembly of their own, read it there.
/// </summary>
/// <param name="Edit">What to do.</param>
/// <param name="Text">To what, or with what.</param>
/// <param name="Value">What to write there.</param>
internal sealed record Fix(Edit Edit, string Text, string Value = "")
{
    /// <summary>The answer to an input that is to be flat.</summary>
    public static readonly Fix Flatten = new(Edit.Before, "Flatten");

    /// <summary>The answer to two axes in the other order.</summary>
    public static readonly Fix Transpose = new(Edit.Before, "Transpose");

    private const string Key = "Unrolled.Fix.";

    /// <summary>The properties of a diagnostic that has these answers.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Write(IEnumerable<Fix> fixes) => fixes.SelectMany(static (fix, i) =>
        new KeyValuePair<string, string?>[]
        {
            new($"{Key}{i}", fix.Edit.ToString()), new($"{Key}{i}.Text", fix.Text), new($"{Key}{i}.Value", fix.Value),
        });

    /// <summary>The answers that a diagnostic's properties hold; none where they hold none.</summary>
    public static IEnumerable<Fix> Read(IReadOnlyDictionary<string, string?> properties)
    {
        for (int i = 0; properties.TryGetValue($"{Key}{i}", out string? edit) && Enum.TryParse(edit, out Edit known); i++)
            yield return new Fix(known, properties[$"{Key}{i}.Text"] ?? "", properties[$"{Key}{i}.Value"] ?? "");
    }
}
