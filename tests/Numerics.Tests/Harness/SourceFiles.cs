namespace Unrolled.Numerics.Tests;

/// <summary>Writes the networks of these tests as C# files, for programs that are compiled for other machines.</summary>
internal static class SourceFiles
{
    /// <summary>The argument before the directory.</summary>
    internal const string Command = "write-networks";

    /// <summary>Networks, and a program that prints what each of them comes to.</summary>
    /// <param name="directory">Where they go.</param>
    /// <param name="all">Every layer with all its options, alone and behind another; otherwise each kind of layer once.</param>
    public static void Write(string directory, bool all)
    {
        Directory.CreateDirectory(directory);
        var lines = new List<string>();
        var kinds = new HashSet<Type>();
        // The longest first: they have most kinds.
        IEnumerable<Declaration> declarations = Zoo.All.Concat(Dropouts.All).DistinctBy(static d => d.Title)
            .OrderByDescending(static d => d.Layers.Length);
        foreach (Declaration declaration in declarations)
        {
            // Counted to the end: a network may have several new kinds.
            if (declaration.Layers.Count(l => kinds.Add(l.GetType())) == 0 && !all)
                continue;
            string name = Compiler.ClassName(lines.Count);
            File.WriteAllText(Path.Combine(directory, name + ".cs"), declaration.Source(name));
            lines.Add($"Unrolled.Bits.Bits.Of(\"{declaration.Title.Replace("\"", "'")}\", new T.{name}(seed: 3));");
        }

        File.WriteAllText(Path.Combine(directory, "Main.cs"), string.Join("\n", lines) + "\n");
    }
}
