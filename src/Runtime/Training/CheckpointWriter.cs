using System.Diagnostics;

namespace Unrolled.Training;

/// <summary>Writes checkpoints when they are due; without settings, none.</summary>
/// <param name="settings">When they are due, and where they go.</param>
/// <param name="save">Writes one.</param>
internal sealed class CheckpointWriter(Checkpoint? settings, Action<string> save)
{
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Writes one if so many batches of the epoch, or the time since the last one, ask for it.</summary>
    public void AfterBatch(int batch)
    {
        if (settings is null)
            return;
        bool byCount = settings.EveryBatches > 0 && batch % settings.EveryBatches == 0;
        if (byCount || Stopwatch.GetElapsedTime(_last) >= (settings.Every ?? TimeSpan.MaxValue))
            Write();
    }

    /// <summary>Writes one.</summary>
    public void Write()
    {
        if (settings is null)
            return;
        save(settings.Path);
        _last = Stopwatch.GetTimestamp();
    }
}
