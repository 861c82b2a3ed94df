using Unrolled.Onnx;

namespace Unrolled.Tool;

/// <summary><c>unrolled import</c>.</summary>
internal static class ImportCommand
{
    /// <summary>A class that is named with its namespace or beside it.</summary>
    public static ImportOptions Named(string? className, string? space)
    {
        int dot = className?.LastIndexOf('.') ?? -1;
        return dot < 0 || space is not null
            ? new ImportOptions { ClassName = className, Namespace = space }
            : new ImportOptions { ClassName = className![(dot + 1)..], Namespace = className[..dot] };
    }

    /// <param name="file">The model.</param>
    /// <param name="directory">Where the class and its weights go.</param>
    /// <param name="project">Where the project lies; null for the nearest one.</param>
    /// <param name="options">What else is to be chosen.</param>
    /// <param name="output">Takes the layers.</param>
    public static int Run(string file, string directory, string? project, ImportOptions options, TextWriter output)
    {
        // The class names its weights from the project's directory on, which may lie above.
        string inside = Path.GetRelativePath(project ?? ProjectAbove(directory) ?? directory, Path.GetFullPath(directory));
        ImportedNetwork network = OnnxModel.Import(file, options with { WeightsDirectory = inside == "." ? null : inside });
        (string source, string weights) = network.Save(directory);
        output.Write(Describe(network));
        output.WriteLine($"wrote {source} and {weights}");
        return 0;
    }

    private static string Describe(ImportedNetwork network)
    {
        static string Count(long n) => n == 0 ? "" : $"{n:N0}";
        string[][] rows =
        [
            ["layer", "name", "output", "parameters"],
            ["Input", "", string.Join('×', network.Input), ""],
            .. network.Layers.Select(static layer =>
                new[] { layer.Declaration, layer.Name, string.Join('×', layer.Output), Count(layer.Parameters) }),
            ["total", "", "", Count(network.ParameterCount)],
        ];
        return $"{network.ClassName}, of {network.Origin}\n{Table.Format(rows, numbers: 3)}";
    }

    /// <summary>The nearest directory, this or above, with a project in it; null where there is none.</summary>
    private static string? ProjectAbove(string directory)
    {
        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
        {
            if (at.Exists && at.EnumerateFiles("*.csproj").Any())
                return at.FullName;
        }

        return null;
    }
}
