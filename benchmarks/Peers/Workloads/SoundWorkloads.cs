using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>Convolutions over sound: frames of features, and samples as they are.</summary>
internal static class SoundWorkloads
{
    public static readonly Workload[] All =
    [
        new Workload<DsCnn>("ds-cnn", seed => new(seed)) { Torch = TorchDsCnn, Drops = true },
        new Workload<M5>("m5", seed => new(seed)) { Torch = TorchM5 },
    ];

    private static nn.Module<Tensor, Tensor> TorchDsCnn() => nn.Sequential([
        nn.Conv2d(1, 64, (10, 4), stride: (2, 2), padding: (5, 1)), nn.BatchNorm2d(64), nn.ReLU(), nn.Dropout(0.2),
        .. Enumerable.Range(0, 4).SelectMany(_ => TorchLayers.Separable(64, 64)),
        nn.Dropout(0.4), nn.AvgPool2d((25, 5)), nn.Flatten(), nn.Linear(64, 12)]);

    private static nn.Module<Tensor, Tensor> TorchM5() => nn.Sequential(
        nn.Conv1d(1, 32, 80, stride: 16), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(4),
        nn.Conv1d(32, 32, 3), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(4),
        nn.Conv1d(32, 64, 3), nn.BatchNorm1d(64), nn.ReLU(), nn.MaxPool1d(4),
        nn.Conv1d(64, 64, 3), nn.BatchNorm1d(64), nn.ReLU(), nn.MaxPool1d(4),
        nn.Flatten(), nn.Linear(64, 35));
}
