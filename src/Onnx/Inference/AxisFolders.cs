using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>Operators that move the elements of constants.</summary>
internal static class AxisFolders
{
    public static Tensor Transpose(Node node, Facts facts)
    {
        Tensor x = facts.Known(0, "input");
        long[] strides = Broadcasting.Strides(x.Extents);
        int[] order = ShapeRules.Permutation(node, x.Rank);
        return Broadcasting.Pick(x, [.. order.Select(a => x.Extents[a])], [.. order.Select(a => strides[a])]);
    }

    public static Tensor Slice(Node node, Facts facts)
    {
        Tensor x = facts.Known(0, "input");
        Slicing slicing = Slicing.Of(node, facts);
        long[] strides = Broadcasting.Strides(x.Extents);
        long offset = strides.Zip(slicing.Starts, static (stride, start) => stride * start).Sum();
        return Broadcasting.Pick(x, slicing.Extents, [.. strides.Zip(slicing.Steps, static (stride, step) => stride * step)], offset);
    }

    public static Tensor[] Split(Node node, Facts facts)
    {
        Tensor x = facts.Known(0, "input");
        int axis = Facts.Axis(node.Integer("axis", 0), x.Rank);
        long[] strides = Broadcasting.Strides(x.Extents);
        long begin = 0;
        var parts = new List<Tensor>();
        foreach (long part in Slicing.Parts(node, facts, axis))
        {
            parts.Add(Broadcasting.Pick(x, [.. x.Extents[..axis], part, .. x.Extents[(axis + 1)..]], strides, begin * strides[axis]));
            begin += part;
        }

        return [.. parts];
    }

    public static Tensor Gather(Node node, Facts facts)
    {
        (Tensor x, Tensor indices) = (facts.Known(0, "input"), facts.Known(1, "indices"));
        int axis = Facts.Axis(node.Integer("axis", 0), x.Rank);
        long extent = x.Extents[axis], inner = Tensor.Count(x.Extents[(axis + 1)..]);
        long[] at = [.. indices.ToIntegers().Select(i => i >= -extent && i < extent ? (i < 0 ? i + extent : i) : throw new NodeException(
            $"its index {i} is outside of {extent} elements; the file is damaged"))];
        long[] extents = [.. x.Extents[..axis], .. indices.Extents, .. x.Extents[(axis + 1)..]];
        // Element by element of the result: an axis may be longer than any loop should be where another one is empty.
        var places = new long[Facts.Elements(extents)];
        for (long place = 0; place < places.Length; place++)
        {
            long row = place / inner;
            places[place] = (row / at.Length * extent + at[row % at.Length]) * inner + place % inner;
        }

        return Broadcasting.At(x, extents, places);
    }

    public static Tensor Concat(Node node, Facts facts)
    {
        Tensor[] all = [.. Enumerable.Range(0, node.Inputs.Length).Select(i => facts.Known(i, "inputs"))];
        int axis = Facts.Axis(node.Integer("axis", 0), all[0].Rank);
        long outer = Tensor.Count(all[0].Extents[..axis]);
        bool fit = all.All(x =>
            x.Rank == all[0].Rank && x.Extents.Where((e, i) => i != axis).SequenceEqual(all[0].Extents.Where((e, i) => i != axis)));
        if (!fit)
            throw new NodeException($"its constants differ in more than axis {axis}; the file is damaged");
        long[] extents = [.. all[0].Extents[..axis], all.Sum(x => x.Extents[axis]), .. all[0].Extents[(axis + 1)..]];
        if (Facts.Elements(extents) == 0)
            return all[0].IsFloat ? new Tensor(extents, Array.Empty<float>()) : new Tensor(extents, Array.Empty<long>());
        return all[0].IsFloat ? new Tensor(extents, Joined([.. all.Select(static x => x.ToFloats())]))
            : new Tensor(extents, Joined([.. all.Select(static x => x.ToIntegers())]));

        T[] Joined<T>(T[][] parts)
        {
            var joined = new List<T>();
            for (int o = 0; o < outer; o++)
            {
                foreach (T[] part in parts)
                {
                    int row = part.Length / (int)outer;
                    joined.AddRange(part.AsSpan(o * row, row));
                }
            }

            return [.. joined];
        }
    }

    public static Tensor Tile(Facts facts)
    {
        Tensor x = facts.Known(0, "input");
        long[] repeats = Facts.WithoutBatch(facts.Known(1, "repeats").ToIntegers());
        if (repeats.Length != x.Rank || repeats.Any(static r => r < 0))
            throw new NodeException($"it has {repeats.Length} repeats, but {x.Rank} from 0 on are expected; the file is damaged");
        // Each axis once more in front of itself, along which nothing moves.
        long[] strides = Broadcasting.Strides(x.Extents);
        long[] extents = [.. repeats.Zip(x.Extents, static (r, e) => (long[])[r, e]).SelectMany(static p => p)];
        Tensor tiled = Broadcasting.Pick(x, extents, [.. strides.SelectMany(static stride => (long[])[0, stride])]);
        return tiled.As([.. repeats.Zip(x.Extents, static (r, e) => r * e)]);
    }
}
