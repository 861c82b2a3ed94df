using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Products with constant matrices, and rows of them.</summary>
internal static class Products
{
    public static void Dense(Node node, NetworkWriter writer)
    {
        Tensor weight = writer.Facts(node).Known(1, "weights");
        Tensor? bias = writer.Facts(node).Constant(2);
        int units = checked((int)weight.Extents[0]), features = checked((int)weight.Extents[1]);
        long[] shape = writer.Shape(node.Input(0));
        if (shape[^1] != features)
            throw new NodeException($"its weights take {features} features, but {Batch.Text(shape)} came; keep the batch in front");
        LayerValue x = writer.Rows(node.Input(0), features);
        (string, Tensor)[] tensors = bias is null ? [("weight", weight)] : [("weight", weight), ("bias", bias)];
        int[] output = [.. x.Shape[..^1], units];
        Arguments arguments = new Arguments(units).Set("Bias", bias is not null, true);
        writer.Give(node, writer.Add("Dense", arguments, x, output, x.Meaning, tensors: tensors, name: node.Input(1)));
    }

    /// <summary>The elements along one axis multiplied by a matrix.</summary>
    /// <param name="writer">Takes the layers.</param>
    /// <param name="x">The value.</param>
    /// <param name="shape">What lies in front of the axis, the axis, and what lies behind it.</param>
    /// <param name="units">The axis's extent afterwards.</param>
    /// <param name="tensors">The weights <c>[units, axis]</c>, and perhaps a bias.</param>
    /// <param name="isFrozen">Whether training leaves the weights alone.</param>
    /// <param name="name">The constant that the layer is named after.</param>
    public static LayerValue AlongAxis(NetworkWriter writer, LayerValue x, int[] shape, int units, (string, Tensor)[] tensors,
        bool isFrozen = true, string? name = null)
    {
        (int outer, int extent, int inner) = (shape[0], shape[1], shape[2]);
        int[] turn = [0, 2, 1];
        LayerValue last = inner == 1 ? x : Shapes.Permute(writer, writer.Shaped(x, shape, Axes.Open), turn);
        LayerValue rows = writer.Rows(last, extent);
        Arguments arguments = new Arguments(units).Set("Bias", tensors.Length > 1, true).Set("Frozen", isFrozen, false);
        LayerValue y = writer.Add("Dense", arguments, rows, [.. rows.Shape[..^1], units], rows.Meaning, tensors: tensors, name: name);
        return inner == 1 ? y : Shapes.Permute(writer, writer.Shaped(y, [outer, inner, units], Axes.Open), turn);
    }

    /// <summary>
    /// Products of two values, or of a constant matrix and a value; the patterns have taken those of a value and a matrix.
    /// </summary>
    public static void MatMul(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        long[] output = writer.Shape(node.Output);
        if (output.Length < 3 || Batch.IsIn(output[^1]) || Batch.IsIn(output[^2]))
            throw new NodeException($"it gives {Batch.Text(output)}, but matrices behind the batch are expected; keep the batch in front");
        if (facts.Constant(0) is { Rank: 2 } matrix)
        {
            int[] sample = writer.Sample(node.Input(1));
            int[] shape = [sample[..^2].Aggregate(1, static (product, extent) => checked(product * extent)), sample[^2], sample[^1]];
            LayerValue y = AlongAxis(
                writer, writer.Take(node.Input(1)), shape, (int)output[^2], [("weight", matrix)], isFrozen: false, node.Input(0));
            writer.Give(node, y);
            return;
        }

        if (!node.Inputs.All(writer.IsValue))
            throw new NodeException("it multiplies a value by constant matrices of more than two axes; one matrix for all is expected");
        LayerValue left = Operand(0), right = Operand(1);
        writer.Give(node, writer.Add("MatMul", [], left, writer.Sample(node.Output), Meaning.Unknown, [right]));

        // The axes in front are the output's.
        LayerValue Operand(int input)
        {
            long[] own = facts.Shape(input), wanted = [.. output[..^2], .. own[^2..]];
            LayerValue x = Repetitions.Expanded(writer, writer.Take(node.Input(input)), own, wanted);
            return writer.Shaped(x, Batch.Sample(wanted), Axes.Open);
        }
    }

    /// <summary>What is left when the patterns have taken all products with constants.</summary>
    public static void Refuse(Node node, NetworkWriter writer) => throw new NodeException(
        "it multiplies two values, or has operands no dense layer has; a value and a constant matrix, in this order, are expected");

    /// <summary>Rows of a constant by the tokens of the input.</summary>
    public static void Embedding(Node node, NetworkWriter writer)
    {
        bool isTable = writer.Facts(node).Constant(0) is { IsFloat: true, Rank: 2 } && node.Integer("axis", 0) == 0;
        if (!isTable || node.Input(1) != writer.Graph.Input || !writer.Graph.TakesTokens)
            throw new NodeException("it chooses elements, but rows of a constant table by the tokens of the model's input are expected");
        Tensor table = writer.Facts(node).Constant(0)!;
        if (writer.Lines.Any(static line => line.Kind == "Embedding"))
            throw new NodeException("it is a second table of the same tokens, but the first layer alone takes tokens; join the tables");
        LayerValue tokens = writer.Take(node.Input(1));
        if (tokens.Rank != 1)
            throw new NodeException(
                $"its tokens are {Batch.Text(writer.Shape(node.Input(1)))}, but one axis behind the batch is expected");
        int units = checked((int)table.Extents[1]);
        var meaning = new Meaning { Axes = Axes.Features };
        LayerValue rows = writer.Add(
            "Embedding", new Arguments(table.Extents[0], units), tokens, [tokens.Shape[0], units], meaning,
            tensors: [("weight", table)], name: node.Input(0));
        writer.Give(node, rows);
    }
}
