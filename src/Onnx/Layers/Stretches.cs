using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;
using Unrolled.Onnx.Reading;

namespace Unrolled.Onnx.Layers;

/// <summary>Stretches of axes: slices, splits, chosen places, padding.</summary>
internal static class Stretches
{
    // Each is a layer.
    private const int MostRuns = 64;

    public static void Slice(Node node, NetworkWriter writer)
    {
        long[] shape = writer.Facts(node).Shape(0);
        Slicing slicing = Slicing.Of(node, writer.Facts(node));
        LayerValue x = Whole(node, writer);
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (!Batch.IsIn(shape[axis]))
                x = Stretch(writer, x, Place(shape, axis), slicing.Starts[axis], slicing.Steps[axis], slicing.Extents[axis]);
        }

        writer.Give(node, x);
    }

    public static void Split(Node node, NetworkWriter writer)
    {
        long[] shape = writer.Facts(node).Shape(0);
        int axis = Facts.Axis(node.Integer("axis", 0), shape.Length);
        long begin = 0;
        long[] parts = Slicing.Parts(node, writer.Facts(node), axis);
        for (int i = 0; i < parts.Length; i++)
        {
            if (node.Outputs[i].Length > 0)
                writer.Give(node, Stretch(writer, Whole(node, writer), Place(shape, axis), begin, 1, parts[i]), i);
            begin += parts[i];
        }
    }

    /// <summary>Rows of a table by tokens, or places of an axis.</summary>
    public static void Gather(Node node, NetworkWriter writer)
    {
        if (writer.Facts(node).Constant(1) is not { } indices || writer.Facts(node).Constant(0) is not null)
        {
            Products.Embedding(node, writer);
            return;
        }

        long[] shape = writer.Facts(node).Shape(0);
        int axis = Facts.Axis(node.Integer("axis", 0), shape.Length);
        long extent = shape[axis];
        long[] places = [.. indices.ToIntegers().Select(i => i < 0 ? i + extent : i)];
        if (places.Any(place => place < 0 || place >= extent))
            throw new NodeException(
                $"it chooses places {Words.Short(string.Join(", ", places))} of axis {axis}, which has {extent}; the file is damaged");
        (long First, long Step, int Count)[] runs = [.. Runs(places)];
        if (runs.Length > MostRuns)
            throw new NodeException(
                $"it chooses {places.Length} places of axis {axis} in {runs.Length} stretches, but at most {MostRuns} are expected");
        LayerValue x = Whole(node, writer);
        int place = Place(shape, axis), outer = x.Shape[..place].Aggregate(1, static (product, extent) => product * extent);
        LayerValue[] parts = [.. runs.Select(run => Stretch(writer, x, place, run.First, run.Step, run.Count))];
        writer.Give(node, parts.Length == 1 ? parts[0] : Joins.SideBySide(writer, parts, outer));
    }

    /// <summary>The places as stretches of places that are evenly apart.</summary>
    private static IEnumerable<(long First, long Step, int Count)> Runs(long[] places)
    {
        for (int i = 0; i < places.Length;)
        {
            long step = i + 1 < places.Length && places[i + 1] != places[i] ? places[i + 1] - places[i] : 1;
            int count = 1;
            while (i + count < places.Length && places[i + count] == places[i] + count * step)
                count++;
            yield return (places[i], step, count);
            i += count;
        }
    }

    public static void Pad(Node node, NetworkWriter writer)
    {
        // A value without a batch is refused here.
        LayerValue x = Whole(node, writer);
        Facts facts = writer.Facts(node);
        long[] shape = facts.Shape(0);
        (long[] before, long[] after) = ShapeRules.Padding(node, facts);
        int batch = Batch.Axis(shape);
        if (before[batch] != 0 || after[batch] != 0)
            throw new NodeException("it pads the batch; samples must stay apart");
        // From the last axis on, as far as there is anything to add.
        int[] axes = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] != Batch.Number).Reverse()];
        int count = axes.Length - axes.Reverse().TakeWhile(axis => before[axis] == 0 && after[axis] == 0).Count();
        object[] amounts = [.. axes.Take(count).SelectMany(axis => (object[])[before[axis], after[axis]])];
        string mode = node.Text("mode", "constant") switch
        {
            "constant" => "",
            "reflect" => "Reflect",
            "edge" => "Edge",
            "wrap" => "Wrap",
            var other => throw new NodeException($"mode is {other}, but constant, reflect, edge or wrap is expected"),
        };
        if (count > 0)
        {
            double value = facts.Has(2) ? facts.Number(2, "values") : 0;
            Arguments arguments = new Arguments(amounts).SetName("Mode", mode.Length == 0 ? null : $"PadMode.{mode}")
                .Set("Value", (float)value, 0f);
            x = writer.Add("Pad", arguments, x, writer.Sample(node.Output), Meaning.Unknown);
        }

        writer.Give(node, x);
    }

    /// <summary>Some elements of an axis.</summary>
    public static LayerValue Stretch(NetworkWriter writer, LayerValue x, int axis, long start, long step, long extent)
    {
        if (extent == x.Shape[axis] && step == 1)
            return x;
        int[] output = [.. x.Shape];
        output[axis] = checked((int)extent);
        long end = start + (extent - 1) * step + Math.Sign(step);
        bool isOpen = step > 0 ? end >= x.Shape[axis] : end < 0;
        Arguments arguments = isOpen ? new Arguments(axis, start) : new Arguments(axis, start, end);
        return writer.Add("Slice", arguments.Set("Step", extent == 1 ? 1 : step, 1), x, output, Meaning.Unknown);
    }

    /// <summary>A value in the shape that the model has.</summary>
    public static LayerValue Whole(Node node, NetworkWriter writer) => writer.Take(node.Input(0), writer.Sample(node.Input(0)));

    /// <summary>An axis without the batch in front of it, which a sample has only where more is merged with it.</summary>
    public static int Place(long[] shape, int axis) => shape.Contains(Batch.Number) && axis > Batch.Axis(shape) ? axis - 1 : axis;

    /// <summary>The first axis from its end to its beginning.</summary>
    public static LayerValue Turned(NetworkWriter writer, LayerValue x) =>
        writer.Add("Slice", new Arguments(0, -1).Set("Step", -1, 1), x, x.Shape, Meaning.Unknown);
}
