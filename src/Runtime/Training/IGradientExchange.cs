namespace Unrolled;

/// <summary>
/// Carries bytes between the processes that train one network together, its ranks: each has a trainer, and
/// <see cref="TrainerOptions.Exchange"/> connects them. All ranks do the same in the same order, so a message needs no name: what one rank
/// sends another arrives there in the order in which it was sent. Used by one thread at a time.
/// </summary>
public unsafe interface IGradientExchange
{
    /// <summary>This process's number, from 0.</summary>
    int Rank { get; }

    /// <summary>How many processes there are, at least 1.</summary>
    int Ranks { get; }

    /// <summary>Begins to send bytes to another rank; they stay where and as they are until <see cref="Complete"/>.</summary>
    /// <param name="rank">Whom to.</param>
    /// <param name="bytes">The first one, in memory that does not move.</param>
    /// <param name="count">How many, at least 1; the other side receives as many.</param>
    /// <returns>The operation, for <see cref="Complete"/>.</returns>
    /// <exception cref="ExchangeException">Another rank has failed, or cannot be reached.</exception>
    int Send(int rank, byte* bytes, nint count);

    /// <summary>Begins to receive bytes from another rank; the memory is not touched until <see cref="Complete"/>.</summary>
    /// <param name="rank">Whom from.</param>
    /// <param name="bytes">Where the first one goes, in memory that does not move.</param>
    /// <param name="count">How many, at least 1, which is as many as the other side sends.</param>
    /// <returns>The operation, for <see cref="Complete"/>.</returns>
    /// <exception cref="ExchangeException">Another rank has failed, or cannot be reached.</exception>
    int Receive(int rank, byte* bytes, nint count);

    /// <summary>Waits until an operation is done; its number may stand for another one afterwards.</summary>
    /// <param name="operation">What <see cref="Send"/> or <see cref="Receive"/> returned.</param>
    /// <exception cref="ExchangeException">A rank has failed, or did not answer in time.</exception>
    void Complete(int operation);

    /// <summary>
    /// Tells all other ranks that this one cannot go on, so that they end with an <see cref="ExchangeException"/> instead of waiting for
    /// it. Nothing can be exchanged afterwards. A second call does nothing.
    /// </summary>
    /// <param name="reason">What happened, in a sentence.</param>
    void Fail(string reason);
}
