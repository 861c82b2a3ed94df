using Unrolled;

namespace Digits;

/// <summary>What a run was asked to do.</summary>
internal sealed record Settings
{
    /// <summary>Where the IDX files are; null for generated digits.</summary>
    public string? Data { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    /// <summary>Threads of each process; null for its share of the processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Decides the first weights, the order of samples and the generated digits.</summary>
    public required ulong Seed { get; init; }

    /// <summary>One of <see cref="CommandLine.Optimizers"/>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The learning rate; null for the optimiser's default.</summary>
    public float? Rate { get; init; }

    /// <summary>Where the trained parameters go; null for nowhere.</summary>
    public string? Model { get; init; }

    /// <summary>How many digits are written for an epoch, see <see cref="Samples.WrittenDigits"/>; null for other digits.</summary>
    public int? Written { get; init; }

    /// <summary>Where the IDX files are that it is judged by; null for those that belong to the training's.</summary>
    public string? Test { get; init; }

    /// <summary>Train together with other processes.</summary>
    public bool Mpi { get; init; }

    /// <summary>How the rate falls: not at all, but over what is written, which does not repeat.</summary>
    public Schedule? Schedule => Written is { } count ? new CosineSchedule((long)Epochs * ((count + Batch - 1) / Batch)) : null;

    /// <summary>How many threads a process has that shares its machine with others.</summary>
    public int ThreadsAmong(int processes) => Threads ?? Math.Max(1, Environment.ProcessorCount / processes);

    /// <summary>A new optimiser as asked for.</summary>
    public Optimizer CreateOptimizer() => Optimizer == CommandLine.Adam
        ? new Adam(Rate ?? CommandLine.AdamRate)
        : new Sgd(Rate ?? CommandLine.SgdRate, CommandLine.SgdMomentum);
}
