using Unrolled;

namespace Digits;

/// <summary>What a run was asked to do.</summary>
internal sealed record Settings
{
    /// <summary>Where the IDX files are; null for generated digits.</summary>
    public string? Data { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required int Threads { get; init; }

    /// <summary>Decides the first weights, the order of samples and the generated digits.</summary>
    public required ulong Seed { get; init; }

    /// <summary>One of <see cref="CommandLine.Optimizers"/>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The learning rate; null for the optimiser's default.</summary>
    public float? Rate { get; init; }

    /// <summary>Where the trained parameters go; null for nowhere.</summary>
    public string? Model { get; init; }

    /// <summary>A new optimiser as asked for.</summary>
    public Optimizer CreateOptimizer() => Optimizer == CommandLine.Adam
        ? new Adam(Rate ?? CommandLine.AdamRate)
        : new Sgd(Rate ?? CommandLine.SgdRate, CommandLine.SgdMomentum);
}
