using System.Globalization;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// Convolution over any number of axes, <c>y[f,r…] = b[f] + Σ x[k, r·s+i·d-p, …]·w[f,k,i…]</c> over channels <c>k</c> of the filter's group
/// and the kernel's taps <c>i…</c>. Gradients, by <see cref="Adjoint"/>: <c>dx[k,u…] = Σ dy[f,r…]·w[f,k,i…]</c> over the pairs that meet in
/// <c>u…</c>, <c>dw[f,k,i…] = Σ dy[f,r…]·x[k,…]</c>, <c>db[f] = Σ dy[f,r…]</c>.
/// </summary>
internal abstract class Convolution(IReadOnlyList<WindowAxis> axes) : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
    [
        new("Filters", 1), new("Groups", 1), new("Algorithm", 0, 2) { Range = "a member of ConvolutionAlgorithm" },
        .. WindowAxis.Rules(axes, "Kernel", 1), .. WindowAxis.Rules(axes, "Stride", 1),
        .. WindowAxis.PaddingRules(axes), .. WindowAxis.Rules(axes, "Dilation", 1), Window.Same,
    ];

    public override bool HasParameters => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [
            new("Filters", spec.Integer("Filters", 0)), new("Groups", spec.Integer("Groups", 1)),
            .. Window.Settings(Windows(spec, inputs[0].Shape, Window.ReadAll(spec, inputs[0].Shape, axes))),
        ];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int filters = spec.Integer("Filters", 0), groups = spec.Integer("Groups", 1);
        WindowAxis.Check(axes, spec, x);
        CheckGroups(spec, x.Shape[0], filters, groups);
        IReadOnlyList<Window> windows = Windows(spec, x.Shape, Window.ReadAll(spec, x.Shape, axes));
        if (graph.IsStream)
            (x, windows) = Stream(graph, spec, x, windows[0]);
        Window.Check(spec, x.Shape, axes, windows);

        // Filters innermost in memory: a vector of neighbouring filters is one load.
        int members = x.Shape[0] / groups;
        int[] taps = [.. windows.Select(static w => w.Taps)];
        long fanIn = Limits.Length([members, .. taps]);
        int[] order = [.. Enumerable.Range(1, taps.Length + 1), 0];
        Parameter weight = graph.AddParameter(spec, "weight", new Shape([filters, members, .. taps]), order, Initial.FanIn(fanIn));
        Parameter? bias = graph.AddBias(spec, filters, Initial.FanIn(fanIn));

        int[] outputs = [.. windows.Select(static w => w.Outputs)];
        Nest nest = NestOf(groups, filters / groups, members, windows, outputs, axes);
        return graph.Add(
            new Value(spec.Name, new Shape([filters, .. outputs]), roles: x.Roles),
            y => new Contraction(spec.Name, y, x, weight, bias, [nest]) { Algorithm = AlgorithmOf(spec, nest) });
    }

    /// <summary>
    /// Where one step comes at a time, the window is what has come, and the layer has one place for it. A window of one element needs
    /// nothing that was.
    /// </summary>
    private static (Value, IReadOnlyList<Window>) Stream(GraphBuilder graph, LayerSpec spec, Value x, Window window)
    {
        if (window.Reach == 1)
            return (x, [window]);
        Value seen = graph.Add(
            new Value(spec.Name + " window", new Shape(x.Shape[0], window.Reach), roles: x.Roles), w => new History(spec.Name, w, x));
        return (seen, [window with { Input = window.Reach, Before = 0, After = 0 }]);
    }

    /// <summary>How it may be worked off. What runs step by step has to sum as a step does, which knows no neighbours.</summary>
    private ConvolutionAlgorithm AlgorithmOf(LayerSpec spec, Nest nest)
    {
        var algorithm = (ConvolutionAlgorithm)spec.Integer("Algorithm", 0);
        if (algorithm == ConvolutionAlgorithm.Winograd && (Streams(spec) || Correlation.Of(nest) is null))
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} wants Winograd's algorithm, which needs {Correlation.Taps} taps on each axis, Stride, Dilation and " +
                $"Groups of 1, a Padding of at most {Correlation.Taps - 1}, and at least {Correlation.LeastChannels} channels and filters" +
                "; a causal convolution has none; remove Algorithm, so that the cheapest is taken");
        }

        return Streams(spec) ? ConvolutionAlgorithm.Direct : algorithm;
    }

    /// <summary>The windows in the form that the layer wants them.</summary>
    protected virtual IReadOnlyList<Window> Windows(LayerSpec spec, Shape input, IReadOnlyList<Window> windows) => windows;

    /// <summary>The number of groups nearest to one that does not divide some counts, of those that do.</summary>
    public static Fix DividingGroups(int channels, int filters, int groups)
    {
        int nearest = Enumerable.Range(1, Math.Min(channels, filters)).Where(n => channels % n == 0 && filters % n == 0)
            .OrderBy(n => Math.Abs(n - groups)).First();
        return new Fix(Edit.Argument, "Groups", nearest.ToString(CultureInfo.InvariantCulture));
    }

    /// <exception cref="DoesNotFitException">Channels or filters do not divide into groups.</exception>
    public static void CheckGroups(LayerSpec spec, int channels, int filters, int groups)
    {
        if (channels % groups != 0 || filters % groups != 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} cannot divide {channels} input channels and {filters} filters into {groups} groups; " +
                "choose Groups that divides both", DividingGroups(channels, filters, groups));
        }
    }

    /// <summary>The convolution as loops.</summary>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="filters">Filters of a group.</param>
    /// <param name="members">Input channels of a group.</param>
    /// <param name="windows">The window along each axis.</param>
    /// <param name="outputs">The places that it takes there.</param>
    /// <param name="axes">The axes' names.</param>
    public static Nest NestOf(
        int groups, int filters, int members, IReadOnlyList<Window> windows, IReadOnlyList<int> outputs, IReadOnlyList<WindowAxis> axes)
    {
        Dim g = new("g", groups), f = new("f", filters), k = new("k", members);
        Dim[] places = [.. axes.Select((axis, i) => new Dim(axis.Place, outputs[i]))];
        Dim[] taps = [.. axes.Select((axis, i) => new Dim(axis.Tap, windows[i].Taps))];
        Coordinate filter = Window.Member(g, f);
        return new Nest(
            Outs: new(groups == 1 ? [f, .. places] : [g, f, .. places]),
            Sums: new([k, .. taps]),
            Output: new([filter, .. places.Select(Coordinate.Of)]),
            Left: new([Window.Member(g, k), .. windows.Select((window, i) => window.At(places[i], taps[i]))]),
            Right: new([filter, Coordinate.Of(k), .. taps.Select(Coordinate.Of)]));
    }
}
