namespace Unrolled.Training;

/// <summary>
/// The items of one piece of work, a consecutive share for each thread. A thread takes its own items first, so that it meets
/// the memory that it wrote in the pass before, and then those that others have not come to.
/// </summary>
internal sealed class WorkShares(int threads)
{
    // Two cache lines apart: processors fetch them in pairs.
    private const int Apart = 128 / sizeof(int);

    private readonly int[] _next = new int[threads * Apart];
    private readonly int[] _ends = new int[threads];
    private int _sharers;

    /// <summary>Gives items 0 to <paramref name="items"/> - 1 to that many threads; not while any of them takes some.</summary>
    public void Divide(int items, int sharers)
    {
        _sharers = sharers;
        for (int thread = 0; thread < sharers; thread++)
        {
            _next[thread * Apart] = Begin(thread, items);
            _ends[thread] = Begin(thread + 1, items);
        }
    }

    /// <summary>An item that nobody has taken, or -1.</summary>
    public int Take(int thread)
    {
        for (int step = 0; step < _sharers; step++)
        {
            int share = (thread + step) % _sharers;
            ref int next = ref _next[share * Apart];
            // A finished share is only read: counting on would end in an overflow.
            if (Volatile.Read(ref next) >= _ends[share])
                continue;
            int item = Interlocked.Increment(ref next) - 1;
            if (item < _ends[share])
                return item;
        }
        return -1;
    }

    /// <summary>Leaves out all that has not been taken.</summary>
    public void Clear()
    {
        for (int share = 0; share < _sharers; share++)
            Volatile.Write(ref _next[share * Apart], _ends[share]);
    }

    private int Begin(int thread, int items) => (int)((long)items * thread / _sharers);
}
