using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Numbers of all elements along some axes, with functions in front and behind.</summary>
internal static class Reductions
{
    /// <summary>A reduction.</summary>
    /// <param name="kind">The layer.</param>
    /// <param name="before">What is applied to each element.</param>
    /// <param name="behind">What is applied to the result.</param>
    public static LayerRule Of(string kind, string before = "", string behind = "") => (node, writer) =>
    {
        long[] shape = writer.Facts(node).Shape(0);
        int[] axes = ShapeRules.ReducedAxes(node, writer.Facts(node));
        if (axes.Any(axis => Batch.IsIn(shape[axis])))
            throw new NodeException("it reduces the batch; samples must stay apart");
        LayerValue x = Applied(writer, before, writer.Take(node.Input(0)));
        int[] sample = writer.Sample(node.Input(0));
        int[] own = [.. axes.Select(axis => Stretches.Place(shape, axis)).Where(axis => sample[axis] != 1)];
        if (own.Length > 0)
        {
            int[] rest = [.. sample.Where((_, axis) => !own.Contains(axis))];
            LayerValue all = writer.Shaped(x, sample, Axes.Open);
            x = writer.Add(kind, new Arguments([.. own.Cast<object>()]), all, rest.Length == 0 ? [1] : rest, Meaning.Unknown);
        }

        writer.Give(node, Applied(writer, behind, x));
    };

    /// <summary><c>m + ln Σ e^(x-m)</c> with the largest element m, so that none is too large for the exponential.</summary>
    public static void LogSumExp(Node node, NetworkWriter writer)
    {
        long[] shape = writer.Facts(node).Shape(0);
        int[] axes = ShapeRules.ReducedAxes(node, writer.Facts(node));
        if (axes.Any(axis => Batch.IsIn(shape[axis])))
            throw new NodeException("it reduces the batch; samples must stay apart");
        int[] sample = writer.Sample(node.Input(0));
        int[] own = [.. axes.Select(axis => Stretches.Place(shape, axis)).Where(axis => sample[axis] != 1)];
        LayerValue x = Stretches.Whole(node, writer);
        if (own.Length == 0)
        {
            writer.Give(node, x);
            return;
        }

        object[] places = [.. own.Cast<object>()];
        int[] ones = [.. sample.Select((extent, axis) => own.Contains(axis) ? 1 : extent)];
        int[] rest = own.Length == sample.Length ? [1] : [.. sample.Where((_, axis) => !own.Contains(axis))];
        LayerValue most = writer.Add("Max", new Arguments(places).Set("KeepDimensions", true, false), x, ones, x.Meaning);
        LayerValue less = writer.Add("Exp", [], writer.Add("Subtract", [], x, others: [most]));
        LayerValue sum = writer.Add("Log", [], writer.Add("Sum", new Arguments(places), less, rest, Meaning.Unknown));
        writer.Give(node, writer.Add("Add", [], sum, others: [writer.Shaped(most, rest, sum.Meaning.Axes)]));
    }

    /// <summary>The product of all elements: of both halves of an axis, until one is left.</summary>
    public static void Product(Node node, NetworkWriter writer)
    {
        long[] shape = writer.Facts(node).Shape(0);
        int[] axes = ShapeRules.ReducedAxes(node, writer.Facts(node));
        if (axes.Any(axis => Batch.IsIn(shape[axis])))
            throw new NodeException("it reduces the batch; samples must stay apart");
        LayerValue x = Stretches.Whole(node, writer);
        foreach (int axis in axes.Where(axis => shape[axis] != 1))
            x = ProductAlong(writer, x, Stretches.Place(shape, axis));
        writer.Give(node, x);
    }

    private static LayerValue ProductAlong(NetworkWriter writer, LayerValue x, int axis)
    {
        int extent = x.Shape[axis];
        if (extent == 1)
            return x;
        LayerValue[] others = [Part(extent / 2, extent / 2)];
        LayerValue product = ProductAlong(writer, writer.Add("Multiply", [], Part(0, extent / 2), others: others), axis);
        LayerValue[] last = extent % 2 == 0 ? [] : [Part(extent - 1, 1)];
        return last.Length == 0 ? product : writer.Add("Multiply", [], product, others: last);

        LayerValue Part(int first, int count) => Stretches.Stretch(writer, x, axis, first, 1, count);
    }

    private static LayerValue Applied(NetworkWriter writer, string function, LayerValue x) => function switch
    {
        "" => x,
        "Square" => writer.Add("Pow", new Arguments(2), x),
        _ => writer.Add(function, [], x),
    };
}
