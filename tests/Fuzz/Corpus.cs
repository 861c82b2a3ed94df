using System.Security.Cryptography;

namespace Unrolled.Fuzz;

/// <summary>Inputs that earlier runs found to reach much, a folder a format: few and short, for every run begins with them.</summary>
internal static class Corpus
{
    private const int MostBytes = 24 << 10, LongestInput = 2 << 10;

    /// <summary>The inputs for a format.</summary>
    public static IEnumerable<byte[]> Of(string format)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus", format);
        return Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];
    }

    /// <summary>A name for an input, of its content.</summary>
    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..12];

    /// <summary>Replaces a folder's content by as few inputs as take every branch, shorter ones first, up to so many bytes.</summary>
    public static void Save(string folder, IReadOnlyList<byte[]> inputs, Func<byte[], HashSet<int>> reach)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var covered = new HashSet<int>();
        int bytes = 0;
        foreach (byte[] input in inputs.Where(static i => i.Length <= LongestInput).OrderBy(static i => i.Length))
        {
            HashSet<int> taken = reach(input);
            if (taken.IsSubsetOf(covered) || bytes + input.Length > MostBytes)
                continue;
            covered.UnionWith(taken);
            bytes += input.Length;
            File.WriteAllBytes(Path.Combine(folder, NameOf(input)), input);
        }
    }
}
