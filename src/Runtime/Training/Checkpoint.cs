namespace Unrolled;

/// <summary>
/// Has a trainer write its state (<see cref="Trainer{T}.Save(string)"/>) while it trains: at the end of each epoch, when it is cancelled,
/// and as often as the settings say. The old file stays until the new one is complete, so that a process that is killed at any moment
/// leaves a file from which <see cref="Trainer{T}.Load(string)"/> goes on to the bit. These are settings alone, for
/// <see cref="TrainerOptions.Checkpoint"/>; they may change when a run is resumed.
/// </summary>
/// <example><c>new() { Checkpoint = new("run.safetensors") { Every = TimeSpan.FromMinutes(5) } }</c></example>
public sealed class Checkpoint
{
    /// <summary>Chooses the file.</summary>
    /// <param name="path">The file to write, in the safetensors format.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public Checkpoint(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = path;
    }

    /// <summary>The file to write.</summary>
    public string Path { get; }

    /// <summary>Batches from one checkpoint to the next within an epoch, counted from the epoch's first; 0, which is none, unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EveryBatches
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(EveryBatches), value, "Checkpoints are some batches apart; leave EveryBatches unset for none within an epoch.");
    }

    /// <summary>Time from one checkpoint to the next, at least; no limit unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not greater than 0.</exception>
    public TimeSpan? Every
    {
        get;
        init => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Every), value, "Checkpoints are some time apart, a few minutes for instance; leave Every unset for no such limit.");
    }
}
