namespace Unrolled.Generator.Planning;

/// <summary>Gives buffers places by their lifetimes: the largest first, each as low as nothing alive at the same time stands in the way.</summary>
internal static class MemoryPlan
{
    /// <summary>Sets the offsets of the buffers of <paramref name="steps"/> that live within one run, and returns the floats needed.</summary>
    public static int Assign(IReadOnlyList<Step> steps)
    {
        var lives = new Dictionary<Buffer, Life>();
        for (int at = 0; at < steps.Count; at++)
        {
            foreach (Buffer buffer in steps[at].Reads.Concat(steps[at].Writes).Where(static b => !b.WholeChunk))
                lives[buffer] = lives.TryGetValue(buffer, out Life? life) ? life with { End = at } : new Life(buffer, lives.Count, at, at);
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
