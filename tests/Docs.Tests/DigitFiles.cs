using System.Buffers.Binary;
using Samples.Drawing;

namespace Unrolled.Docs.Tests;

/// <summary>Files such as MNIST's, with a few digits that are drawn.</summary>
internal static class DigitFiles
{
    private const int Side = 28;

    // The first four bytes of IDX files of bytes with one axis, and with three.
    private const int Labels = 0x0801, Pictures = 0x0803;

    /// <summary>Writes the four of them.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="train">How many digits to learn from.</param>
    /// <param name="test">How many to judge by.</param>
    public static void Write(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        var artist = new DigitArtist(seed: 1);
        Write(folder, "train", artist, 0, train);
        Write(folder, "t10k", artist, train, test);
    }

    private static void Write(string folder, string set, DigitArtist artist, int first, int count)
    {
        var pixels = new float[Side * Side];
        byte[] pictures = [.. Big(Pictures), .. Big(count), .. Big(Side), .. Big(Side), .. new byte[count * pixels.Length]];
        byte[] labels = [.. Big(Labels), .. Big(count), .. new byte[count]];
        for (int i = 0; i < count; i++)
        {
            labels[^(count - i)] = (byte)artist.Draw(first + i, pixels);
            int at = pictures.Length - (count - i) * pixels.Length;
            for (int p = 0; p < pixels.Length; p++)
                pictures[at + p] = (byte)MathF.Round(255 * pixels[p]);
        }
        File.WriteAllBytes(Path.Combine(folder, $"{set}-images-idx3-ubyte"), pictures);
        File.WriteAllBytes(Path.Combine(folder, $"{set}-labels-idx1-ubyte"), labels);
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
