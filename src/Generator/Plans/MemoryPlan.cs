namespace Unrolled.Generator.Plans;

/// <summary>
/// Gives buffers places by their lifetimes: the largest first, each as low as nothing alive at the same time stands in the way.
/// </summary>
internal static class MemoryPlan
{
    /// <summary>
    /// Sets the offsets of the buffers of one region, which live from the first moment that names them to the
    /// last, and returns the floats needed.
    /// </summary>
    public static int Assign(IEnumerable<IEnumerable<Buffer>> moments, Region region)
    {
        var lives = new Dictionary<Buffer, Life>();
        int at = 0;
        foreach (IEnumerable<Buffer> moment in moments)
        {
            foreach (Buffer buffer in moment.Where(b => b.Region == region))
                lives[buffer] = lives.TryGetValue(buffer, out Life? life) ? life with { End = at } : new Life(buffer, lives.Count, at, at);
            at++;
        }

        // In the order of places: sorted anew for each, thousands of buffers would take minutes.
        var placed = new List<Life>();
        foreach (Life life in lives.Values.OrderByDescending(static l => l.Buffer.Length).ThenBy(static l => l.Order))
        {
            int offset = 0;
            foreach (Life other in placed)
            {
                if (!life.Meets(other))
                    continue;
                if (other.Buffer.Offset >= End(offset, life.Buffer))
                    break;
                offset = Math.Max(offset, End(other.Buffer.Offset, other.Buffer));
            }

            life.Buffer.Offset = offset;
            placed.Insert(PlaceOf(placed, offset), life);
        }

        return placed.Count == 0 ? 0 : placed.Max(static l => End(l.Buffer.Offset, l.Buffer));
    }

    /// <summary>Where a buffer at this place ends: an offset that wrapped would lie outside the memory that kernels are given.</summary>
    private static int End(int offset, Buffer buffer) =>
        buffer.Length >= 0 ? checked(offset + Program.Align(buffer.Length)) : throw new OverflowException();

    /// <summary>Where among lives that are sorted by their places one of this place belongs, behind equal ones.</summary>
    private static int PlaceOf(List<Life> placed, int offset)
    {
        int low = 0, high = placed.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = placed[middle].Buffer.Offset <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private sealed record Life(Buffer Buffer, int Order, int Start, int End)
    {
        public bool Meets(Life other) => Start <= other.End && other.Start <= End;
    }
}
