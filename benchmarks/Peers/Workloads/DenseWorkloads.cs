using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>Dense layers alone.</summary>
internal static class DenseWorkloads
{
    private static readonly int[] Batches = [16, 64, 256, 1024];

    public static readonly Workload[] All =
    [
        new Workload<Mlp>("mlp-784-128-10", seed => new(seed))
        {
            Torch = () => nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
            Batches = Batches,
        },
        new Workload<WideMlp>("mlp-wide", seed => new(seed))
        {
            Torch = () => nn.Sequential(
                nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 100)),
            Batches = [64, 256, 1024],
        },
        new Workload<SmallMlp>("mlp-6-64-8-4", seed => new(seed))
        {
            Torch = () => nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 4)),
            Batches = Batches,
        },
        // SimpleChains' README computes a gradient of 200 observations; here a step of SGD follows, in both libraries.
        new Workload<Readme>("readme-24-8-2", seed => new(seed))
        {
            Torch = () => nn.Sequential(nn.Linear(24, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 2, hasBias: false)),
            Batches = [200],
            Adam = false,
            Drops = true,
        },
        // SimpleChains' small-MLP example: Adam on all 10,000 matrices at once.
        new Workload<MatrixExponential>("matrix-exponential", seed => new(seed))
        {
            Torch = () => nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, 4)),
            Batches = [10_000],
            Target = MatrixFunctions.Exponentials,
        },
        new Workload<Autoencoder>("autoencoder", seed => new(seed))
        {
            Torch = TorchAutoencoder,
            Batches = Batches,
            Target = (inputs, _) => inputs,
            Tolerance = 0.01f,
        },
        new Workload<AisevalMlp>("aiseval-mlp", seed => new(seed))
        {
            Torch = () => nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10)),
            Batches = [64],
        },
    ];

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
}
