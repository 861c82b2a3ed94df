using Unrolled.Generator.Diagnostics;
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

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [
            .. Window.Settings(Window.ReadAll(spec, inputs[0].Shape, axes)), new("CeilMode", spec.Number("CeilMode", 0) != 0),
            .. join == Join.Sum ? [new("CountIncludePad", spec.Number("CountIncludePad", 1) != 0)] : Array.Empty<Setting>(),
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
        float scale = 1f / counts.Where(IsEven).Aggregate(1, static (product, axis) => product * axis[0]);
        if (counts.All(IsEven))
            return Joined(spec.Name, scale);

        // Where the divisor depends on the place along an axis, the sum is multiplied by a table of that axis.
        Value sums = Joined(spec.Name + " sums", scale);
        var follows = new Dictionary<Tensor, EquatableArray<int>>();
        for (int i = 0; i < axes.Count; i++)
        {
            if (IsEven(counts[i]))
                continue;
            EquatableArray<float> shares = new([.. counts[i].Select(static count => 1f / count)]);
            follows[new Constant($"{spec.Name} shares of {axes[i].Extent}", new Shape(shares.Count), shares)] = new([i + 1]);
        }

        Expr mean = Enumerable.Range(1, follows.Count).Aggregate(Expr.Slot(0), static (product, slot) => product * Expr.Slot(slot));
        return graph.Add(
            new Value(spec.Name, shape, roles: x.Roles),
            y => new Map(spec.Name, y, mean, [sums, .. follows.Keys]) { Axes = follows });
    }

    private static bool IsEven(int[] counts) => counts.All(count => count == counts[0]);

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
                    $"use a padding of at most {window.Dilation * (window.Taps - 1)} on either side, or a smaller Stride",
                    Window.PaddedBy(spec, windows.Min(static w => w.Dilation * (w.Taps - 1))));
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

/// <summary>The same as <see cref="MaxPool2D"/> over one axis more.</summary>
internal sealed class MaxPool3D() : Pool(WindowAxis.Volume, Join.Max);

/// <summary>The same as <see cref="AvgPool2D"/> over one axis more.</summary>
internal sealed class AvgPool3D() : Pool(WindowAxis.Volume, Join.Sum);
