using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>The same elements in the same order, on other axes: nothing is computed.</summary>
internal sealed class Reshape : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Shape", 1)];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int[] extents = [.. spec.Arguments.Where(static a => a.Name == "Shape").Select(static a => (int)a.Value)];
        if (extents.Length is 0 or > Limits.Rank)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} gives {extents.Length} extents for {x.Shape}; " +
                $"give one to {Limits.Rank} whose product is {x.Shape.Length}");
        }

        // As a double, the product of the extents neither overflows nor falls on a length by rounding.
        var shape = new Shape(extents);
        double length = extents.Aggregate(1.0, static (product, extent) => product * extent);
        if (length != x.Shape.Length)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} makes {shape}, {length:#,0} elements, of {x.Shape}, {x.Shape.Length:#,0} elements; " +
                $"choose extents whose product is {x.Shape.Length}");
        }

        // Even where the extents stay, the roles of two axes are open again.
        return shape == x.Shape && shape.Rank != 2 ? x : new Value(spec.Name, shape, x);
    }
}
