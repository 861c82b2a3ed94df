using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[f,r,c] = b[f] + Σ x[k, r·s+i·d-p, c·s+j·d-p]·w[f,k,i,j]</c> over channels <c>k</c> of the filter's group, rows <c>i</c> and columns
/// <c>j</c> of the kernel. Gradients, by <see cref="Adjoint"/>: <c>dx[k,u,v] = Σ dy[f,r,c]·w[f,k,i,j]</c> over the pairs that meet in
/// <c>(u,v)</c>, <c>dw[f,k,i,j] = Σ dy[f,r,c]·x[k,…]</c>, <c>db[f] = Σ dy[f,r,c]</c>.
/// </summary>
internal sealed class Conv2D : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
    [
        new("Filters", 1), new("Kernel", 1, Window.Most), new("KernelHeight", 1, Window.Most), new("KernelWidth", 1, Window.Most),
        new("Stride", 1, Window.Most), new("StrideHeight", 0, Window.Most), new("StrideWidth", 0, Window.Most),
        new("Padding", 0, Window.Most), new("PaddingHeight", -1, Window.Most), new("PaddingWidth", -1, Window.Most),
        new("Dilation", 1, Window.Most), new("DilationHeight", 0, Window.Most), new("DilationWidth", 0, Window.Most),
        new("Groups", 1),
    ];

    public override bool HasParameters => true;

    public override Value Build(Graph graph, LayerSpec spec, Value x)
    {
        int filters = spec.Integer("Filters", 0), groups = spec.Integer("Groups", 1);
        if (x.Shape.Rank != 3)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs channels, height and width but gets {x.Shape}; put it before Flatten, or declare Input(channels, height, width)");
        }

        int channels = x.Shape[0];
        if (channels % groups != 0 || filters % groups != 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} cannot divide {channels} input channels and {filters} filters into {groups} groups; choose Groups that divides both");
        }

        Window rows = Window.Of(spec, x.Shape, axis: 1, "Height"), columns = Window.Of(spec, x.Shape, axis: 2, "Width");
        int members = channels / groups, fanIn = members * rows.Taps * columns.Taps;

        // Filters innermost in memory: a vector of neighbouring filters is one load.
        Parameter weight = graph.AddParameter(spec, "weight", new Shape(filters, members, rows.Taps, columns.Taps), [1, 2, 3, 0], fanIn);
        Parameter? bias = spec.Number("Bias", 1) != 0 ? graph.AddParameter(spec, "bias", new Shape(filters), [0], fanIn) : null;

        Dim g = new("g", groups), f = new("f", filters / groups), k = new("k", members);
        Dim r = new("r", rows.Outputs), c = new("c", columns.Outputs), i = new("i", rows.Taps), j = new("j", columns.Taps);
        Coordinate filter = Window.Member(g, f);
        var nest = new Nest(
            Outs: new(groups == 1 ? [f, r, c] : [g, f, r, c]),
            Sums: new([k, i, j]),
            Output: new([filter, Coordinate.Of(r), Coordinate.Of(c)]),
            Left: new([Window.Member(g, k), rows.At(r, i), columns.At(c, j)]),
            Right: new([filter, Coordinate.Of(k), Coordinate.Of(i), Coordinate.Of(j)]));
        return graph.Add(new Value(spec.Name, new Shape(filters, rows.Outputs, columns.Outputs)),
            y => new Contraction(spec.Name, y, x, weight, bias, [nest]));
    }
}
