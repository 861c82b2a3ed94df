using System.Globalization;
using System.Text;
using Unrolled.Onnx.Protocol;
using Unrolled.Onnx.Reading;

namespace Unrolled.Onnx.Writing;

/// <summary>A model in words, whether or not there are layers for it.</summary>
internal static class ModelDescription
{
    private const int Values = 20;

    public static string Of(ModelProto model)
    {
        GraphProto graph = model.Graph;
        var text = new StringBuilder();
        string producer = Words.Short($"{model.ProducerName} {model.ProducerVersion}".Trim());
        string maker = producer.Length > 0 ? producer : "an unnamed producer";
        text.Append(CultureInfo.InvariantCulture, $"ONNX model of {maker}, format {model.IrVersion}, opset {ModelFile.Operators(model)}\n");
        var tensors = graph.Initializer.Select(static t => t.Name).ToHashSet();
        foreach (ValueInfoProto input in graph.Input.Where(i => !tensors.Contains(i.Name)).Take(Values))
            text.Append($"input   {Value(input)}\n");
        foreach (ValueInfoProto output in graph.Output.Take(Values))
            text.Append($"output  {Value(output)}\n");
        double elements = graph.Initializer.Sum(static t =>
            t.Dims.Aggregate(1.0, static (product, extent) => product * Math.Max(0, extent)));
        string tensorsAndNodes = $"{graph.Initializer.Count:N0} tensors of {elements:N0} elements, {graph.Node.Count:N0} nodes:\n";
        text.Append(tensorsAndNodes);
        foreach (var group in graph.Node.GroupBy(static n => n.OpType).OrderByDescending(static g => g.Count())
            .ThenBy(static g => g.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{group.Count(),7:N0}  {Words.Short(group.Key)}\n");
        return text.ToString();
    }

    private static string Value(ValueInfoProto value)
    {
        string name = Words.Short(value.Name);
        if (value.Type?.TensorType is not { } tensor)
            return $"{name}: no tensor";
        string type = TensorReader.Name((TensorProto.Types.DataType)tensor.ElemType);
        if (tensor.Shape is not { } shape)
            return $"{name}: {type} of unknown extents";
        return $"{name}: {type} [{string.Join(", ", shape.Dim.Select(Extent))}]";
    }

    private static string Extent(TensorShapeProto.Types.Dimension extent) =>
        extent.HasDimValue ? $"{extent.DimValue}" : extent.HasDimParam ? Words.Short(extent.DimParam) : "?";
}
