using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[…,i,j] = Σₖ x[…,i,k]·a[…,k,j]</c>: the product of the input and another layer's output, matrix by matrix along the axes in front
/// of the last two. Gradients, by <see cref="Adjoint"/>: <c>dx[…,i,k] = Σⱼ dy[…,i,j]·a[…,k,j]</c>,
/// <c>da[…,k,j] = Σᵢ x[…,i,k]·dy[…,i,j]</c>. Either may be read with its last two axes in each other's place.
/// </summary>
internal sealed class MatMul : Layer
{
    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("TransposeLeft", Flag(spec, "TransposeLeft")), new("TransposeRight", Flag(spec, "TransposeRight"))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        if (spec.Sources.Count != 1)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} multiplies its input by one layer's output but names {spec.Sources.Count}; name one, and write "
                + "another MatMul for a further one");
        }

        Value a = graph.Named(spec, spec.Sources[0]);
        int rank = x.Shape.Rank;
        (int rows, int inner) = Matrix(x, Flag(spec, "TransposeLeft"));
        (int other, int columns) = Matrix(a, Flag(spec, "TransposeRight"));
        bool fits = rank >= 2 && a.Shape.Rank == rank && inner == other
            && Enumerable.Range(0, rank - 2).All(axis => x.Shape[axis] == a.Shape[axis]);
        if (!fits)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} multiplies {x.Shape} by {a.Shape}, but matrices are needed of which the first has as many columns as "
                + "the second has rows, with the same axes in front; set TransposeLeft or TransposeRight, or reshape one");
        }

        Dim[] front = [.. Enumerable.Range(0, rank - 2).Select(axis => new Dim($"b{axis}", x.Shape[axis]))];
        Dim i = new("i", rows), k = new("k", inner), j = new("j", columns);
        var nest = new Nest(
            Outs: new([.. front, i, j]),
            Sums: new([k]),
            Output: At(front, i, j, turned: false),
            Left: At(front, i, k, Flag(spec, "TransposeLeft")),
            Right: At(front, k, j, Flag(spec, "TransposeRight")));
        var shape = new Shape([.. front.Select(static d => d.Extent), rows, columns]);
        return graph.Add(new Value(spec.Name, shape), y => new Contraction(spec.Name, y, x, a, null, [nest]));
    }

    private static EquatableArray<Coordinate> At(Dim[] front, Dim row, Dim column, bool turned) =>
        new([.. front.Select(Coordinate.Of), Coordinate.Of(turned ? column : row), Coordinate.Of(turned ? row : column)]);

    private static (int Rows, int Columns) Matrix(Value value, bool turned)
    {
        if (value.Shape.Rank < 2)
            return (0, 0);
        (int rows, int columns) = (value.Shape[value.Shape.Rank - 2], value.Shape.Last);
        return turned ? (columns, rows) : (rows, columns);
    }

    private static bool Flag(LayerSpec spec, string name) => spec.Number(name, 0) != 0;
}
