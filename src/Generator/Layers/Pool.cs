using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>Pooling over windows of all axes behind the channels, each channel by itself.</summary>
internal abstract class Pool(IReadOnlyList<WindowAxis> axes, Join join) : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
        [new("Size", 1, Window.Most), new("Stride", 0, Window.Most), new("Padding", 0, Window.Most)];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int size = spec.Integer("Size", 1), padding = spec.Integer("Padding", 0);
        WindowAxis.Check(axes, spec, x);
        if (padding * 2 > size)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} pads more than half its window on {x.Shape}; use a Padding of at most {size / 2}");
        }

        Window[] windows = Window.ReadAll(spec, x.Shape, axes);
        Window.Check(spec, x.Shape, axes, windows);
        var k = new Dim("k", x.Shape[0]);
        Dim[] places = [.. axes.Select((axis, i) => new Dim(axis.Place, windows[i].Outputs))];
        Dim[] taps = [.. axes.Select((axis, i) => new Dim(axis.Tap, windows[i].Taps))];
        Coordinate[] output = [Coordinate.Of(k), .. places.Select(Coordinate.Of)];
        var nest = new Nest(
            Outs: new([k, .. places]),
            Sums: new(taps),
            Output: new(output),
            Left: new([Coordinate.Of(k), .. windows.Select((window, i) => window.At(places[i], taps[i]))]),
            Right: default);
        float scale = join == Join.Max ? 1f : 1f / taps.Aggregate(1, static (product, tap) => product * tap.Extent);
        return graph.Add(new Value(spec.Name, new Shape([.. output.Select(static c => c.Extent)]), roles: x.Roles),
            y => new Contraction(spec.Name, y, x, null, null, [nest], join, scale));
    }
}

/// <summary>
/// <c>y[k,r,c] = max x[k, r·s+i-p, c·s+j-p]</c>; <c>dx</c> receives each window's <c>dy</c> at its first largest element
/// (<see cref="MaxPoolGradient"/>).
/// </summary>
internal sealed class MaxPool2D() : Pool(WindowAxis.Image, Join.Max);

/// <summary><c>y[k,r,c] = Σ x[k, r·s+i-p, c·s+j-p] / size²</c>; <c>dx = Σ dy / size²</c> over the windows that hold the element.</summary>
internal sealed class AvgPool2D() : Pool(WindowAxis.Image, Join.Sum);

/// <summary>
/// <c>y[k,c] = max x[k, c·s+j-p]</c>; <c>dx</c> receives each window's <c>dy</c> at its first largest element
/// (<see cref="MaxPoolGradient"/>).
/// </summary>
internal sealed class MaxPool1D() : Pool(WindowAxis.Line, Join.Max);

/// <summary><c>y[k,c] = Σ x[k, c·s+j-p] / size</c>; <c>dx = Σ dy / size</c> over the windows that hold the element.</summary>
internal sealed class AvgPool1D() : Pool(WindowAxis.Line, Join.Sum);
