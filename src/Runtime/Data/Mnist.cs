using Unrolled.Data;

namespace Unrolled;

/// <summary>Labelled pictures for training, and others for testing.</summary>
/// <param name="Train">Samples to learn from.</param>
/// <param name="Test">Samples to judge by.</param>
public sealed record DigitData(Dataset Train, Dataset Test);

/// <summary>Loads the files of MNIST, and of those that took over its names and its ten classes (Fashion-MNIST, KMNIST).</summary>
public static class Mnist
{
    /// <summary>
    /// The most elements that a compressed file may unpack to where nothing else is said: 2²⁶, half as many again as MNIST's 47 million.
    /// </summary>
    public const int DefaultMaxUnpacked = 1 << 26;

    private const int Classes = 10;

    /// <summary>
    /// Reads <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
    /// <c>t10k-labels-idx1-ubyte</c>, each plain or with <c>.gz</c>. Pixels become floats from 0 to 1, a sample is one picture row by row
    /// (<c>[1, 28, 28]</c> for the usual files), with one label from 0 to 9.
    /// </summary>
    /// <param name="directory">Where the files are.</param>
    /// <param name="maxUnpacked">
    /// The most elements that a compressed file may unpack to, as for <see cref="Idx.Read"/>; 2²⁶ unless given. Each is a byte in the file
    /// and one of four bytes in the set, where four files of this length, of pictures of one pixel, take sixteen times as much: a gigabyte.
    /// </param>
    /// <exception cref="FileNotFoundException">A file is there neither plain nor with <c>.gz</c>.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the files do not belong together.</exception>
    public static DigitData Load(string directory, int maxUnpacked = DefaultMaxUnpacked)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Dataset train = Load(directory, "train", maxUnpacked);
        Dataset test = Load(directory, "t10k", maxUnpacked);
        if (train.InputLength != test.InputLength)
            throw new InvalidDataException(
                $"{directory}: training pictures have {train.InputLength} pixels but test pictures {test.InputLength}; " +
                "the files are not from one set.");
        return new DigitData(train, test);
    }

    private static Dataset Load(string directory, string part, int maxUnpacked)
    {
        using var labels = new IdxFile(Find(directory, $"{part}-labels-idx1-ubyte"), maxUnpacked);
        if (labels.Shape.Length != 1 || labels.Shape[0] == 0)
            throw labels.Refuse($"expected a list of labels but the shape is {string.Join('×', labels.Shape)}");
        using var pictures = new IdxFile(Find(directory, $"{part}-images-idx3-ubyte"), maxUnpacked);
        if (pictures.Shape.Length != 3 || pictures.Shape[1] == 0 || pictures.Shape[2] == 0)
            throw pictures.Refuse($"expected pictures × rows × columns but the shape is {string.Join('×', pictures.Shape)}");
        if (pictures.Shape[0] != labels.Shape[0])
            throw pictures.Refuse(
                $"expected {labels.Shape[0]} pictures, as many as there are labels, but it declares {pictures.Shape[0]}; " +
                "the two files do not belong together");
        // The two are known to fit before any of their elements takes memory.
        int[] classes = ReadLabels(labels);
        byte[] pixels = pictures.ReadData();
        var inputs = new float[pixels.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = pixels[i] / 255f;
        return new Dataset(inputs, pictures.Shape[1] * pictures.Shape[2], classes);
    }

    private static int[] ReadLabels(IdxFile file)
    {
        int[] labels = Array.ConvertAll(file.ReadData(), label => (int)label);
        int wrong = Array.FindIndex(labels, label => label >= Classes);
        if (wrong >= 0)
            throw file.Refuse(
                $"expected labels from 0 to {Classes - 1} but label {wrong} is {labels[wrong]}; " +
                $"read sets with more classes with {nameof(Idx)}.{nameof(Idx.Read)}");
        return labels;
    }

    private static string Find(string directory, string name)
    {
        string plain = Path.Combine(directory, name), compressed = plain + ".gz";
        if (File.Exists(plain))
            return plain;
        return File.Exists(compressed)
            ? compressed
            : throw new FileNotFoundException(
                $"Neither {plain} nor {compressed} exists; put MNIST's four IDX files into that directory.", plain);
    }
}
