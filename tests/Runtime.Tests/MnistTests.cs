using System.Buffers.Binary;
using System.IO.Compression;

namespace Unrolled.Tests;

public sealed class MnistTests : TempDirectory
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_become_floats_from_0_to_1_with_their_labels(bool compressed)
    {
        PutSet(compressed);

        var digits = Mnist.Load(Directory);

        Assert.Equal((3, 4, 1), (digits.Train.Count, digits.Train.InputLength, digits.Train.TargetLength));
        Assert.Equal([0, 1 / 255f, 2 / 255f, 1, 4 / 255f, 5 / 255f, 6 / 255f, 7 / 255f, 8 / 255f, 9 / 255f, 10 / 255f, 0.2f],
            digits.Train.Inputs.ToArray());
        Assert.Equal([7, 0, 9], digits.Train.Labels.ToArray());
        Assert.Equal((1, 4), (digits.Test.Count, digits.Test.InputLength));
        Assert.Equal([5], digits.Test.Labels.ToArray());
    }

    [Fact]
    public void A_missing_file_is_named_both_ways()
    {
        PutSet(compressed: false);
        File.Delete(PathOf("t10k-images-idx3-ubyte"));

        var error = Assert.Throws<FileNotFoundException>(() => Mnist.Load(Directory));

        Assert.Contains(PathOf("t10k-images-idx3-ubyte") + " ", error.Message);
        Assert.Contains(PathOf("t10k-images-idx3-ubyte.gz"), error.Message);
    }

    [Fact]
    public void A_missing_directory_is_a_missing_file() => Assert.Throws<FileNotFoundException>(() => Mnist.Load(PathOf("nowhere")));

    [Fact]
    public void A_label_above_9_is_refused_with_its_place()
    {
        PutSet(compressed: false);
        Put("train-labels-idx1-ubyte", IdxBytes([3], [7, 10, 9]));

        var error = Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory));

        Assert.Contains(PathOf("train-labels-idx1-ubyte"), error.Message);
        Assert.Contains("label 1 is 10", error.Message);
    }

    [Fact]
    public void Another_number_of_pictures_than_labels_is_refused_before_the_pictures_are_read()
    {
        PutSet(compressed: false);
        Put("train-labels-idx1-ubyte", IdxBytes([2], [7, 1]));

        var error = Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory));

        Assert.Contains(PathOf("train-images-idx3-ubyte"), error.Message);
        Assert.Contains("expected 2 pictures", error.Message);
        Assert.Contains("declares 3", error.Message);
    }

    [Fact]
    public void Arrays_of_another_rank_and_empty_ones_are_refused()
    {
        PutSet(compressed: false);
        Put("train-images-idx3-ubyte", IdxBytes([3, 4], new byte[12]));
        Assert.Contains("the shape is 3×4", Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory)).Message);

        Put("train-images-idx3-ubyte", IdxBytes([3, 0, 4], []));
        Assert.Contains("the shape is 3×0×4", Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory)).Message);

        Put("train-labels-idx1-ubyte", IdxBytes([0], []));
        Assert.Contains("list of labels", Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory)).Message);
    }

    [Fact]
    public void Training_and_test_pictures_of_different_sizes_are_refused()
    {
        PutSet(compressed: false);
        Put("t10k-images-idx3-ubyte", IdxBytes([1, 3, 2], new byte[6]));

        Assert.Contains("4 pixels but test pictures 6", Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory)).Message);
    }

    [Fact]
    public void A_file_that_unpacks_to_more_than_any_such_set_is_refused_before_it_takes_memory()
    {
        PutSet(compressed: false);
        File.Delete(PathOf("train-images-idx3-ubyte"));
        PutFile("train-images-idx3-ubyte", IdxBytes([3, 4096, 8192], new byte[100]), compressed: true);
        byte[] bomb = File.ReadAllBytes(PathOf("train-images-idx3-ubyte.gz"));
        // As long as it declares, to whoever believes its end.
        BitConverter.GetBytes(3 * 4096 * 8192 + 16).CopyTo(bomb, bomb.Length - 4);
        Put("train-images-idx3-ubyte.gz", bomb);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory));

        Assert.Contains("more than the limit of 67108864; pass a larger maxUnpacked", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void The_costliest_set_takes_no_more_than_its_limit_allows()
    {
        const int Most = 4 << 20;
        foreach (string part in new[] { "train", "t10k" })
        {
            PutFile($"{part}-images-idx3-ubyte", IdxBytes([Most, 1, 1], new byte[Most]), compressed: true);
            PutFile($"{part}-labels-idx1-ubyte", IdxBytes([Most], new byte[Most]), compressed: true);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        DigitData digits = Mnist.Load(Directory, Most);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Most, digits.Test.Count);
        // What stays, and of each file the arrays of bytes that grew: no longer together than twice the last.
        Assert.InRange(allocated, 0, (16 + 4 * 2) * (long)Most + (1 << 20));
        Assert.Throws<InvalidDataException>(() => Mnist.Load(Directory, Most - 1));
    }

    private void PutSet(bool compressed)
    {
        PutFile("train-images-idx3-ubyte", IdxBytes([3, 2, 2], [0, 1, 2, 255, 4, 5, 6, 7, 8, 9, 10, 51]), compressed);
        PutFile("train-labels-idx1-ubyte", IdxBytes([3], [7, 0, 9]), compressed);
        PutFile("t10k-images-idx3-ubyte", IdxBytes([1, 2, 2], [1, 2, 3, 4]), compressed);
        PutFile("t10k-labels-idx1-ubyte", IdxBytes([1], [5]), compressed);
    }

    private void PutFile(string name, byte[] content, bool compressed)
    {
        using Stream file = File.Create(PathOf(compressed ? name + ".gz" : name));
        using Stream output = compressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        output.Write(content);
    }

    private static byte[] IdxBytes(int[] shape, byte[] data)
    {
        var header = new byte[4 + 4 * shape.Length];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (int axis = 0; axis < shape.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * axis), shape[axis]);
        return [.. header, .. data];
    }
}
