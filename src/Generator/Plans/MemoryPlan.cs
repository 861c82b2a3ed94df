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

        var placed = new List<Life>();
        foreach (Life life in lives.Values.OrderByDescending(static l => l.Buffer.Length).ThenBy(static l => l.Order))
        {
            int offset = 0;
            foreach (Life other in placed.Where(life.Meets).OrderBy(static l => l.Buffer.Offset))
            {
                if (other.Buffer.Offset >= offset + Program.Align(life.Buffer.Length))
                    break;
                offset = Math.Max(offset, other.Buffer.Offset + Program.Align(other.Buffer.Length));
            }

            life.Buffer.Offset = offset;
            placed.Add(life);
        }

        return placed.Count == 0 ? 0 : placed.Max(static l => l.Buffer.Offset + Program.Align(l.Buffer.Length));
    }

    private sealed record Life(Buffer Buffer, int Order, int Start, int End)
    {
        public bool Meets(Life other) => Start <= other.End && other.Start <= End;
    }
}
