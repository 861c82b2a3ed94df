using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Emit;

/// <summary>
/// The layers of inference as one text, which the runtime reads when it is asked for them. Between layers stands <c>;</c>, between fields
/// <c>|</c>: kind, name, inputs, output, roles of parameters, and each argument. A layer that takes what the one before gives leaves its
/// inputs out; the network's input is <c>.</c>.
/// </summary>
internal static class FactText
{
    public static string Of(IReadOnlyList<LayerFact> layers)
    {
        var lines = new List<string>();
        string before = "";
        foreach (LayerFact layer in layers)
        {
            bool follows = layer.Inputs.Count == 1 && layer.Inputs[0] == before;
            string inputs = follows ? "" : string.Join(",", layer.Inputs.Select(static i => i.Length == 0 ? "." : i));
            IEnumerable<string> settings = layer.Settings.Select(static s => $"{s.Name}={s.Value}");
            string output = string.Join(",", layer.Output.Extents), roles = string.Join(",", layer.Roles);
            lines.Add(string.Join("|", [layer.Kind, layer.Name, inputs, output, roles, .. settings]));
            before = layer.Name;
        }

        return string.Join(";", lines);
    }
}
