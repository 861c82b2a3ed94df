using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>Pooling over windows of height and width, each channel by itself.</summary>
internal abstract class Pool2D : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Size", 1, Window.Most), new("Stride", 0, Window.Most), new("Padding", 0, Window.Most)];

    protected abstract Join Join { get; }

    protected abstract float Scale(int taps);

    public override Value Build(Graph graph, LayerSpec spec, Value x)
    {
        int size = spec.Integer("Size", 1), padding = spec.Integer("Padding", 0);
        if (x.Shape.Rank != 3)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs channels, height and width but gets {x.Shape}; put it before Flatten, or declare Input(channels, height, width)");
        }

        if (padding * 2 > size)
            throw new DoesNotFitException($"{spec.Declaration} pads more than half its window on {x.Shape}; use a Padding of at most {size / 2}");

        Window rows = Window.Of(spec, x.Shape, axis: 1, "Height"), columns = Window.Of(spec, x.Shape, axis: 2, "Width");
        Dim k = new("k", x.Shape[0]), r = new("r", rows.Outputs), c = new("c", columns.Outputs), i = new("i", size), j = new("j", size);
        var nest = new Nest(
            Outs: new([k, r, c]),
            Sums: new([i, j]),
            Output: new([Coordinate.Of(k), Coordinate.Of(r), Coordinate.Of(c)]),
            Left: new([Coordinate.Of(k), rows.At(r, i), columns.At(c, j)]),
            Right: default);
        return graph.Add(new Value(spec.Name, new Shape(x.Shape[0], rows.Outputs, columns.Outputs)),
            y => new Contraction(spec.Name, y, x, null, null, [nest], Join, Scale(size * size)));
    }
}

/// <summary><c>y[k,r,c] = max x[k, r·s+i-p, c·s+j-p]</c>; <c>dx</c> receives each window's <c>dy</c> at its first largest element (<see cref="MaxPoolGradient"/>).</summary>
internal sealed class MaxPool2D : Pool2D
{
    protected override Join Join => Join.Max;

    protected override float Scale(int taps) => 1f;
}

/// <summary><c>y[k,r,c] = Σ x[k, r·s+i-p, c·s+j-p] / size²</c>; <c>dx = Σ dy / size²</c> over the windows that hold the element.</summary>
internal sealed class AvgPool2D : Pool2D
{
    protected override Join Join => Join.Sum;

    protected override float Scale(int taps) => 1f / taps;
}
