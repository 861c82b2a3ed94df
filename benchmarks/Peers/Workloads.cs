using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>The nine workloads, each defined as in its source.</summary>
internal static class Workloads
{
    private static readonly int[] Batches = [16, 64, 256, 1024];

    /// <summary>All of them, by name.</summary>
    public static readonly (string Name, Action Run)[] All =
    [
        // SimpleChains' MNIST example; it trains with Adam.
        ("lenet5", () => new Workload<LeNet5>("lenet5", TorchLeNet, o => o.Conv().Map("Relu").MaxPool(2).Conv().Map("Relu").MaxPool(2).Flatten()
            .Gemm().Map("Relu").Gemm().Map("Relu").Gemm()) { Batches = [.. Batches, 2048] }.Run(seed => new LeNet5(seed))),
        ("mlp-784-128-10", () => new Workload<Mlp>("mlp-784-128-10", () => nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
            o => o.Gemm().Map("Relu").Gemm()) { Batches = Batches }.Run(seed => new Mlp(seed))),
        ("mlp-wide", () => new Workload<WideMlp>("mlp-wide", TorchWide, OnnxWide) { Batches = [64, 256, 1024] }.Run(seed => new WideMlp(seed))),
        ("mlp-6-64-8-4", () => new Workload<SmallMlp>("mlp-6-64-8-4", () => nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 4)),
            o => o.Gemm().Map("Relu").Gemm().Map("Relu").Gemm()) { Batches = Batches }.Run(seed => new SmallMlp(seed))),
        // SimpleChains' README computes a gradient of 200 observations; here a step of SGD follows, in both libraries.
        ("readme-24-8-2", () => new Workload<Readme>("readme-24-8-2", () => nn.Sequential(nn.Linear(24, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 2, hasBias: false)),
            o => o.Gemm().Map("Tanh").Gemm(bias: false)) { Batches = [200], Adam = false, Drops = true }.Run(seed => new Readme(seed))),
        // SimpleChains' small-MLP example: Adam on all 10,000 matrices at once.
        ("matrix-exponential", () => new Workload<MatrixExponential>("matrix-exponential", () => nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, 4)),
            o => o.Gemm().Map("Tanh").Gemm().Map("Tanh").Gemm()) { Batches = [10_000], Target = MatrixFunctions.Exponentials }.Run(seed => new MatrixExponential(seed))),
        ("lstm-64-50x32", () => new Workload<Sequences>("lstm-64-50x32", () => new TorchSequences(), o => o.LstmLast().Gemm()) { Batches = [16, 64, 256] }.Run(seed => new Sequences(seed))),
        ("rtneural", Audio.Run),
        ("autoencoder", () => new Workload<Autoencoder>("autoencoder", TorchAutoencoder, OnnxAutoencoder) { Batches = Batches, Target = (inputs, _) => inputs }.Run(seed => new Autoencoder(seed))),
    ];

    private static nn.Module<Tensor, Tensor> TorchLeNet() => nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(256, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10));

    private static nn.Module<Tensor, Tensor> TorchWide() => nn.Sequential(
        nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 100));

    private static void OnnxWide(OnnxLayers layers)
    {
        for (int hidden = 0; hidden < 3; hidden++)
            layers.Gemm().Map("Relu");
        layers.Gemm();
    }

    // Widths of MLPerf Tiny's autoencoder.
    private static readonly int[] Widths = [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640];

    private static nn.Module<Tensor, Tensor> TorchAutoencoder()
    {
        List<nn.Module<Tensor, Tensor>> layers = [];
        for (int i = 1; i < Widths.Length; i++)
        {
            layers.Add(nn.Linear(Widths[i - 1], Widths[i]));
            if (i < Widths.Length - 1)
                layers.AddRange([nn.BatchNorm1d(Widths[i]), nn.ReLU()]);
        }

        return nn.Sequential(layers);
    }

    private static void OnnxAutoencoder(OnnxLayers layers)
    {
        for (int i = 1; i < Widths.Length - 1; i++)
            layers.GemmNorm().Map("Relu");
        layers.Gemm();
    }
}
