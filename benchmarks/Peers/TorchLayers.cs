using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>Layers that stand together in several workloads.</summary>
internal static class TorchLayers
{
    /// <summary>A convolution, its normalisation, and ReLU.</summary>
    public static nn.Module<Tensor, Tensor>[] ConvNorm(
        int channels, int filters, int kernel, int stride = 1, int padding = 0, int groups = 1) =>
        [nn.Conv2d(channels, filters, kernel, stride, padding, groups: groups), nn.BatchNorm2d(filters), nn.ReLU()];

    /// <summary>A convolution of one channel at a time, and one of one place at a time.</summary>
    public static nn.Module<Tensor, Tensor>[] Separable(int channels, int filters, int stride = 1) =>
        [.. ConvNorm(channels, channels, 3, stride, padding: 1, groups: channels), .. ConvNorm(channels, filters, 1)];
}

/// <summary><c>y = inner(x) + x</c>, or plus a projection of x.</summary>
internal sealed class TorchResidual : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> inner;
    private readonly nn.Module<Tensor, Tensor>? projection;

    public TorchResidual(nn.Module<Tensor, Tensor> inner, nn.Module<Tensor, Tensor>? projection = null)
        : base(nameof(TorchResidual))
    {
        this.inner = inner;
        this.projection = projection;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => inner.forward(input).add_(projection is null ? input : projection.forward(input));
}

/// <summary>An LSTM whose last step's output goes on to a dense layer.</summary>
internal sealed class TorchLstm : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.LSTM lstm;
    private readonly TorchSharp.Modules.Linear head;

    public TorchLstm(int features, int units, int outputs)
        : base(nameof(TorchLstm))
    {
        lstm = nn.LSTM(features, units, batchFirst: true);
        head = nn.Linear(units, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        (Tensor all, _, _) = lstm.forward(input);
        return head.forward(all.select(1, -1));
    }
}

/// <summary>GRUs one on another, of which the last one's last output goes on to a dense layer.</summary>
internal sealed class TorchGru : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.GRU gru;
    private readonly TorchSharp.Modules.Linear head;

    public TorchGru(int features, int units, int layers, int outputs)
        : base(nameof(TorchGru))
    {
        gru = nn.GRU(features, units, numLayers: layers, batchFirst: true);
        head = nn.Linear(units, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        (Tensor all, _) = gru.forward(input);
        return head.forward(all.select(1, -1));
    }
}
