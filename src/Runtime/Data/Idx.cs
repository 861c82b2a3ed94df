using Unrolled.Data;

namespace Unrolled;

/// <summary>An array of bytes from an IDX file.</summary>
/// <param name="Shape">Extent of each axis, outermost first: <c>[60000, 28, 28]</c>.</param>
/// <param name="Data">The elements in row-major order.</param>
public sealed record IdxArray(int[] Shape, byte[] Data);

/// <summary>
/// Reads IDX files of unsigned bytes, the format of MNIST, Fashion-MNIST, KMNIST and EMNIST, as they are or compressed with gzip
/// (recognised by content, whatever the file's name).
/// </summary>
public static class Idx
{
    /// <summary>The most elements that a compressed file may unpack to where nothing else is said: 2³⁰, a gigabyte.</summary>
    public const int DefaultMaxUnpacked = 1 << 30;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file to read.</param>
    /// <param name="maxUnpacked">
    /// The most elements, of a byte each, that a compressed file may unpack to: a small one may hold a thousand times its size.
    /// 2³⁰ unless given. What is not compressed has its own size as a limit.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, not IDX of unsigned bytes, or shorter or longer than it declares, or compressed and larger
    /// than <paramref name="maxUnpacked"/>.
    /// </exception>
    public static IdxArray Read(string path, int maxUnpacked = DefaultMaxUnpacked)
    {
        using var file = new IdxFile(path, maxUnpacked);
        return new IdxArray(file.Shape, file.ReadData());
    }
}
