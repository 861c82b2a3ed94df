using System.Collections.Immutable;

namespace Unrolled.Data;

/// <summary>The pictures in a folder of classes.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Classes">The classes' names.</param>
/// <param name="Paths">All pictures, class by class.</param>
/// <param name="Labels">Their classes.</param>
/// <param name="MaxFileBytes">The most bytes that a file may have.</param>
internal sealed record FolderFiles(
    string Directory, ImmutableArray<string> Classes, ImmutableArray<string> Paths, ImmutableArray<int> Labels, int MaxFileBytes)
{
    private static readonly string[] s_extensions = [".png", ".jpg", ".jpeg"];

    public static FolderFiles Of(string directory, ImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(directory);
        options.Checked();
        string[] classes = Names(System.IO.Directory.GetDirectories(directory));
        if (classes.Length == 0)
            throw new InvalidDataException(
                $"{directory}: expected a folder for each class with its pictures in it, but there is no folder.");
        var paths = ImmutableArray.CreateBuilder<string>();
        var labels = ImmutableArray.CreateBuilder<int>();
        for (int label = 0; label < classes.Length; label++)
        {
            string folder = Path.Combine(directory, classes[label]);
            string[] pictures = [.. Names(System.IO.Directory.GetFiles(folder)).Where(IsPicture)];
            if (pictures.Length == 0)
                throw new InvalidDataException(
                    $"{folder}: expected PNG or JPEG pictures of the class, but there are none; " +
                    "remove the folder, or give the folder whose folders are the classes.");
            paths.AddRange(pictures.Select(name => Path.Combine(folder, name)));
            labels.AddRange(Enumerable.Repeat(label, pictures.Length));
        }
        return new(directory, [.. classes], paths.ToImmutable(), labels.ToImmutable(), options.MaxFileBytes);
    }

    /// <summary>A reader that knows the pictures' size: the one asked for, or else that of the first that can be read.</summary>
    public PictureReader Reader(ImageOptions options)
    {
        var reader = new PictureReader(options);
        for (int i = 0; reader.Length is null && i < Paths.Length; i++)
        {
            try
            {
                reader = reader.SizedBy(Bytes(i), Paths[i]);
            }
            catch (InvalidDataException) when (options.Unreadable is not null)
            {
                // It is told when it is read.
            }
        }
        return reader.Length is null ? throw NoneReadable() : reader;
    }

    public void Read(PictureReader reader, int index, Span<float> into) => reader.Read(Bytes(index), Paths[index], into);

    /// <summary>
    /// Does something with each picture on all cores, and says which went well. What throws is told in order, or the first one thrown on.
    /// </summary>
    public bool[] Each(ImageOptions options, Action<int> read)
    {
        var wrong = new InvalidDataException?[Paths.Length];
        Parallel.For(0, wrong.Length, (i, loop) =>
        {
            try
            {
                read(i);
            }
            catch (InvalidDataException unreadable)
            {
                wrong[i] = unreadable;
                // Those before it are still read: the first one is told, whoever was quicker.
                if (options.Unreadable is null)
                    loop.Break();
            }
        });
        foreach (InvalidDataException? unreadable in wrong)
        {
            if (unreadable is not null)
                (options.Unreadable ?? throw unreadable)(unreadable);
        }
        return Array.ConvertAll(wrong, static unreadable => unreadable is null);
    }

    /// <summary>Those that can be read; every class must have some left.</summary>
    public FolderFiles Only(bool[] readable)
    {
        int[] kept = [.. Enumerable.Range(0, readable.Length).Where(i => readable[i])];
        if (kept.Length == 0)
            throw NoneReadable();
        FolderFiles left = this with { Paths = [.. kept.Select(i => Paths[i])], Labels = [.. kept.Select(i => Labels[i])] };
        int empty = Enumerable.Range(0, Classes.Length).Except(left.Labels).FirstOrDefault(-1);
        return empty < 0 ? left : throw new InvalidDataException(
            $"{Path.Combine(Directory, Classes[empty])}: none of the class's pictures can be read.");
    }

    private InvalidDataException NoneReadable() => new($"{Directory}: none of its {Paths.Length} pictures can be read.");

    private byte[] Bytes(int index)
    {
        using FileStream file = File.OpenRead(Paths[index]);
        return PictureBytes.Of(file, Paths[index], MaxFileBytes);
    }

    private static bool IsPicture(string name) =>
        Array.Exists(s_extensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>The last parts of paths, in ordinal order, without what is hidden.</summary>
    private static string[] Names(string[] paths) =>
        [.. paths.Select(path => Path.GetFileName(path)).Where(static name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
}
