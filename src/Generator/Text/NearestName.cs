namespace Unrolled.Generator.Texts;

/// <summary>Which of the known names was most likely meant by one that is not known.</summary>
internal static class NearestName
{
    private const int Longest = 64;

    /// <summary>The nearest name; null where none is near. A slip in three letters is near, and so is another case.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        int most = Math.Max(1, written.Length / 3);
        return known.Where(name => written.Length <= Longest && Math.Abs(name.Length - written.Length) <= most)
            .Select(name => (Name: name, Distance: Distance(written.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(pair => pair.Distance <= most && pair.Name != written)
            .OrderBy(static pair => pair.Distance).ThenBy(static pair => pair.Name, StringComparer.Ordinal)
            .Select(static pair => pair.Name).FirstOrDefault();
    }

    /// <summary>Letters put in, left out, mistaken, or exchanged with their neighbours, as few as explain the difference.</summary>
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int other = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(d[i - 1, j - 1] + other, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
