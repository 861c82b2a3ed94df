using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>An axis that windows slide along, as layers name it.</summary>
/// <param name="Suffix">What its own arguments end in: <c>Height</c> of <c>StrideHeight</c>.</param>
/// <param name="Extent">Its extent in words.</param>
/// <param name="Place">The loop over the window's places.</param>
/// <param name="Tap">The loop over the window's elements.</param>
/// <param name="Before">What the padding in front of it is called: <c>Top</c> of <c>PaddingTop</c>.</param>
/// <param name="After">What the padding behind it is called.</param>
internal sealed record WindowAxis(string Suffix, string Extent, string Place, string Tap, string Before, string After)
{
    /// <summary>The axes behind the channels of <c>[channels, height, width]</c>.</summary>
    public static IReadOnlyList<WindowAxis> Image { get; } =
        [new("Height", "height", "r", "i", "Top", "Bottom"), new("Width", "width", "c", "j", "Left", "Right")];

    /// <summary>The axes behind the channels of <c>[channels, depth, height, width]</c>.</summary>
    public static IReadOnlyList<WindowAxis> Volume { get; } = [new("Depth", "depth", "s", "h", "Front", "Back"), .. Image];

    /// <summary>The axis behind the channels of <c>[channels, length]</c>.</summary>
    public static IReadOnlyList<WindowAxis> Line { get; } = [new("", "length", "c", "j", "Before", "After")];

    /// <summary>Settles that <paramref name="x"/> has channels and then these axes.</summary>
    /// <exception cref="DoesNotFitException">It has not.</exception>
    public static void Check(IReadOnlyList<WindowAxis> axes, LayerSpec spec, Value x)
    {
        string others = string.Concat(axes.Take(axes.Count - 1).Select(static a => $", {a.Extent}"));
        string all = $"channels{others} and {axes[axes.Count - 1].Extent}";
        if (x.Shape.Rank != axes.Count + 1)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs {all} but gets {x.Shape}; " +
                $"put it before Flatten, or declare Input(channels, {string.Join(", ", axes.Select(static a => a.Extent))})");
        }

        if (!x.Roles.Settle(AxisOrder.ChannelsFirst))
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs {all} but gets steps and features, {x.Shape}; put Transpose before it", Fix.Transpose);
        }
    }

    /// <summary>The rules of all that says how an axis is padded.</summary>
    public static IEnumerable<ArgumentRule> PaddingRules(IReadOnlyList<WindowAxis> axes) =>
    [
        .. Rules(axes, "Padding", 0),
        .. axes.SelectMany(static a => new[] { a.Before, a.After })
            .Select(static end => new ArgumentRule("Padding" + end, -1, Window.Most)),
    ];

    /// <summary>The rules of an argument that may be given for all axes at once or for each.</summary>
    public static IEnumerable<ArgumentRule> Rules(IReadOnlyList<WindowAxis> axes, string name, double least) =>
        new[] { "" }.Concat(axes.Select(static a => a.Suffix)).Distinct()
            .Select(suffix => new ArgumentRule(name + suffix, suffix.Length > 0 && name != "Kernel" ? least - 1 : least, Window.Most));
}
