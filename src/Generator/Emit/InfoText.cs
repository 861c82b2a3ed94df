using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>What a network tells of itself: its layers, shapes and parameters, as a table and as a value.</summary>
internal static class InfoText
{
    /// <summary>Writes the method that makes the network's description.</summary>
    public static void Write(CodeWriter writer, NetworkSpec spec, Graph graph)
    {
        writer.Write("private static global::Unrolled.NetworkInfo CreateInfo() => new()");
        writer.Write("{");
        writer.Write($"    Name = \"{spec.Name.TrimStart('@')}\",");
        writer.Write($"    Input = [{List(graph.Input.Shape)}],");
        writer.Write($"    Output = [{List(graph.Output.Shape)}],");
        writer.Write("    Layers =\n    [");
        HashSet<LayerSummary> tiled = Tiled(graph);
        foreach (LayerSummary layer in graph.Layers)
        {
            string named = $"{Quote(layer.Layer.Name)}, {Quote(layer.Layer.Declaration)}";
            string algorithm = tiled.Contains(layer) ? " { Algorithm = global::Unrolled.ConvolutionAlgorithm.Winograd }" : "";
            writer.Write($"        new({named}, [{List(layer.Output)}], {layer.Parameters}, {layer.MultiplyAdds}L){algorithm},");
        }

        writer.Write("    ],\n    Parameters =\n    [");
        foreach (Parameter p in graph.Parameters)
        {
            string place = $"[{List(p.Shape)}], [{string.Join(", ", p.Strides)}], {p.Offset}";
            string initial = $"new(global::Unrolled.Distribution.{p.Initial.Distribution}, {Text.Float(p.Initial.Scale)})";
            writer.Write($"        new({Quote(p.Name)}, {place}, {initial}){Options(p)},");
        }

        writer.Write("    ],");
        IEnumerable<string> parts = graph.Parts.Select(static p => $"new({Quote(p.Name)}, {p.Offset}, {p.Length})");
        if (graph.Parts.Count > 0)
            writer.Write($"    Parts = [{string.Join(", ", parts)}],");
        if (graph.BackwardMultiplyAdds > 0)
            writer.Write($"    BackwardMultiplyAdds = {graph.BackwardMultiplyAdds}L,");
        if (graph.Counters.Count > 0)
            writer.Write($"    Counters = [{string.Join(", ", graph.Counters.Select(Quote))}],");
        writer.Write($"    InferenceText = {Quote(FactText.Of(graph.Facts))},");
        writer.Write("    Body = s_body,");
        writer.Write("    DescribePlan = CreatePlan,");
        writer.Write("};");
    }

    /// <summary>The network as a table, for the editor's tooltip.</summary>
    public static string Table(Graph graph)
    {
        HashSet<LayerSummary> tiled = Tiled(graph);
        string[] Row(LayerSummary layer) =>
        [
            layer.Layer.Declaration, layer.Output.ToString(), layer.Parameters == 0 ? "" : $"{layer.Parameters:#,0}",
            tiled.Contains(layer) ? "Winograd" : "",
        ];
        string learned = $"{graph.LearnedCount:#,0}";
        string[][] rows =
        [
            ["Input", graph.Input.Shape.ToString(), "", ""],
            .. graph.Layers.Select(Row),
            ["total", "", $"{graph.ParameterCount:#,0}", ""],
            .. graph.LearnedCount == graph.ParameterCount ? Array.Empty<string[]>() : [["learned", "", learned, ""]],
        ];
        int[] widths = [.. Enumerable.Range(0, 3).Select(c => rows.Max(r => r[c].Length))];
        var lines = rows.Select(
            r => $"/// {r[0].PadRight(widths[0])}  {r[1].PadRight(widths[1])}  {r[2].PadLeft(widths[2])}  {r[3]}".TrimEnd());
        return $"/// <remarks>\n/// <code>\n{string.Join("\n", lines)}\n/// </code>\n/// </remarks>";
    }

    /// <summary>The layers that are worked off by Winograd's algorithm, or have one inside that is.</summary>
    private static HashSet<LayerSummary> Tiled(Graph graph)
    {
        string[] names = [.. graph.Inference.OfType<Contraction>().Where(Winograd.IsTaken).Select(static c => c.Layer)];
        return [.. graph.Layers.Where(l => names.Any(name => IsInside(name, l.Layer.Name)))];

        static bool IsInside(string name, string layer) => name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal);
    }

    /// <summary>A text as a literal.</summary>
    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private static string Options(Parameter parameter)
    {
        var options = new List<string>();
        if (!parameter.Learned)
            options.Add("Learned = false");
        if (parameter.Learned && parameter.L1 > 0)
            options.Add($"L1 = {Text.Float(parameter.L1)}");
        if (parameter.Learned && parameter.L2 > 0)
            options.Add($"L2 = {Text.Float(parameter.L2)}");
        return options.Count == 0 ? "" : $" {{ {string.Join(", ", options)} }}";
    }

    private static string List(Shape shape) => string.Join(", ", shape.Extents);
}
