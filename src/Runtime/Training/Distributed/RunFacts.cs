using System.Collections.Immutable;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Unrolled.Generated;

namespace Unrolled.Training.Distributed;

/// <summary>What decides a run's bits, by its names in messages.</summary>
internal static class RunFacts
{
    /// <summary>Those of a trainer.</summary>
    public static IEnumerable<(string Name, object Value)> Of(
        NetworkInfo info, Optimizer optimizer, ImmutableArray<KeyValuePair<string, string>> settings) =>
    [
        ("version of Unrolled", Release.Version),
        ("contract", Contract.Version),
        ("fused multiply-add", Fma.IsSupported || AdvSimd.IsSupported ? "yes" : "no"),
        ("network", info.Name),
        ("tensors", string.Join(", ", info.Parameters.Select(static p => $"{p.Name} {string.Join('×', p.Shape)}"))),
        ("layers", string.Join(", ", info.Layers.Select(static layer => layer.ToString()))),
        ("rate", optimizer.Rate),
        .. settings.Select(static setting => (setting.Key, (object)setting.Value)),
    ];

    /// <summary>Those of a call of <c>Fit</c>.</summary>
    public static IEnumerable<(string Name, object Value)> Of(FitRequest request, FitPosition position, long steps, ulong parameters) =>
    [
        ("training samples", request.Data.Count),
        ("training samples of shape", request.Data.Shape),
        ("epochs", request.Epochs),
        ("batch size", request.BatchSize),
        ("validation samples", request.Validation?.Count ?? 0),
        ("steps taken", steps),
        ("epochs completed", position.Epochs),
        ("batches completed", position.Batch),
        ("a hash of parameters of", $"{parameters:x}"),
    ];
}
