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
        .. info.Layers.Select(static layer => ($"layer {layer.Name}", (object)$"{layer.Declaration} of {string.Join('×', layer.Output)}")),
        .. info.Parameters.Select(static tensor => ($"tensor {tensor.Name}", (object)string.Join('×', tensor.Shape))),
        ("rate", optimizer.Rate),
        .. settings.Select(static setting => (setting.Key, (object)setting.Value)),
    ];

    /// <summary>Those of a call of <c>Fit</c>.</summary>
    public static IEnumerable<(string Name, object Value)> Of(FitRequest request, FitPosition position, long steps, ulong parameters) =>
    [
        .. Of("training", request.Data),
        ("validation", request.Validation is null ? "no" : "yes"),
        .. request.Validation is null ? [] : Of("validation", request.Validation),
        ("epochs", request.Epochs),
        ("batch size", request.BatchSize),
        ("steps taken", steps),
        ("epochs completed", position.Epochs),
        ("batches completed", position.Batch),
        ("a hash of parameters of", $"{parameters:x}"),
    ];

    /// <summary>Those of samples, to which each rank comes in the same way.</summary>
    public static IEnumerable<(string Name, object Value)> Of(string use, SampleSource data) =>
    [
        ($"{use} samples", data.Count),
        ($"{use} samples of shape", data.Shape),
        ($"{use} samples read", data is Dataset ? "from memory" : data.IsSequential ? "in order" : "by index"),
    ];
}
