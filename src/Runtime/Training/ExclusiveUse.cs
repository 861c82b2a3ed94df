namespace Unrolled.Training;

/// <summary>
/// Lets one thread at a time use something that is disposed: who comes second, or too late, gets an exception. What is
/// disposed while a thread uses it goes when that thread leaves.
/// </summary>
/// <param name="name">What is used, for messages.</param>
/// <param name="resources">What goes with it.</param>
internal sealed class ExclusiveUse(string name, IDisposable resources) : IDisposable
{
    private const int Idle = 0;
    private const int Busy = 1;

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
        if (Interlocked.CompareExchange(ref _state, Busy, Idle) != Idle)
            throw new InvalidOperationException(
                "This trainer is in use by another thread, and runs one step or evaluation at a time; " +
                "give each thread its own network and trainer.");
        // From here on Dispose leaves the resources to this thread; it may have disposed them just before.
        if (_disposed)
        {
            Leave();
            throw new ObjectDisposedException(name);
        }
    }

    /// <summary>Leaves it to others.</summary>
    public void Leave()
    {
        Interlocked.Exchange(ref _state, Idle);
        if (_disposed)
            resources.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        // While a thread is inside, it disposes them when it leaves.
        if (Interlocked.CompareExchange(ref _state, Idle, Idle) == Idle)
            resources.Dispose();
    }
}
