using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[c, r·f+i, q·f+j] = x[(c·f+i)·f+j, r, q]</c>: each block of <c>f²</c> channels becomes the places of a channel that is f times as
/// high and wide (PyTorch's <c>PixelShuffle</c>). <c>dx</c> is the inverse of it, by <see cref="Adjoint"/>.
/// </summary>
internal sealed class PixelShuffle : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Factor", 1, Window.Most)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Factor", spec.Integer("Factor", 1))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        WindowAxis.Check(WindowAxis.Image, spec, x);
        int factor = spec.Integer("Factor", 1), area = factor * factor;
        if (x.Shape[0] % area != 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs a multiple of {area} channels but gets {x.Shape}; change the filters before it, or Factor");
        }

        var places = new PixelPlaces(x.Shape[0] / area, x.Shape[1], x.Shape[2], factor);
        return Copies.Of(graph, spec, x, places.Loops, places.Large, places.Deep);
    }
}

/// <summary>
/// <c>y[(c·f+i)·f+j, r, q] = x[c, r·f+i, q·f+j]</c>: the inverse of <see cref="PixelShuffle"/> (PyTorch's <c>PixelUnshuffle</c>).
/// </summary>
internal sealed class PixelUnshuffle : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Factor", 1, Window.Most)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Factor", spec.Integer("Factor", 1))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        WindowAxis.Check(WindowAxis.Image, spec, x);
        int factor = spec.Integer("Factor", 1);
        if (x.Shape[1] % factor != 0 || x.Shape[2] % factor != 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs a height and width that are multiples of {factor} but gets {x.Shape}; pad or pool before it, "
                + "or change Factor");
        }

        var places = new PixelPlaces(x.Shape[0], x.Shape[1] / factor, x.Shape[2] / factor, factor);
        return Copies.Of(graph, spec, x, places.Loops, places.Deep, places.Large);
    }
}

/// <summary>The coordinates of elements that lie side by side in one image and in channels of their own in another.</summary>
/// <param name="Channels">Channels of the large image.</param>
/// <param name="Height">Rows of the deep one.</param>
/// <param name="Width">Columns of the deep one.</param>
/// <param name="Factor">How many times larger the large one is, on each axis.</param>
internal sealed record PixelPlaces(int Channels, int Height, int Width, int Factor)
{
    private Dim C => new("c", Channels);

    private Dim R => new("r", Height);

    private Dim Q => new("q", Width);

    private Dim I => new("i", Factor);

    private Dim J => new("j", Factor);

    public Dim[] Loops => [C, R, I, Q, J];

    public Coordinate[] Large => [Coordinate.Of(C), Digits(R, I), Digits(Q, J)];

    public Coordinate[] Deep => [Digits(C, I, J), Coordinate.Of(R), Coordinate.Of(Q)];

    /// <summary>A number by its digits, each loop one of them.</summary>
    private static Coordinate Digits(params Dim[] loops)
    {
        var terms = new List<Term>();
        int unit = 1;
        for (int i = loops.Length - 1; i >= 0; i--)
        {
            terms.Insert(0, new Term(loops[i].Name, unit));
            unit *= loops[i].Extent;
        }

        return new Coordinate(new([.. terms]), 0, unit);
    }
}
