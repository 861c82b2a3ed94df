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

        int taps = Get("Kernel", spec.Integer("Size", 1)), padding = Get("Padding", 0, unset: -1);
        return new Window(input, taps, Get("Stride", spec.Has("Size") ? taps : 1), padding, padding, Get("Dilation", 1));
    }

    /// <summary>The windows along each axis behind the channels.</summary>
    public static Window[] ReadAll(LayerSpec spec, Shape input, IReadOnlyList<WindowAxis> axes) =>
        [.. axes.Select((axis, i) => Read(spec, input[i + 1], axis))];

    /// <exception cref="DoesNotFitException">A window is larger than its padded axis.</exception>
    public static void Check(LayerSpec spec, Shape input, IReadOnlyList<WindowAxis> axes, IReadOnlyList<Window> windows)
    {
        foreach ((Window window, WindowAxis axis) in windows.Zip(axes, static (window, axis) => (window, axis)))
        {
            int least = window.Reach - window.Before - window.After;
            if (window.Input < least)
            {
                throw new DoesNotFitException(
                    $"{spec.Declaration} needs a {axis.Extent} of at least {least} but gets {input}; " +
                    "use a smaller kernel, more Padding, or fewer layers that shrink before it");
            }
        }
    }

    /// <summary>The input coordinate of an output and a tap.</summary>
    public Coordinate At(Dim output, Dim tap) =>
        new(new([new Term(output.Name, Stride), new Term(tap.Name, Dilation)]), -Before, Input);

    /// <summary>The coordinate of a member of a group; without groups, of the member alone.</summary>
    public static Coordinate Member(Dim group, Dim member) => group.Extent == 1
        ? Coordinate.Of(member)
        : new Coordinate(new([new Term(group.Name, member.Extent), new Term(member.Name, 1)]), 0, group.Extent * member.Extent);
}
