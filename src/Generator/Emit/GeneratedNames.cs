using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Emit;

/// <summary>The names of files and namespaces that are made for a class: no two classes share one.</summary>
internal static class GeneratedNames
{
    /// <summary>The namespace around those of all networks' bodies.</summary>
    public const string Around = "Unrolled.Generated";

    /// <summary>Bytes in UTF-8. File systems take 255, and metadata 1,023 for a namespace with the type in it.</summary>
    private const int FileLength = 150, NamespaceLength = 400;

    /// <summary>
    /// The name of one of a class's files. Roslyn takes letters and digits there, but not all else that C# does.
    /// </summary>
    /// <param name="spec">The class.</param>
    /// <param name="part">Which file: a hyphen and a name. A hyphen cannot stand in a class's name.</param>
    public static string File(NetworkSpec spec, string part)
    {
        string full = NetworkEmitter.FullName(spec);
        string[] letters = [.. full.Select(static c =>
            char.IsLetterOrDigit(c) || c is '_' or '.' ? c.ToString() : $"({(int)c:X4})")];
        string name = string.Concat(letters);
        if (Encoding.UTF8.GetByteCount(name) > FileLength)
        {
            int bytes = 0;
            IEnumerable<string> fitting = letters.TakeWhile(letter => (bytes += Encoding.UTF8.GetByteCount(letter)) <= FileLength);
            name = string.Concat(fitting) + $"({Hash(full.ToUpperInvariant())})";
        }

        return name + part + ".g.cs";
    }

    /// <summary>The namespace of a network's bodies, below <see cref="Around"/>.</summary>
    /// <remarks>
    /// Underscores are doubled and dots become one, so that no two networks share a namespace. Those that a name behind a dot begins with
    /// are counted, as both would run together. One stands in front, so that none has the name of a type of the runtime.
    /// </remarks>
    public static string OfBodies(NetworkSpec spec)
    {
        string full = NetworkEmitter.FullName(spec);
        string name = "_" + string.Join("_", full.Split('.').Select(static (n, place) => Encode(n, isFirst: place == 0)));
        // No name begins with a digit.
        return Encoding.UTF8.GetByteCount(name) <= NamespaceLength ? name : "_0" + Hash(full);
    }

    private static string Encode(string name, bool isFirst)
    {
        int count = name.TakeWhile(static c => c == '_').Count();
        return isFirst || count == 0
            ? name.Replace("_", "__")
            : count.ToString(CultureInfo.InvariantCulture) + "_" + name.Substring(count).Replace("_", "__");
    }

    private static string Hash(string name)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.Unicode.GetBytes(name)).Take(16).Select(static b => b.ToString("x2")));
    }
}
