using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>Recurrent layers, whose last step's output goes on to a dense layer.</summary>
internal static class RecurrentWorkloads
{
    public static readonly Workload[] All =
    [
        new Workload<Sequences>("lstm-64-50x32", seed => new(seed))
        {
            Torch = () => new TorchLstm(32, 64, outputs: 10),
        },
        new Workload<TwoGrus>("gru-2x128", seed => new(seed))
        {
            Torch = () => new TorchGru(40, 128, layers: 2, outputs: 12),
        },
        new Workload<AisevalLstm>("aiseval-lstm", seed => new(seed))
        {
            Torch = () => new TorchLstm(32, 64, outputs: 10),
            Batches = [64],
        },
    ];
}
