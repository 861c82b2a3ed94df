using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Emit;

/// <summary>
/// The layers of inference as one text, which the runtime reads when it is asked for them: layers end in <c>;</c>, fields in <c>|</c>, and are kind,
/// name, inputs, output, roles of parameters, and arguments. A layer that takes what the one before gives leaves its inputs out; the network's
/// input is <c>.</c>.
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
            string[] fields = [layer.Kind, layer.Name, inputs, string.Join(",", layer.Output.Extents), string.Join(",", layer.Roles), .. settings];
            lines.Add(string.Join("|", fields));
            before = layer.Name;
        }

        return string.Join(";", lines);
    }
}
