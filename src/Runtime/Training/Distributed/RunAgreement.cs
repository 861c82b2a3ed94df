using System.Text;
using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>Compares by name what must be the same on all ranks of a run.</summary>
internal static unsafe class RunAgreement
{
    private const char Between = '\u001F', Behind = '\u001E';

    /// <summary>Throws on all ranks, where one of them differs.</summary>
    /// <exception cref="ExchangeException">One does; the message names it and what differs.</exception>
    public static void Require(Ranks ranks, Func<IEnumerable<(string Name, object Value)>> facts)
    {
        if (ranks.IsAlone)
            return;
        string text = string.Concat(facts().Select(static fact => $"{fact.Name}{Between}{fact.Value}{Behind}"));
        string[] all = Gather(ranks, text);
        for (int rank = 1; rank < all.Length; rank++)
        {
            if (all[rank] != all[0])
                throw new ExchangeException(rank, Difference(rank, Facts(all[rank]), Facts(all[0])));
        }
    }

    private static string Difference(int rank, List<(string Name, string Value)> facts, List<(string Name, string Value)> first)
    {
        int at = Enumerable.Range(0, Math.Min(facts.Count, first.Count)).FirstOrDefault(i => facts[i] != first[i], -1);
        string what = at < 0 || facts[at].Name != first[at].Name
            ? "does something else than rank 0"
            : $"has {facts[at].Name} {facts[at].Value}, rank 0 {first[at].Value}";
        return $"Rank {rank} {what}; start all ranks with the same program, data, seed and options.";
    }

    private static List<(string Name, string Value)> Facts(string text) =>
    [
        .. text.Split(Behind, StringSplitOptions.RemoveEmptyEntries)
            .Select(static fact => fact.Split(Between))
            .Select(static parts => (parts[0], parts[^1])),
    ];

    private static string[] Gather(Ranks ranks, string own)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(own);
        long[] lengths = new long[ranks.Count];
        lengths[ranks.Rank] = bytes.Length;
        ranks.Sum(lengths);
        long[] bounds = new long[ranks.Count + 1];
        for (int rank = 0; rank < ranks.Count; rank++)
            bounds[rank + 1] = bounds[rank] + lengths[rank];
        var memory = new PinnedBuffer<byte>(checked((int)bounds[^1]));
        bytes.CopyTo(memory.Span[(int)bounds[ranks.Rank]..]);
        ranks.Gather(memory.Pointer, bounds);
        return [.. Enumerable.Range(0, ranks.Count).Select(r => Encoding.UTF8.GetString(memory.Span[(int)bounds[r]..(int)bounds[r + 1]]))];
    }
}
