using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>A window that slides along one axis: what convolution and pooling share.</summary>
internal sealed record Window(int Input, int Taps, int Stride, int Padding, int Dilation)
{
    /// <summary>The most that any of these numbers may be: products of two of them stay far from overflow.</summary>
    public const int Most = 1 << 12;

    /// <summary>Places where the whole window fits, as in PyTorch: rounded down.</summary>
    public int Outputs => (Input + 2 * Padding - Dilation * (Taps - 1) - 1) / Stride + 1;

    /// <summary>Reads a window's arguments for one axis: <c>Stride</c> for both, <c>StrideHeight</c> for one, and so on.</summary>
    public static Window Of(LayerSpec spec, Shape input, int axis, string suffix)
    {
        // What an attribute gives for "not set" may also be written out: -1 for paddings, 0 for the rest.
        int Get(string name, int fallback, int unset)
        {
            int both = spec.Integer(name, unset), own = spec.Integer(name + suffix, unset);
            return own != unset ? own : both != unset ? both : fallback;
        }

        int taps = Get("Kernel", spec.Integer("Size", 1), unset: 0);
        var window = new Window(input[axis], taps, Get("Stride", spec.Has("Size") ? taps : 1, unset: 0), Get("Padding", 0, unset: -1), Get("Dilation", 1, unset: 0));
        int reach = window.Dilation * (taps - 1) + 1;
        if (window.Input + 2 * window.Padding < reach)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs {(axis == 1 ? "a height" : "a width")} of at least {reach - 2 * window.Padding} but gets {input}; " +
                "use a smaller kernel, more Padding, or fewer layers that shrink before it");
        }

        return window;
    }

    /// <summary>The input coordinate of an output and a tap.</summary>
    public Coordinate At(Dim output, Dim tap) =>
        new(new([new Term(output.Name, Stride), new Term(tap.Name, Dilation)]), -Padding, Input);

    /// <summary>The coordinate of a member of a group; without groups, of the member alone.</summary>
    public static Coordinate Member(Dim group, Dim member) => group.Extent == 1
        ? Coordinate.Of(member)
        : new Coordinate(new([new Term(group.Name, member.Extent), new Term(member.Name, 1)]), 0, group.Extent * member.Extent);
}
