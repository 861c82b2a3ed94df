namespace Unrolled.Numerics.Tests;

/// <summary>
/// What two axes stand for: channels and length, or steps and features. Values whose axes mean the same share one; the first layer that
/// cares settles it, for the values before it as well.
/// </summary>
internal sealed class OracleAxes(bool? channelsFirst = null)
{
    private OracleAxes? _turned;

    /// <summary>Whether these are not numbers but tokens, which only an embedding takes.</summary>
    public bool AreTokens { get; init; }

    /// <summary>Null where nothing has asked yet.</summary>
    public bool? ChannelsFirst { get; private set; } = channelsFirst;

    /// <summary>The same after a transposition.</summary>
    public OracleAxes Turned => _turned ??= new(!ChannelsFirst) { _turned = this };

    /// <summary>Settles what was open; whether it now is as wanted.</summary>
    public bool Settle(bool channelsFirst)
    {
        if (ChannelsFirst is null)
        {
            ChannelsFirst = channelsFirst;
            _turned?.Settle(!channelsFirst);
        }
        return ChannelsFirst == channelsFirst;
    }

    /// <summary>Settles what a layer takes its input's axes for.</summary>
    /// <exception cref="ArgumentException">It cannot take them.</exception>
    public void Admit(Layer layer, int[] shape)
    {
        if (layer is not Use && AreTokens != layer is Embedding)
            throw new ArgumentException($"{layer} takes {(AreTokens ? "no" : "only")} tokens.");
        int? rank = layer switch
        {
            Conv2D or ConvTranspose2D or MaxPool2D or AvgPool2D or GlobalAvgPool2D or GlobalMaxPool2D or PixelShuffle or PixelUnshuffle =>
                3,
            Conv3D or VolumePool => 4,
            Conv1D or MaxPool1D or AvgPool1D or GlobalAvgPool1D or GlobalMaxPool1D or RecurrentLayer => 2,
            Transpose transpose => transpose.Order.Length,
            Embedding => 1,
            Dense or LayerNorm or RMSNorm or SoftmaxCrossEntropy when shape.Length == 3 => 2,
            _ => null,
        };
        if (rank is { } wanted && wanted != shape.Length)
            throw new ArgumentException($"{layer} takes no {shape.Length} axes.");
        if (shape.Length is not (2 or 4))
            return;
        bool fits = layer switch
        {
            Conv3D or VolumePool or Conv1D or MaxPool1D or AvgPool1D or GlobalAvgPool1D or GlobalMaxPool1D or Upsample =>
                Settle(channelsFirst: true),
            GroupNorm or InstanceNorm or LocalResponseNorm => Settle(channelsFirst: true),
            Dense or LayerNorm or RMSNorm or RecurrentLayer or Softmax or LogSoftmax or SoftmaxCrossEntropy => Settle(channelsFirst: false),
            // These act on channels, wherever they lie.
            BatchNorm or Concat or ChannelMapLayer { Shared: not true } or ReduceLayer { Axes: [] } => Settle(channelsFirst: false) || true,
            _ => true,
        };
        if (!fits)
            throw new ArgumentException($"{layer} takes the axes of [{string.Join(", ", shape)}] for others than they are.");
    }

    /// <summary>Whether both mean the same; two that are open are taken for steps and features.</summary>
    public static bool Agree(OracleAxes a, OracleAxes b)
    {
        bool first = b.ChannelsFirst ?? a.ChannelsFirst ?? false;
        return a == b || (a.Settle(first) && b.Settle(first));
    }

    /// <summary>The axes of what a layer without parts gives.</summary>
    public OracleAxes After(Layer layer, int[] from, int[] to) => layer switch
    {
        Transpose { Order: [1, 0] } => Turned,
        Embedding => new(channelsFirst: false),
        MatMul => new(),
        Reshape when to.Length == 2 || !from.SequenceEqual(to) => new(),
        // Where the axis of channels stays, what is left of an image is channels and length.
        ReduceLayer reduce when from.Length == 3 && to.Length == 2 =>
            reduce.Axes is [1 or 2 or -1 or -2] ? new(channelsFirst: true) : new(),
        Transpose transpose when !transpose.Order.SequenceEqual(Enumerable.Range(0, from.Length)) => new(),
        _ when from.Length != to.Length => new(),
        _ => this,
    };
}
