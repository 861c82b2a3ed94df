using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// Each axis behind the channels made f times as long: <c>y[q·f+p] = x[q]</c>, or linearly between the neighbours of the place in the
/// input that an output stands for, one axis after the other (PyTorch's <c>Upsample</c>). Gradients by <see cref="Adjoint"/>.
/// </summary>
internal sealed class Upsample : Layer
{
    private const int Linear = 1;

    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
    [
        new("Factor", 1, Window.Most), new("FactorHeight", 0, Window.Most), new("FactorWidth", 0, Window.Most),
        new("Mode", 0, Linear) { Range = "a member of UpsampleMode" },
    ];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [
            new("Factor", AxesOf(inputs[0]).Select(axis => Factor(spec, axis))),
            new("Mode", spec.Integer("Mode", 0) == Linear ? "Linear" : "Nearest"),
            new("AlignCorners", spec.Number("AlignCorners", 0) != 0),
        ];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        IReadOnlyList<WindowAxis> axes = AxesOf(x);
        WindowAxis.Check(axes, spec, x);
        bool isLinear = spec.Integer("Mode", 0) == Linear, corners = spec.Number("AlignCorners", 0) != 0;
        if (corners && !isLinear)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} aligns corners on {x.Shape}, which only a linear Upsample does; "
                + "set Mode = UpsampleMode.Linear, or remove AlignCorners");
        }

        int[] factors = [.. axes.Select(axis => Factor(spec, axis))];
        if (!isLinear)
            return Nearest(graph, spec, x, axes, factors);
        for (int i = 0; i < axes.Count; i++)
        {
            if (factors[i] > 1)
                x = Between(graph, spec, x, i + 1, axes[i], new LinearSteps(x.Shape[i + 1], factors[i], corners));
        }

        return x;
    }

    private static IReadOnlyList<WindowAxis> AxesOf(Value x) => x.Shape.Rank == 2 ? WindowAxis.Line : WindowAxis.Image;

    private static int Factor(LayerSpec spec, WindowAxis axis) =>
        axis.Suffix.Length > 0 && spec.Integer("Factor" + axis.Suffix, 0) is > 0 and int own ? own : spec.Integer("Factor", 1);

    private static Value Nearest(GraphBuilder graph, LayerSpec spec, Value x, IReadOnlyList<WindowAxis> axes, int[] factors)
    {
        var k = new Dim("k", x.Shape[0]);
        Dim[] places = [.. axes.Select((axis, i) => new Dim(axis.Place, x.Shape[i + 1]))];
        Dim[] copies = [.. axes.Select((axis, i) => new Dim(axis.Tap, factors[i]))];
        Coordinate[] to = [Coordinate.Of(k), .. places.Zip(copies, Window.Member)];
        Coordinate[] from = [Coordinate.Of(k), .. places.Select(Coordinate.Of)];
        Dim[] loops = [k, .. places.Zip(copies, static (place, copy) => new[] { place, copy }).SelectMany(static pair => pair)];
        return Copies.Of(graph, spec, x, loops, to, from, x.Roles);
    }

    /// <summary>One axis, by weights that are known now.</summary>
    private static Value Between(GraphBuilder graph, LayerSpec spec, Value x, int axis, WindowAxis names, LinearSteps steps)
    {
        if (steps.Outputs > LinearSteps.Most)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} makes a {names.Extent} of {steps.Outputs:#,0} of {x.Shape}, but has a table of weights for at most "
                + $"{LinearSteps.Most:#,0}; use a smaller Factor, or Mode = UpsampleMode.Nearest");
        }

        var weights = new Constant($"{spec.Name} weights", new Shape(steps.Outputs, steps.Taps), new([.. steps.Weights()]));
        Nest Of(LinearPhases phases)
        {
            Dim q = new(names.Place, steps.Inputs), p = new("p", phases.Count), tap = new(names.Tap, phases.Taps);
            Dim[] loops = [.. Copies.Loops(x).SelectMany((loop, i) => i == axis ? new[] { q, p } : [loop])];
            Coordinate[] from = [.. Copies.Loops(x).Select(Coordinate.Of)], to = [.. from];
            Term[] output = [new(q.Name, steps.Factor), new(p.Name, 1)];
            to[axis] = new Coordinate(new(output), phases.First, steps.Outputs);
            from[axis] = new Coordinate(new([new Term(q.Name, 1), new Term(tap.Name, 1)]), phases.Shift, steps.Inputs);
            return new Nest(new(loops), new([tap]), new(to), new(from), new([to[axis], Coordinate.Of(tap) with { Extent = steps.Taps }]));
        }

        Nest[] nests = [.. steps.Phases().Select(Of)];
        int[] extents = [.. x.Shape.Extents];
        extents[axis] = steps.Outputs;
        return graph.Add(
            new Value(spec.Name, new Shape(extents), roles: x.Roles), y => new Contraction(spec.Name, y, x, weights, null, nests));
    }
}

/// <summary>Outputs <c>q·f+p</c> for all q and some neighbouring p, which read the same inputs, seen from q.</summary>
/// <param name="First">The first p.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Shift">The first input of an output, less q.</param>
/// <param name="Taps">How many inputs it reads.</param>
internal sealed record LinearPhases(int First, int Count, int Shift, int Taps);

/// <summary>
/// Where the outputs of a linear interpolation lie between inputs, as PyTorch has it. An output r stands for the place
/// <c>(r + ½)/f - ½</c>, not before the first input or behind the last; with corners aligned, for <c>r·(inputs-1)/(outputs-1)</c>.
/// </summary>
internal sealed record LinearSteps(int Inputs, int Factor, bool Corners)
{
    /// <summary>The most outputs: each has weights of its own, written into the code.</summary>
    public const int Most = 1 << 16;

    public int Outputs => Inputs * Factor;

    /// <summary>The most inputs that an output reads.</summary>
    public int Taps => Phases().Max(static p => p.Taps);

    /// <summary>
    /// The outputs by what they read. With corners aligned, places move against the inputs, but stay between the neighbours on either side.
    /// </summary>
    public IReadOnlyList<LinearPhases> Phases()
    {
        int half = Factor / 2, middle = Factor % 2;
        LinearPhases[] all = Corners
            ? [new(0, Factor, -1, 3)]
            : [new(0, half, -1, 2), new(half, middle, 0, 1), new(half + middle, half, 0, 2)];
        return [.. all.Where(static p => p.Count > 0)];
    }

    /// <summary>Each output's weights, <see cref="Taps"/> for one behind the other; of inputs that there are, they sum to 1.</summary>
    public IEnumerable<float> Weights()
    {
        IReadOnlyList<LinearPhases> all = Phases();
        int taps = Taps;
        for (int r = 0; r < Outputs; r++)
        {
            LinearPhases phases = all.First(p => r % Factor >= p.First && r % Factor < p.First + p.Count);
            double place = Corners ? (double)r * (Inputs - 1) / Math.Max(Outputs - 1, 1) : (r + 0.5) / Factor - 0.5;
            place = Math.Min(Math.Max(place, 0), Inputs - 1);
            for (int tap = 0; tap < taps; tap++)
                yield return (float)Math.Max(0, 1 - Math.Abs(place - (r / Factor + phases.Shift + tap)));
        }
    }
}
