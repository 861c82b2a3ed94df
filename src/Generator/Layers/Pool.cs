using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>Pooling over windows of all axes behind the channels, each channel by itself.</summary>
internal abstract class Pool(IReadOnlyList<WindowAxis> axes, Join join) : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
    [
        new("Size", 1, Window.Most), new("Stride", 0, Window.Most), Window.Same,
        .. axes.Where(static a => a.Suffix.Length > 0).SelectMany(static a => new[] { "Size" + a.Suffix, "Stride" + a.Suffix })
            .Select(static name => new ArgumentRule(name, 0, Window.Most)),
        .. WindowAxis.PaddingRules(axes), .. WindowAxis.Rules(axes, "Dilation", 1),
    ];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        WindowAxis.Check(axes, spec, x);
        Window[] asked = Window.ReadAll(spec, x.Shape, axes);
        Window.Check(spec, x.Shape, axes, asked);
        Window[] windows = spec.Number("CeilMode", 0) != 0 ? [.. asked.Select(static w => w.RoundedUp())] : asked;
        CheckFilled(spec, x.Shape, windows);
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
        var shape = new Shape([.. output.Select(static c => c.Extent)]);
        Value Joined(string name, float scale) => graph.Add(
            new Value(name, shape, roles: x.Roles), y => new Contraction(spec.Name, y, x, null, null, [nest], join, scale));
        if (join == Join.Max)
            return Joined(spec.Name, 1f);
        int[][] counts = [.. asked.Zip(windows, (a, w) => Counts(spec, a, w))];
        if (counts.All(static c => c.Distinct().Count() == 1))
            return Joined(spec.Name, 1f / counts.Aggregate(1, static (product, axis) => product * axis[0]));

        // The divisor depends on the place: what each sum is multiplied by is a table of places.
        Value sums = Joined(spec.Name + " sums", 1f);
        IEnumerable<int> areas = counts.Aggregate(
            (IEnumerable<int>)[1], static (before, axis) => before.SelectMany(_ => axis, static (area, count) => area * count));
        var shares = new Constant(
            spec.Name + " shares", new Shape([.. shape.Extents.Skip(1)]), new([.. areas.Select(static area => 1f / area)]));
        var follows = new Dictionary<Tensor, EquatableArray<int>> { [shares] = new([.. Enumerable.Range(1, axes.Count)]) };
        return graph.Add(
            new Value(spec.Name, shape, roles: x.Roles),
            y => new Map(spec.Name, y, Expr.Slot(0) * Expr.Slot(1), sums, shares) { Axes = follows });
    }

    /// <summary>
    /// What the mean at each place of an axis divides by: the window's elements inside the axis and, where it counts, the padding that was
    /// asked for; what rounding up adds behind that never counts.
    /// </summary>
    private static int[] Counts(LayerSpec spec, Window asked, Window window)
    {
        bool padded = spec.Number("CountIncludePad", 1) != 0;
        (int from, int to) = padded ? (-asked.Before, asked.Input + asked.After) : (0, asked.Input);
        return [.. Enumerable.Range(0, window.Outputs).Select(place => window.Inside(place, from, to))];
    }

    /// <exception cref="DoesNotFitException">A window holds nothing but padding: it has neither a largest element nor a mean.</exception>
    private void CheckFilled(LayerSpec spec, Shape input, IReadOnlyList<Window> windows)
    {
        foreach ((Window window, WindowAxis axis) in windows.Zip(axes, static (window, axis) => (window, axis)))
        {
            if (window.FirstEmpty() is { } place)
            {
                throw new DoesNotFitException(
                    $"{spec.Declaration} has windows of nothing but padding on {input}, " +
                    $"such as number {place + 1} along its {axis.Extent}; " +
                    $"use a padding of at most {window.Dilation * (window.Taps - 1)} on either side, or a smaller Stride");
            }
        }
    }
}

/// <summary>
/// <c>y[k,r,c] = max x[k, r·s+i-p, c·s+j-p]</c>; <c>dx</c> receives each window's <c>dy</c> at its first largest element
/// (<see cref="MaxPoolGradient"/>).
/// </summary>
internal sealed class MaxPool2D() : Pool(WindowAxis.Image, Join.Max);

/// <summary>
/// <c>y[k,r,c] = Σ x[k, r·s+i-p, c·s+j-p] / n</c>; <c>dx = Σ dy / n</c> over the windows that hold the element. n is the window's area, or
/// what of it counts at that place.
/// </summary>
internal sealed class AvgPool2D() : Pool(WindowAxis.Image, Join.Sum);

/// <summary>
/// <c>y[k,c] = max x[k, c·s+j-p]</c>; <c>dx</c> receives each window's <c>dy</c> at its first largest element
/// (<see cref="MaxPoolGradient"/>).
/// </summary>
internal sealed class MaxPool1D() : Pool(WindowAxis.Line, Join.Max);

/// <summary>
/// <c>y[k,c] = Σ x[k, c·s+j-p] / n</c>; <c>dx = Σ dy / n</c> over the windows that hold the element; see <see cref="AvgPool2D"/>.
/// </summary>
internal sealed class AvgPool1D() : Pool(WindowAxis.Line, Join.Sum);
