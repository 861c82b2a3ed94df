using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>
/// What the processes of a run do together. Items are numbered over all of them, and each rank has those of a stretch; one process alone
/// has all, and exchanges nothing.
/// </summary>
internal sealed unsafe class Ranks(IGradientExchange? exchange)
{
    private readonly List<int> _operations = [];
    private GrowingBuffer<long> _others;
    private bool _told;

    /// <summary>This process's number.</summary>
    public int Rank { get; } = exchange?.Rank ?? 0;

    /// <summary>How many processes there are.</summary>
    public int Count { get; } = exchange?.Ranks ?? 1;

    /// <summary>Whether there is nobody to exchange anything with.</summary>
    public bool IsAlone => Count == 1;

    /// <summary>Whether this process writes the files.</summary>
    public bool Writes => Rank == 0;

    /// <summary>Where a rank's share of items begins; behind the last rank, where the items end.</summary>
    public int Begin(int items, int rank) => (int)((long)items * rank / Count);

    /// <summary>Begins to send to a rank.</summary>
    public int Send(int rank, void* from, long bytes) => exchange!.Send(rank, (byte*)from, (nint)bytes);

    /// <summary>Begins to receive from a rank.</summary>
    public int Receive(int rank, void* to, long bytes) => exchange!.Receive(rank, (byte*)to, (nint)bytes);

    /// <summary>Waits for operations, and forgets them.</summary>
    public void Complete(List<int> operations)
    {
        foreach (int operation in operations)
            exchange!.Complete(operation);
        operations.Clear();
    }

    /// <summary>
    /// Gives all ranks the parts that each has made of one memory. In step <c>k</c> a rank passes on all that it has to the rank
    /// 2ᵏ before it (Bruck and others, "Efficient algorithms for all-to-all communications in multiport message-passing systems", 1997).
    /// </summary>
    /// <param name="memory">The memory, of which the rank has its own part.</param>
    /// <param name="bounds">Where each rank's part begins and the last one ends, in bytes.</param>
    public void Gather(void* memory, ReadOnlySpan<long> bounds)
    {
        for (int had = 1; had < Count; had *= 2)
        {
            int more = Math.Min(had, Count - had);
            Move(memory, bounds, (Rank - had + Count) % Count, Rank, more, send: true);
            Move(memory, bounds, (Rank + had) % Count, (Rank + had) % Count, more, send: false);
            Complete(_operations);
        }
    }

    /// <summary>The same for elements, of which <paramref name="first"/> tells where each rank's begin.</summary>
    public void Gather<TElement>(Span<TElement> elements, Func<int, long> first) where TElement : unmanaged
    {
        long[] bounds = [.. Enumerable.Range(0, Count + 1).Select(rank => first(rank) * sizeof(TElement))];
        fixed (TElement* memory = elements)
            Gather(memory, bounds);
    }

    /// <summary>Adds up all ranks' values, element by element.</summary>
    public void Sum(Span<long> values)
    {
        if (IsAlone)
            return;
        long* bounds = stackalloc long[Count + 1];
        for (int rank = 0; rank <= Count; rank++)
            bounds[rank] = (long)Begin(values.Length, rank) * sizeof(long);
        int first = Begin(values.Length, Rank), own = Begin(values.Length, Rank + 1) - first;
        _others.Ensure((long)own * Count);
        fixed (long* at = values)
        {
            for (int rank = 0; rank < Count; rank++)
            {
                long begin = bounds[rank], length = bounds[rank + 1] - begin;
                if (rank == Rank)
                    continue;
                if (length > 0)
                    _operations.Add(Send(rank, (byte*)at + begin, length));
                if (own > 0)
                    _operations.Add(Receive(rank, _others.Pointer + (nint)rank * own, (long)own * sizeof(long)));
            }
            Complete(_operations);
            for (int rank = 0; rank < Count; rank++)
            {
                for (int i = 0; i < own && rank != Rank; i++)
                    at[first + i] += _others.Pointer[(nint)rank * own + i];
            }
            Gather(at, new ReadOnlySpan<long>(bounds, Count + 1));
        }
    }

    /// <summary>
    /// Tells the others that this rank cannot go on, unless they know already: what follows from numbers that all ranks have, all ranks
    /// find out by themselves. As an exception's filter it never holds.
    /// </summary>
    public bool Tell(Exception failure)
    {
        // That of a variance is no other class, as those of callers' code are.
        bool known = failure is ExchangeException or NonFiniteLossException or AgreedCancellation
            || failure.GetType() == typeof(ArithmeticException);
        if (!IsAlone && !known && !_told)
        {
            exchange!.Fail(string.IsNullOrWhiteSpace(failure.Message) ? $"a {failure.GetType().Name}." : failure.Message);
            _told = true;
        }
        return false;
    }

    /// <summary>Sends or receives the parts of so many ranks from one on, behind the last one those of the first ones.</summary>
    private void Move(void* memory, ReadOnlySpan<long> bounds, int partner, int first, int count, bool send)
    {
        int behind = Math.Min(first + count, Count);
        Move(bounds[first], bounds[behind]);
        Move(bounds[0], bounds[first + count - behind]);

        void Move(long begin, long end)
        {
            long length = end - begin;
            byte* at = (byte*)memory + begin;
            if (length > 0)
                _operations.Add(send ? Send(partner, at, length) : Receive(partner, at, length));
        }
    }
}
