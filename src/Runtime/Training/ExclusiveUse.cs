namespace Unrolled.Training;

/// <summary>
/// Lets one thread at a time use something that is disposed: who comes second, or too late, gets an exception. What is
/// disposed while a thread uses it goes when that thread leaves.
/// </summary>
/// <param name="name">What is used, for messages.</param>
/// <param name="busy">What a second thread is told.</param>
/// <param name="resources">What goes with it.</param>
internal sealed class ExclusiveUse(string name, string busy, params IDisposable[] resources) : IDisposable
{
    /// <summary>What a second thread is told of a trainer.</summary>
    public const string BusyTrainer =
        "This trainer is in use by another thread, and runs one step or evaluation at a time; " +
        "give each thread its own network and trainer.";

    private const int Idle = 0;
    private const int Busy = 1;
    private const int Gone = 2;

    private int _state;
    private volatile bool _disposed;

    /// <summary>Refuses what has been disposed.</summary>
    /// <exception cref="ObjectDisposedException">It has.</exception>
    public void RequireAlive()
    {
        if (_disposed)
            throw new ObjectDisposedException(name);
    }

    /// <summary>Takes it for this thread, which must leave it.</summary>
    /// <exception cref="InvalidOperationException">Another thread has it.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Enter()
    {
        RequireAlive();
        if (Interlocked.CompareExchange(ref _state, Busy, Idle) == Idle)
            return;
        RequireAlive();
        throw new InvalidOperationException(busy);
    }

    /// <summary>Leaves it to others.</summary>
    public void Leave()
    {
        Interlocked.Exchange(ref _state, Idle);
        if (_disposed)
            End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        End();
    }

    // While a thread is inside, it comes here when it leaves; nobody enters what is gone.
    private void End()
    {
        if (Interlocked.CompareExchange(ref _state, Gone, Idle) != Idle)
            return;
        foreach (IDisposable resource in resources)
            resource.Dispose();
    }
}
