namespace Unrolled.Generator.Plans;

/// <summary>Stretches of memory that are taken, in order; those that touch are one.</summary>
internal sealed class Stretches
{
    private readonly List<(int Start, int End)> _taken = [];

    /// <summary>
    /// Moves <paramref name="start"/> up to the first place from which on <paramref name="length"/> elements are free here.
    /// </summary>
    /// <returns>Whether it had to be moved.</returns>
    /// <exception cref="OverflowException">The place would end beyond 32 bits.</exception>
    public bool Pass(ref int start, int length)
    {
        int before = start;
        for (int i = FirstEndingBehind(start); i < _taken.Count && _taken[i].Start < checked(start + length); i++)
            start = _taken[i].End;
        return start != before;
    }

    /// <summary>Takes a stretch, of which some may be taken already.</summary>
    public void Take(int start, int end)
    {
        if (start == end)
            return;
        int first = FirstEndingBehind(start - 1), behind = first;
        for (; behind < _taken.Count && _taken[behind].Start <= end; behind++)
            (start, end) = (Math.Min(start, _taken[behind].Start), Math.Max(end, _taken[behind].End));
        if (behind == first)
        {
            _taken.Insert(first, (start, end));
            return;
        }

        _taken[first] = (start, end);
        _taken.RemoveRange(first + 1, behind - first - 1);
    }

    /// <summary>The first stretch that ends behind a place.</summary>
    private int FirstEndingBehind(int place)
    {
        int low = 0, high = _taken.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _taken[middle].End <= place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
