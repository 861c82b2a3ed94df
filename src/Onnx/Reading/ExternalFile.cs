using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Reading;

/// <summary>Files that a model keeps its numbers in: they lie in its folder or below, and nowhere else.</summary>
internal static class ExternalFile
{
    /// <exception cref="NodeException">The place is none, is outside, or leads to no file.</exception>
    public static FileStream Open(string directory, string location)
    {
        string root = Path.GetFullPath(directory), shown = Words.Short(location);
        bool isPath = location.Length > 0 && !location.Contains('\0') && !Path.IsPathRooted(location);
        string path = isPath ? Path.GetFullPath(Path.Combine(root, location)) : root;
        if (!IsInside(root, path))
            throw new NodeException($"its numbers lie at \"{shown}\", but a file in the model's own folder is expected");
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new NodeException($"its numbers lie in \"{shown}\", which is not there; put it beside the model");
        if (file.ResolveLinkTarget(returnFinalTarget: true) is { } target && !IsInside(root, target.FullName))
            throw new NodeException($"its numbers lie at \"{shown}\", a link out of the model's own folder; put the file itself there");
        return file.OpenRead();
    }

    private static bool IsInside(string root, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
