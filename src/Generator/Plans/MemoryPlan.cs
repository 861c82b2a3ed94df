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
    /// <exception cref="OverflowException">The region would have more floats than 32 bits can number.</exception>
    public static int Assign(IEnumerable<IEnumerable<Buffer>> moments, Region region, CancellationToken cancel = default)
    {
        var lives = new Dictionary<Buffer, Life>();
        int at = 0;
        foreach (IEnumerable<Buffer> moment in moments)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (Buffer buffer in moment.Where(b => b.Region == region))
                lives[buffer] = lives.TryGetValue(buffer, out Life? life) ? life with { End = at } : new Life(buffer, lives.Count, at, at);
            at++;
        }

        var taken = new TakenMemory(at);
        int size = 0;
        foreach (Life life in lives.Values.OrderByDescending(static l => l.Buffer.Length).ThenBy(static l => l.Order))
        {
            cancel.ThrowIfCancellationRequested();
            life.Buffer.Offset = taken.Take(life.Start, life.End, Length(life.Buffer));
            // An offset that wrapped would lie outside the memory that kernels are given.
            size = Math.Max(size, checked(life.Buffer.Offset + Length(life.Buffer)));
        }

        return size;
    }

    private static int Length(Buffer buffer) =>
        buffer.Length >= 0 ? Program.Align(buffer.Length) : throw new OverflowException();

    private sealed record Life(Buffer Buffer, int Order, int Start, int End);
}
