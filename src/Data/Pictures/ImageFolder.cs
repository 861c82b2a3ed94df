namespace Unrolled.Data;

/// <summary>
/// Pictures in folders, a folder a class: <c>pictures/cat/1.png</c>. Classes are in ordinal order of their folders' names, pictures in that
/// of their files'. Files that end in <c>.png</c>, <c>.jpg</c> or <c>.jpeg</c> are read, as what their content is; others are passed over,
/// and so is what is hidden or lies deeper.
/// </summary>
public static class ImageFolder
{
    /// <summary>Reads all pictures into memory, on all cores; the samples are the same for any number of them.</summary>
    /// <param name="directory">Where the classes' folders are.</param>
    /// <param name="options">What becomes of pictures; three channels and the size that they all have, if left out.</param>
    /// <returns>A sample <c>[Channels, Height, Width]</c> for each picture, with its class's label and the classes' names.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="InvalidDataException">There are no classes, a class has no pictures, or a picture cannot be read.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Dataset Load(string directory, ImageOptions? options = null)
    {
        options ??= new();
        FolderFiles files = FolderFiles.Of(directory, options);
        PictureReader reader = files.Reader(options);
        int length = reader.Length!.Value;
        if ((long)files.Paths.Length * length > Array.MaxLength)
            throw new InvalidDataException(
                $"{directory}: {files.Paths.Length} pictures of {length} floats are more than an array can hold; " +
                $"{nameof(ImageFolder)}.{nameof(Open)} reads them as they are needed.");
        var inputs = new float[files.Paths.Length * length];
        bool[] readable = files.Each(options, i => files.Read(reader, i, inputs.AsSpan(i * length, length)));
        int kept = 0;
        for (int i = 0; i < readable.Length; i++)
        {
            if (readable[i])
                inputs.AsSpan(i * length, length).CopyTo(inputs.AsSpan(kept++ * length));
        }
        FolderFiles left = files.Only(readable);
        Array.Resize(ref inputs, kept * length);
        return new Dataset(inputs, length, [.. left.Labels]) { ClassNames = left.Classes };
    }

    /// <summary>
    /// Pictures that are read as they are needed: for more than memory holds. The samples have the bits of <see cref="Load"/>'s. With
    /// <see cref="ImageOptions.Unreadable"/> every file is read once to know which are left out.
    /// </summary>
    /// <param name="directory">Where the classes' folders are; the files stay as they are while they are in use.</param>
    /// <param name="options">What becomes of pictures; three channels and the size that they all have, if left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="InvalidDataException">
    /// There are no classes, or a class has no pictures. Reading a sample throws it for a picture that cannot be read.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static SampleSource Open(string directory, ImageOptions? options = null)
    {
        options ??= new();
        FolderFiles files = FolderFiles.Of(directory, options);
        PictureReader reader = files.Reader(options);
        if (options.Unreadable is not null)
            files = files.Only(files.Each(options, i => files.Read(reader, i, new float[reader.Length!.Value])));
        return new FolderSource(files, reader) { ClassNames = files.Classes };
    }

    private sealed class FolderSource(FolderFiles files, PictureReader reader)
        : SampleSource(files.Paths.Length, new(reader.Length!.Value))
    {
        private readonly FolderFiles _files = files;
        private readonly PictureReader _reader = reader;

        public override void Read(int index, int epoch, Sample into)
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"The folder has {Count} pictures; 0 to {Count - 1} can be read.");
            _files.Read(_reader, index, into.Input);
            into.Labels[0] = _files.Labels[index];
        }
    }
}
