namespace Unrolled.Numerics.Tests;

/// <summary>Writes the networks of these tests as C# files, for programs that are compiled for other machines.</summary>
internal static class SourceFiles
{
    /// <summary>The argument before the directory.</summary>
    internal const string Command = "write-networks";

    /// <summary>Every layer with all its options, alone and behind another; and a program that prints what each network comes to.</summary>
    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var lines = new List<string>();
        foreach (Declaration declaration in Zoo.All.Concat(Dropouts.All).DistinctBy(static d => d.Title))
        {
            string name = Compiler.ClassName(lines.Count);
            File.WriteAllText(Path.Combine(directory, name + ".cs"), declaration.Source(name));
            lines.Add($"Unrolled.Bits.Bits.Of(\"{declaration.Title.Replace("\"", "'")}\", new T.{name}(seed: 3));");
        }

        File.WriteAllText(Path.Combine(directory, "Main.cs"), string.Join("\n", lines) + "\n");
    }
}
