namespace Unrolled.Numerics.Tests;

/// <summary>y = f(x, p) with a parameter p of each channel, or of all elements.</summary>
internal sealed class OracleChannelMap : OracleLayer
{
    private readonly ChannelMapLayer _layer;
    private readonly OracleTensor _parameter;
    private readonly int _stride;

    /// <param name="layer">The attribute.</param>
    /// <param name="name">The stem of its tensor's name.</param>
    /// <param name="shape">One sample.</param>
    /// <param name="channelsFirst">Whether a shape of two axes is channels and length.</param>
    public OracleChannelMap(ChannelMapLayer layer, string name, int[] shape, bool channelsFirst) : base(shape)
    {
        _layer = layer;
        bool first = shape.Length == 3 || (shape.Length == 2 && channelsFirst);
        int channels = layer.Shared == true ? 1 : first ? shape[0] : shape[^1];
        _stride = first ? Shapes.Length(shape) / shape[0] : 1;
        _parameter = new(layer is Offset ? $"{name}.bias" : $"{name}.weight", [channels]);
        Array.Fill(_parameter.Values, layer switch { Scale => 1, Offset => 0, _ => 0.25 });
    }

    public override IEnumerable<OracleTensor> Parameters => [_parameter];

    public override double[] Forward(double[] x) => [.. x.Select((v, i) => _layer switch
    {
        Scale => v * Of(i),
        Offset => v + Of(i),
        _ => v > 0 ? v : Of(i) * v,
    })];

    public override double[] Terms(double[] x, double[] y) => _layer is Offset ? x : y;

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        for (int i = 0; i < x.Length; i++)
            _parameter.Gradient[Channel(i)] += dy[i] * _layer switch { Scale => x[i], Offset => 1, _ => x[i] > 0 ? 0 : x[i] };
        return [.. dy.Select((d, i) => d * _layer switch { Scale => Of(i), Offset => 1, _ => x[i] > 0 ? 1 : Of(i) })];
    }

    private double Of(int i) => _parameter.Values[Channel(i)];

    private int Channel(int i) => i / _stride % _parameter.Values.Length;
}
