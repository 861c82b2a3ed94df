namespace Unrolled.Generator.Graphs;

/// <summary>What the axes of a value stand for.</summary>
internal enum AxisOrder
{
    /// <summary>Nothing has asked yet.</summary>
    Open,

    /// <summary><c>[channels, length]</c> or <c>[channels, height, width]</c>: windows slide over all axes but the first.</summary>
    ChannelsFirst,

    /// <summary><c>[steps, features]</c>: layers act on the last axis.</summary>
    FeaturesLast,
}

/// <summary>
/// The roles of a value's axes, shared by all values whose axes mean the same, such as an activation's input and output. A network's input
/// of two axes says nothing of their roles: the first layer that cares settles them, for the values before it as well.
/// </summary>
internal sealed class AxisRoles(AxisOrder order)
{
    private AxisRoles? _transposed;

    public AxisOrder Order { get; private set; } = order;

    /// <summary>The roles after the two axes have changed places; they are settled together with these.</summary>
    public AxisRoles Transposed => _transposed ??= new AxisRoles(Opposite(Order)) { _transposed = this };

    /// <summary>Settles open roles.</summary>
    /// <returns>Whether the roles are now <paramref name="wanted"/>; false if something settled them otherwise before.</returns>
    public bool Settle(AxisOrder wanted)
    {
        if (Order == AxisOrder.Open)
        {
            Order = wanted;
            _transposed?.Settle(Opposite(wanted));
        }

        return Order == wanted;
    }

    private static AxisOrder Opposite(AxisOrder order) => order switch
    {
        AxisOrder.ChannelsFirst => AxisOrder.FeaturesLast,
        AxisOrder.FeaturesLast => AxisOrder.ChannelsFirst,
        _ => AxisOrder.Open,
    };
}
