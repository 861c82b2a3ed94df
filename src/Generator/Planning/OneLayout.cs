using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>How one sample's value lies in memory, so that vectors run along its features or channels.</summary>
internal enum OneLayout
{
    /// <summary>Row-major without gaps: the user's memory, which must not be read or written beyond its end.</summary>
    Plain,

    /// <summary>Row-major, rows padded to a multiple of 16.</summary>
    Rows,

    /// <summary><c>[height][width][channels]</c> or <c>[length][channels]</c>, channels padded to 4, 8 or a multiple of 16.</summary>
    ChannelsLast,
}

/// <summary>Sizes and strides of <see cref="OneLayout"/>.</summary>
internal static class OneLayouts
{
    /// <summary>The layout that kernels write: what vectors run along, channels or features, lies side by side.</summary>
    public static OneLayout Natural(Value value) =>
        value.Roles.Order == AxisOrder.ChannelsFirst ? OneLayout.ChannelsLast : OneLayout.Rows;

    public static int Padded(int channels) => channels <= 4 ? 4 : channels <= 8 ? 8 : Program.Align(channels);

    public static int[] Strides(OneLayout layout, Shape shape)
    {
        switch (layout)
        {
            case OneLayout.ChannelsLast:
                return [1, .. NestLowering.RowMajor(Positions(shape), Padded(shape[0]))];
            case OneLayout.Rows:
                int[] strides = NestLowering.RowMajor(shape.WithLast(Program.Align(shape.Last)), 1);
                return strides;
            default:
                return NestLowering.RowMajor(shape, 1);
        }
    }

    /// <summary>Floats that the layout takes.</summary>
    public static int Length(OneLayout layout, Shape shape) => layout switch
    {
        OneLayout.ChannelsLast => Padded(shape[0]) * Positions(shape).Length,
        OneLayout.Rows => shape.Length / shape.Last * Program.Align(shape.Last),
        _ => shape.Length,
    };

    private static Shape Positions(Shape shape) => new([.. shape.Extents.Skip(1)]);
}
