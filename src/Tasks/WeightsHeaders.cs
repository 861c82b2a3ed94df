using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Unrolled.Tasks;

/// <summary>
/// Finds the weight files that a project's networks name, and writes the header of each - which tensors it has - as text. A generator may
/// not open files, and the
/// compiler hands it text alone.
/// </summary>
public sealed class WeightsHeaders : Microsoft.Build.Utilities.Task
{
    // What a safetensors header may be at most.
    private const ulong MostHeader = 100_000_000;

    private static readonly Regex s_weights = new(@"\bWeights\s*=\s*@?""([^""\r\n]+)""", RegexOptions.CultureInvariant);

    /// <summary>The project's source files.</summary>
    [Required]
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>Weight files that the project lists itself, for names that are no literals in the source.</summary>
    public ITaskItem[] Listed { get; set; } = [];

    /// <summary>What the files' paths are relative to.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>Where the headers go.</summary>
    [Required]
    public string OutputDirectory { get; set; } = "";

    /// <summary>The headers, with the file's name as it was written as metadata <c>UnrolledWeights</c>.</summary>
    [Output]
    public ITaskItem[] Headers { get; private set; } = [];

    /// <summary>The files, with the names of their resources.</summary>
    [Output]
    public ITaskItem[] Resources { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        List<ITaskItem> headers = [], resources = [];
        IEnumerable<string> names = Named().Concat(Listed.Select(static item => item.ItemSpec));
        foreach (string name in names.Select(static name => name.Replace('\\', '/')).Distinct())
        {
            string path = Path.Combine(ProjectDirectory, name);
            // A missing file is the generator's to report, on the attribute that names it.
            if (!File.Exists(path))
                continue;
            headers.Add(new TaskItem(Write(name, Header(path)), new Dictionary<string, string> { ["UnrolledWeights"] = name }));
            resources.Add(new TaskItem(path, new Dictionary<string, string>
            {
                ["LogicalName"] = "Unrolled.Weights/" + name,
                ["WithCulture"] = "false",
                ["Type"] = "Non-Resx",
            }));
        }

        Headers = [.. headers];
        Resources = [.. resources];
        return !Log.HasLoggedErrors;
    }

    private IEnumerable<string> Named() => Sources.Select(source => source.GetMetadata("FullPath")).Where(File.Exists)
        .SelectMany(static path => s_weights.Matches(File.ReadAllText(path)).Cast<Match>().Select(static match => match.Groups[1].Value));

    /// <summary>The file's length and its JSON header; an empty header where it is no safetensors file.</summary>
    private static string Header(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var reader = new BinaryReader(file);
        ulong length = file.Length >= 8 ? reader.ReadUInt64() : ulong.MaxValue;
        bool fits = length <= MostHeader && length <= (ulong)(file.Length - 8);
        string json = fits ? Encoding.UTF8.GetString(reader.ReadBytes((int)length)) : "";
        return $"{file.Length - 8 - (long)Math.Min(length, int.MaxValue)}\n{json}";
    }

    /// <summary>Writes text where it is not there already, so that nothing is built again for nothing.</summary>
    private string Write(string name, string text)
    {
        string path = Path.Combine(OutputDirectory, Regex.Replace(name, "[^A-Za-z0-9.]", "_") + ".header");
        Directory.CreateDirectory(OutputDirectory);
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            File.WriteAllText(path, text);
        return path;
    }
}
