using System.Globalization;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>A window that slides along one axis: what convolution and pooling share.</summary>
/// <param name="Input">The axis's extent.</param>
/// <param name="Taps">Elements of the window.</param>
/// <param name="Stride">The step between places.</param>
/// <param name="Before">Padding before the first element.</param>
/// <param name="After">Padding behind the last.</param>
/// <param name="Dilation">The step between the window's elements.</param>
internal sealed record Window(int Input, int Taps, int Stride, int Before, int After, int Dilation)
{
    /// <summary>The most that any of these numbers may be: products of two of them stay far from overflow.</summary>
    public const int Most = 1 << 12;

    private const int SameUpper = 1;
    private const int SameLower = 2;

    /// <summary>The arguments that say how an axis is padded by numbers.</summary>
    private static readonly string[] s_paddings =
        ["Padding", .. WindowAxis.Volume.Concat(WindowAxis.Line).SelectMany(static a => new[] { a.Suffix, a.Before, a.After })
            .Where(static end => end.Length > 0).Select(static end => "Padding" + end)];

    /// <summary>The rule of the argument that has padding follow from the input.</summary>
    public static readonly ArgumentRule Same = new("Same", 0, SameLower) { Range = "a member of SamePadding" };

    /// <summary>Elements from the window's first to its last.</summary>
    public int Reach => Dilation * (Taps - 1) + 1;

    /// <summary>Places where the whole window fits, as in PyTorch: rounded down.</summary>
    public int Outputs => (Input + Before + After - Reach) / Stride + 1;

    /// <summary>
    /// Reads a window's arguments for one axis, <c>Stride</c> for all, <c>StrideHeight</c> for one, and so on;
    /// whether it fits is not asked.
    /// </summary>
    public static Window Read(LayerSpec spec, int input, WindowAxis axis)
    {
        // What an attribute gives for "not set" may also be written out: -1 for paddings, 0 for the rest.
        int Get(string name, int fallback, int unset = 0)
        {
            int all = spec.Integer(name, unset), own = spec.Integer(name + axis.Suffix, unset);
            return own != unset ? own : all != unset ? all : fallback;
        }

        int taps = Get("Kernel", Get("Size", 1)), padding = Get("Padding", 0, unset: -1);
        int End(string name) => spec.Integer("Padding" + name, -1) is >= 0 and int own ? own : padding;
        int stride = Get("Stride", spec.Has("Size") ? taps : 1);
        var window = new Window(input, taps, stride, End(axis.Before), End(axis.After), Get("Dilation", 1));
        return spec.Integer("Same", 0) switch
        {
            SameUpper => window.Covering(moreBehind: true),
            SameLower => window.Covering(moreBehind: false),
            _ => window,
        };
    }

    /// <summary>The same window with as few zeros as give an output for each step over the input, <c>⌈input/stride⌉</c>.</summary>
    /// <param name="moreBehind">Whether the odd one of an odd number stands behind the last element, and not in front.</param>
    private Window Covering(bool moreBehind)
    {
        int zeros = Math.Max(0, (Input - 1) / Stride * Stride + Reach - Input), less = zeros / 2, more = zeros - less;
        return this with { Before = moreBehind ? less : more, After = moreBehind ? more : less };
    }

    /// <summary>The same window with as much behind as its last place needs, where the number of places is rounded up.</summary>
    public Window RoundedUp()
    {
        int places = (Input + Before + After - Reach + Stride - 1) / Stride + 1;
        // PyTorch's rule: no window begins behind the input and what stands in front of it.
        if ((places - 1) * Stride >= Input + Before)
            places--;
        return this with { After = (places - 1) * Stride + Reach - Input - Before };
    }

    /// <summary>The first place whose window holds nothing but padding; null where there is none.</summary>
    public int? FirstEmpty() => Enumerable.Range(0, Outputs).Where(place => Inside(place, 0, Input) == 0).Cast<int?>().FirstOrDefault();

