using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// The input gradient of a convolution as a layer: <c>y[f,u,v] = b[f] + Σ x[k,r,c]·w[k,f,i,j]</c> over the pairs that meet in
/// <c>(u,v)</c>, <c>u = r·s+i·d-p</c>, <c>v = c·s+j·d-p</c>. Forward is <see cref="Adjoint"/> of that convolution, <c>dx</c> the
/// convolution itself applied to <c>dy</c>, and <c>dw</c> its weight gradient with <c>x</c> and <c>dy</c> in each other's place
/// (PyTorch's <c>ConvTranspose2d</c>).
/// </summary>
internal sealed class ConvTranspose2D : Layer
{
    private static readonly IReadOnlyList<WindowAxis> Axes = WindowAxis.Image;

    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
    [
        new("Filters", 1), new("Groups", 1),
        .. WindowAxis.Rules(Axes, "Kernel", 1), .. WindowAxis.Rules(Axes, "Stride", 1), .. WindowAxis.PaddingRules(Axes),
        .. WindowAxis.Rules(Axes, "OutputPadding", 0), .. WindowAxis.Rules(Axes, "Dilation", 1),
    ];

    public override bool HasParameters => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [
            new("Filters", spec.Integer("Filters", 0)), new("Groups", spec.Integer("Groups", 1)),
            .. Window.Settings([.. Axes.Select(axis => Window.Read(spec, 0, axis))]),
            new("OutputPadding", Axes.Select(axis => OutputPadding(spec, axis))),
        ];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int filters = spec.Integer("Filters", 0), groups = spec.Integer("Groups", 1), channels = x.Shape[0];
        WindowAxis.Check(Axes, spec, x);
        Convolution.CheckGroups(spec, channels, filters, groups);
        Window[] windows = [.. Axes.Select((axis, i) => OverOutput(spec, x.Shape, i + 1, axis))];

        // The filters of a group lie side by side in memory; where each group is one channel and one filter, the groups.
        int members = filters / groups, ofGroup = channels / groups;
        var shape = new Shape(channels, members, windows[0].Taps, windows[1].Taps);
        long fanIn = Limits.Length([members, windows[0].Taps, windows[1].Taps]);
        int[] order = members == 1 && ofGroup == 1 ? [1, 2, 3, 0] : [0, 2, 3, 1];
        Parameter weight = graph.AddParameter(spec, "weight", shape, order, Initial.FanIn(fanIn));
        Parameter? bias = graph.AddBias(spec, filters, Initial.FanIn(fanIn));

        Nest convolution = Convolution.NestOf(groups, ofGroup, members, windows, [x.Shape[1], x.Shape[2]], Axes);
        Nest[] nests = [.. Adjoint.Of(convolution, convolution.Left, convolution.Right)];
        return graph.Add(
            new Value(spec.Name, new Shape(filters, windows[0].Input, windows[1].Input)),
            y => new Contraction(spec.Name, y, x, weight, bias, nests) { Transposes = convolution });
    }

    private static int OutputPadding(LayerSpec spec, WindowAxis axis) =>
        spec.Integer("OutputPadding" + axis.Suffix, spec.Integer("OutputPadding", 0));

    /// <summary>
    /// The window of the convolution whose gradient this is: it slides over the output, and the input's elements are its places.
    /// </summary>
    private static Window OverOutput(LayerSpec spec, Shape input, int at, WindowAxis axis)
    {
        Window window = Window.Read(spec, 0, axis);
        int more = OutputPadding(spec, axis);
        if (more >= Math.Max(window.Stride, window.Dilation))
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} adds {more} to the {axis.Extent} it makes of {input}; " +
                "OutputPadding must be less than the stride or the dilation, " +
                $"so at most {Math.Max(window.Stride, window.Dilation) - 1}");
        }

        long extent = (input[at] - 1L) * window.Stride + window.Reach + more - window.Before - window.After;
        if (extent > Limits.Values)
        {
            string what = $"makes a {axis.Extent} of {Limits.Text(extent)}";
            throw new LimitException(what, Limits.Text(Limits.Values) + " values for one sample");
        }

        return extent >= 1
            ? window with { Input = (int)extent }
            : throw new DoesNotFitException(
                $"{spec.Declaration} makes a {axis.Extent} of {extent} of {input}; " +
                $"use a Padding smaller by {(2 - extent) / 2} or a larger kernel");
    }
}
