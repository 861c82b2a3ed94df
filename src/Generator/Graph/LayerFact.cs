using System.Globalization;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>A layer of the inference network, parts and repetitions resolved: what other formats are written from.</summary>
/// <param name="Kind">The kind of layer: its attribute's name.</param>
/// <param name="Name">Its name, with those of all parts around it.</param>
/// <param name="Inputs">The layers whose outputs it takes; empty names are the network's input.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="Roles">What its parameters' names end in.</param>
/// <param name="Settings">What it is told, with what was left out filled in.</param>
internal sealed record LayerFact(
    string Kind, string Name, IReadOnlyList<string> Inputs, Shape Output, IReadOnlyList<string> Roles, IReadOnlyList<Setting> Settings);

/// <summary>
/// One thing that a layer is told, written so that its type can be seen: <c>3</c>, <c>0.5</c>, <c>true</c>, <c>Tanh</c>, <c>[1,2]</c>.
/// </summary>
internal sealed record Setting
{
    public Setting(string name, int value)
        : this(name, value.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A real number always has a point, an exponent or the name of what is none.</summary>
    public Setting(string name, double value)
        : this(name, Real(value))
    {
    }

    public Setting(string name, bool value)
        : this(name, value ? "true" : "false")
    {
    }

    public Setting(string name, IEnumerable<int> values)
        : this(name, $"[{string.Join(",", values)}]")
    {
    }

    /// <summary>A member of an enumeration.</summary>
    public Setting(string name, string member) => (Name, Value) = (name, member);

    public string Name { get; }

    public string Value { get; }

    private static string Real(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.All(static c => char.IsDigit(c) || c == '-') ? text + ".0" : text;
    }
}
