namespace Unrolled;

/// <summary>
/// The ranks of a run cannot go on together: one of them has failed, does not answer, or is not like the others. The message names it and
/// says what happened; the run goes on from its last checkpoint.
/// </summary>
public sealed class ExchangeException : IOException
{
    /// <summary>Says which rank it is about.</summary>
    /// <param name="rank">The rank; -1 where it is not known.</param>
    /// <param name="message">What happened, with the rank's number.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public ExchangeException(int rank, string message, Exception? inner = null) : base(message, inner) => Rank = rank;

    /// <summary>The rank it is about; -1 where it is not known.</summary>
    public int Rank { get; }
}
