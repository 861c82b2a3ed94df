namespace Unrolled;

/// <content>Stopping and resuming.</content>
public sealed unsafe partial class Trainer<T>
{
    /// <summary>
    /// Writes all that a run needs to go on to the bit: parameters, the optimiser's state and rate, steps, epochs, and
    /// how far into an epoch <c>Fit</c> is. It may be called between epochs and from <c>Fit</c>'s
    /// progress. The old file stays until the new one is complete, so that whenever the process is killed, one of them
    /// is there. Of several ranks the first one writes; to the others it is nothing to do.
    /// </summary>
    /// <param name="path">The file to write, in the safetensors format.</param>
    public void Save(string path)
    {
        Enter();
        try
        {
            if (_engine.Ranks.Writes)
                _file.Save(path, _core.Memory);
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Goes on where the run stopped that <see cref="Save"/> wrote: the network, the optimiser and this trainer become
    /// what they were. A network of the same tensors, an optimiser of the same kind and coefficients, and the same
    /// options are needed; the rate comes from the file, threads do not matter. If the run stood in the middle of an
    /// epoch, the next <c>Fit</c> continues it, and counts it as its first:
    /// <c>trainer.Fit(data, total - trainer.Epochs, batchSize)</c> finishes the run. Of several ranks each reads the file; their number may
    /// be another one than before.
    /// </summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or from a run with other settings; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">An epoch is running, or the trainer is in use by another thread.</exception>
    public void Load(string path)
    {
        Enter();
        try
        {
            _position.RequireStanding();
            _file.Load(path, _core.Memory);
            _lastFactor = null;
        }
        catch (Exception failure) when (_engine.Ranks.Tell(failure))
        {
            throw;
        }
        finally
        {
            Leave();
        }
    }
}
