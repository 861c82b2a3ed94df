namespace Unrolled;

/// <summary>
/// Watches over a run while a rank waits for another one: hears what other ranks tell, looks whether the other one is there, and keeps
/// the time.
/// </summary>
internal sealed class MpiWatch(MpiNotices notices, MpiPeers peers, int rank, int ranks, TimeSpan timeout)
{
    // Turns before the first pause: what is nearly there is not slept for, where each rank has a processor.
    private const int Spins = 200;

    // In milliseconds.
    private const int Yields = 20, Look = 200;

    // How long bytes may be on their way whose sender has left or ended; how long the others have to say why they stop.
    private const int OnItsWay = 2000, LastWords = 1000;

    // To say that one is there takes no step, but perhaps a processor that others have too.
    private const int LongestAnswer = 5000;

    private readonly int _spins = peers.OnThisMachine > Environment.ProcessorCount ? 1 : Spins;
    private (int Rank, string Message)? _failure;
    private int _peer, _turns;
    private long _start, _sign, _asked, _nextLook;

    /// <summary>The run is over.</summary>
    public bool HasFailed => _failure is not null;

    private static long Now => Environment.TickCount64;

    private long Patience => timeout == Timeout.InfiniteTimeSpan ? long.MaxValue / 8 : Math.Max(1, (long)timeout.TotalMilliseconds);

    /// <summary>A sentence's beginning.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The exception for the failure that ended the run.</summary>
    public ExchangeException Failure() => new(_failure!.Value.Rank, _failure.Value.Message);

    /// <summary>Ends the run for all ranks, unless it has ended.</summary>
    public void TryFail(int about, string message)
    {
        if (HasFailed)
            return;
        SetFailure(about, message);
        Tell(NoticeKind.Failed, about, message);
        // The process may end right after this.
        for (long end = Now + LastWords; !notices.Flush() && Now < end;)
            Thread.Sleep(0);
    }

    /// <summary>
    /// Greets all ranks and waits for their greetings: so every two are connected before they need it, and one that another cannot reach is
    /// known at once. Libraries connect at the first message otherwise, which would be that of a failure.
    /// </summary>
    /// <exception cref="ExchangeException">A rank does not answer.</exception>
    public void Greet()
    {
        Tell(NoticeKind.Hello, rank, "");
        for (int other = 0; other < ranks; other++)
        {
            Begin(other);
            while (other != rank && peers.Greeted[other] == 0)
                Turn();
        }
        while (!notices.Flush())
            Turn();
    }

    /// <summary>Begins to wait for a rank.</summary>
    public void Begin(int peer)
    {
        _peer = peer;
        _turns = 0;
        _start = _sign = Now;
        _nextLook = _start + Look;
        _asked = 0;
    }

    /// <summary>Does what is to be done while the other rank's message is not there, and lets other threads run.</summary>
    /// <exception cref="ExchangeException">The run has failed.</exception>
    public void Turn()
    {
        if (++_turns < _spins)
            return;
        Hear();
        long now = Now;
        if (now >= _nextLook)
        {
            _nextLook = now + Math.Min(Look, Patience);
            notices.Flush();
            LookAt(_peer, now);
            if (peers.Left[_peer] == 0 && peers.Gone[_peer] == 0)
                Keep(now);
        }
        if (HasFailed)
            throw Failure();
        Pause(now - _start);
    }

    /// <summary>Says goodbye and waits until all have.</summary>
    /// <returns>False where the run failed, before or meanwhile.</returns>
    public bool TryLeave()
    {
        if (!HasFailed)
        {
            Tell(NoticeKind.Left, rank, "");
            _start = Now;
        }
        // Others may well have work that this rank has not: they evaluate, or write files. There is no limit to that.
        while (!HasFailed && !(notices.Flush() && AllHaveLeft()))
        {
            Hear();
            long now = Now;
            if (now >= _nextLook)
            {
                _nextLook = now + Look;
                for (int other = 0; other < ranks; other++)
                {
                    if (other != rank && peers.Left[other] == 0)
                        LookAt(other, now);
                }
            }
            Pause(now - _start);
        }
        return !HasFailed;
    }

    private void SetFailure(int about, string message)
    {
        _failure = (about, message);
        // The launcher may end all other processes as soon as one has ended: they first say why, as this one has by then.
        if (ranks > 1)
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Thread.Sleep(LastWords);
    }

    private bool AllHaveLeft() => !peers.Left.Where((left, other) => other != rank && left == 0).Any();

    private static void Pause(long waited)
    {
        if (waited < Yields)
            Thread.Yield();
        else
            Thread.Sleep(1);
    }

    private void Tell(NoticeKind kind, int about, string text)
    {
        for (int other = 0; other < ranks; other++)
        {
            if (other != rank)
                notices.Post(other, kind, about, text);
        }
    }

    private void Hear()
    {
        while (notices.TryRead(out Notice notice))
        {
            switch (notice.Kind)
            {
                case NoticeKind.Hello:
                    peers.Greeted[notice.From] = Now;
                    break;
                case NoticeKind.Failed:
                    if (!HasFailed)
                        SetFailure(notice.About, notice.Text);
                    break;
                case NoticeKind.Left:
                    peers.Left[notice.From] = Now;
                    break;
                case NoticeKind.Asks:
                    notices.Post(notice.From, NoticeKind.Waits, rank);
                    break;
                case NoticeKind.Waits:
                    peers.Signs[notice.From] = Now;
                    break;
            }
        }
    }

    private void LookAt(int other, long now)
    {
        if (peers.Left[other] != 0 && now - peers.Left[other] > OnItsWay)
        {
            TryFail(other, $"{Capital(peers.Describe(other))} has left the run, while rank {rank} still waits for it: " +
                "all ranks must train as many epochs on as much data.");
        }
        else if (peers.Gone[other] != 0 || peers.HasEnded(other))
        {
            if (peers.Gone[other] == 0)
                peers.Gone[other] = now;
            else if (now - peers.Gone[other] > OnItsWay)
                TryFail(other, $"{Capital(peers.Describe(other))} has ended without a word: it was killed, or ran out of memory.");
        }
    }

    // A rank may wait for one that waits for another. Only the last one is to be named, so each is asked whether it waits itself.
    private void Keep(long now)
    {
        if (peers.Signs[_peer] > _sign)
        {
            _sign = peers.Signs[_peer];
            _asked = 0;
        }
        if (now - _sign < Patience)
            return;
        if (_asked == 0)
        {
            _asked = now;
            notices.Post(_peer, NoticeKind.Asks, rank);
        }
        else if (now - _asked > Math.Min(LongestAnswer, Patience) || now - _start > 4 * Patience)
        {
            TryFail(_peer, $"{Capital(peers.Describe(_peer))} has not answered rank {rank} for {(now - _start) / 1000} s: it hangs, or " +
                "takes longer than the timeout that MpiExchange.Start was given.");
        }
    }
}
