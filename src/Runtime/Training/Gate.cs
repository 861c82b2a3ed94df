using System.Diagnostics;

namespace Unrolled.Training;

/// <summary>
/// Lets one waiting thread through each time it is opened. The waiter spins for a while, so that a gate opened soon
/// costs less than a microsecond, and then sleeps in the operating system. One thread opens, one waits; no locks.
/// </summary>
internal sealed class Gate(TimeSpan spin)
{
    private const int Closed = 0;
    private const int Opened = 1;
    private const int Asleep = 2;

    private readonly long _spinTicks = (long)(spin.TotalSeconds * Stopwatch.Frequency);
    private readonly AutoResetEvent _wake = new(false);
    private int _state;

    /// <summary>Lets the waiter through, now or when it comes.</summary>
    public void Open()
    {
        if (Interlocked.Exchange(ref _state, Opened) == Asleep)
            _wake.Set();
    }

    /// <summary>Closes the gate again, if nobody went through since it was opened.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref _state, Closed, Opened) == Opened;

    /// <summary>Waits for the gate to be opened, and closes it behind itself.</summary>
    public void Pass()
    {
        while (!TryClose())
        {
            if (Spin())
                continue;
            // Woken for a gate that has been closed meanwhile, the waiter simply waits again.
            if (Interlocked.CompareExchange(ref _state, Asleep, Closed) == Closed)
                _wake.WaitOne();
        }
    }

    private bool Spin()
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _state) != Opened)
        {
            if (Stopwatch.GetTimestamp() - start >= _spinTicks)
                return false;
            Thread.SpinWait(4);
        }
        return true;
    }
}
