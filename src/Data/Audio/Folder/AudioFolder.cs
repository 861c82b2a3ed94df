using System.Collections.Immutable;

namespace Unrolled.Data;

/// <summary>Loads folders of recordings, with labels from the names of folders or files.</summary>
public static class AudioFolder
{
    /// <summary>
    /// Reads all WAV files whose paths are of the template's form, in the order of their paths by code unit. Files and folders whose names
    /// begin with a dot, and files of other kinds, are passed over. All processors decode; the result does not depend on that.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Rate, length, features, and what paths say; a folder a class and the sound itself if left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or its path is of another form, or there are none.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range, or settings do not fit each other.</exception>
    public static AudioSamples Load(string directory, AudioOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new AudioOptions();
        var pipeline = new AudioPipeline(options);
        var template = new PathTemplate(options.Template);
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"There is no folder {directory}; give one with recordings such as " +
                $"{options.Template}.wav.");
        string[] paths = [.. Paths(directory, template)];
        if (paths.Length == 0)
            throw new InvalidDataException($"{directory}: expected recordings such as {options.Template}.wav, but there are no WAV files.");
        string[][] fields = Array.ConvertAll(paths, path => template.Match(path[..^Path.GetExtension(path).Length]) ??
            throw new InvalidDataException(
                $"{Path.Combine(directory, path)}: expected a path such as {options.Template}.wav; rename the file, or set " +
                $"{nameof(AudioOptions.Template)}."));
        int label = template.Fields.ToList().IndexOf(PathTemplate.Label);
        ImmutableArray<string> classes = [.. fields.Select(field => field[label]).Distinct().Order(StringComparer.Ordinal)];
        return new AudioSamples(pipeline, classes, template.Fields, Recordings(directory, paths, fields, pipeline));
    }

    private static IEnumerable<string> Paths(string directory, PathTemplate template)
    {
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = template.Depth,
            AttributesToSkip = FileAttributes.None,
        };
        return Directory.EnumerateFiles(directory, "*", all)
            .Select(path => Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(static path => Path.GetExtension(path).Equals(".wav", StringComparison.OrdinalIgnoreCase))
            .Where(static path => !path.StartsWith('.') && !path.Contains("/.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    private static Recording[] Recordings(string directory, string[] paths, string[][] fields, AudioPipeline pipeline)
    {
        var recordings = new Recording[paths.Length];
        var refused = new Exception?[paths.Length];
        Parallel.For(0, paths.Length, i =>
        {
            string path = Path.Combine(directory, paths[i]);
            try
            {
                recordings[i] = new Recording(path, fields[i], pipeline.Clean(Wav.Read(path, pipeline.Options.Wav)));
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                refused[i] = e;
            }
        });
        // The first by name, whichever thread came first.
        return Array.Find(refused, static e => e is not null) is { } first
            ? throw (first is InvalidDataException ? new InvalidDataException(first.Message, first) : new IOException(first.Message, first))
            : recordings;
    }
}