    /// <summary>Elements of the window at a place that lie from one coordinate to before another.</summary>
    public int Inside(int place, int from, int to)
    {
        int first = place * Stride - Before;
        int Until(int end) => Math.Max(0, Math.Min(Taps, (end - first + Dilation - 1) / Dilation));
        return Math.Max(0, Until(to) - Until(from));
    }

    /// <summary>The windows along each axis behind the channels.</summary>
    public static Window[] ReadAll(LayerSpec spec, Shape input, IReadOnlyList<WindowAxis> axes) =>
        [.. axes.Select((axis, i) => Read(spec, input[i + 1], axis))];

    /// <summary>The windows as lists, an element an axis.</summary>
    public static IEnumerable<Setting> Settings(IReadOnlyList<Window> windows) =>
    [
        new("Kernel", windows.Select(static w => w.Taps)), new("Stride", windows.Select(static w => w.Stride)),
        new("PaddingBefore", windows.Select(static w => w.Before)), new("PaddingAfter", windows.Select(static w => w.After)),
        new("Dilation", windows.Select(static w => w.Dilation)),
    ];

    /// <summary>The first argument that pads by a number; null where there is none.</summary>
    public static Argument? Padding(LayerSpec spec) => spec.Arguments.FirstOrDefault(static a => s_paddings.Contains(a.Name));

    /// <exception cref="DoesNotFitException">A window is larger than its padded axis, or its padding is told twice.</exception>
    public static void Check(LayerSpec spec, Shape input, IReadOnlyList<WindowAxis> axes, IReadOnlyList<Window> windows)
    {
        if (spec.Integer("Same", 0) != 0 && Padding(spec) is { } padding)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} sets {padding.Name} for {input} but also Same, from which padding follows; remove one of the two",
                new Fix(Edit.Without, padding.Name), new Fix(Edit.Without, "Same"));
        }

        foreach ((Window window, WindowAxis axis) in windows.Zip(axes, static (window, axis) => (window, axis)))
        {
            int least = window.Reach - window.Before - window.After;
            if (window.Input < least)
            {
                throw new DoesNotFitException(
                    $"{spec.Declaration} needs a {axis.Extent} of at least {least} but gets {input}; " + (IsChannelsLast(input)
                        ? $"channels come first: declare Input({input.Last}, {string.Join(", ", input.Extents.Take(input.Rank - 1))})"
                        : "use a smaller kernel, more Padding, or fewer layers that shrink before it"),
                    IsChannelsLast(input) ? [] : PaddedBy(spec, windows.Max(static w => (w.Reach - w.Input + 1) / 2)));
            }
        }
    }

    /// <summary>Another padding on all sides; none where a side has one of its own, or where padding follows from the input.</summary>
    public static Fix[] PaddedBy(LayerSpec spec, int padding) =>
        spec.Integer("Same", 0) != 0 || spec.Arguments.Any(static a => a.Name != "Padding" && s_paddings.Contains(a.Name))
            ? []
            : [new Fix(Edit.Argument, "Padding", padding.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Whether a shape looks like one of a picture or of sound whose channels are its last axis.</summary>
    private static bool IsChannelsLast(Shape shape) =>
        shape.Rank > 1 && shape.Last is 1 or 3 or 4 && shape.Extents.Take(shape.Rank - 1).All(extent => extent > 2 * shape.Last);

    /// <summary>The input coordinate of an output and a tap.</summary>
    public Coordinate At(Dim output, Dim tap) =>
        new(new([new Term(output.Name, Stride), new Term(tap.Name, Dilation)]), -Before, Input);

    /// <summary>The coordinate of a member of a group; without groups, of the member alone.</summary>
    public static Coordinate Member(Dim group, Dim member) => group.Extent == 1
        ? Coordinate.Of(member)
        : new Coordinate(new([new Term(group.Name, member.Extent), new Term(member.Name, 1)]), 0, group.Extent * member.Extent);
}
