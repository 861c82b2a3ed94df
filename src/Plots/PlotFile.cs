using ScottPlot;

namespace Unrolled.Plots;

/// <summary>Files of plots.</summary>
internal static class PlotFile
{
    private static readonly (string Extension, Action<Plot, string, int, int> Save)[] s_formats =
    [
        (".png", static (plot, path, width, height) => plot.SavePng(path, width, height)),
        (".jpg", static (plot, path, width, height) => plot.SaveJpeg(path, width, height)),
        (".jpeg", static (plot, path, width, height) => plot.SaveJpeg(path, width, height)),
        (".bmp", static (plot, path, width, height) => plot.SaveBmp(path, width, height)),
        (".webp", static (plot, path, width, height) => plot.SaveWebp(path, width, height)),
        (".svg", static (plot, path, width, height) => plot.SaveSvg(path, width, height)),
    ];

    /// <summary>Writes a plot in the format that the file's extension names.</summary>
    public static void Save(string path, Plot plot, int width, int height)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        string extension = Path.GetExtension(path);
        var format = s_formats.FirstOrDefault(format => format.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase));
        if (format.Save is null)
            throw new ArgumentException(
                $"A plot is saved as {string.Join(", ", s_formats.Select(static f => f.Extension))}, but '{path}' ends in none of them.",
                nameof(path));
        format.Save(plot, path, width, height);
    }
}
