using System.Buffers.Binary;
using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data.Tests;

[Network, Input(1, 6, 6)]
[Conv2D(4, 3), ReLU, Flatten, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Small;

public class ImageFolderTests : TempDirectory
{
    private static readonly ImageOptions s_grey = new() { Channels = 1 };

    [Fact]
    public void A_folder_is_a_class_in_ordinal_order()
    {
        Put("b/2.png", Pictures.Grey(2, 20, 21));
        Put("b/10.PNG", Pictures.Grey(2, 10, 11));
        Put("B/x.png", Pictures.Grey(2, 30, 31));
        Put("a/jpeg.png", Pictures.Jpeg(2, 1, (_, _) => new Rgb24(255, 255, 255)));
        Put("a/notes.txt", "not a picture");
        Put("a/.hidden.png", "not a picture");
        Put("a/deeper/1.png", "not a picture");
        Put(".git/1.png", "not a picture");
        Put("readme.png", "not in a class");

        Dataset data = ImageFolder.Load(Directory, s_grey);
        Assert.Equal(["B", "a", "b"], data.ClassNames);
        Assert.Equal([0, 1, 2, 2], data.Labels.ToArray());
        Assert.Equal([30, 31, 255, 255, 10, 11, 20, 21], data.Inputs.ToArray().Select(x => MathF.Round(x * 255)));
    }

    [Fact]
    public void Decoding_on_demand_gives_the_same_bits()
    {
        PutMany();
        ImageOptions options = new() { Width = 5, Height = 7, Fit = ImageFit.Crop, Mean = [0.1f, 0.2f, 0.3f] };
        Dataset loaded = ImageFolder.Load(Directory, options);
        SampleSource opened = ImageFolder.Open(Directory, options);
        Assert.Equal(loaded.Shape, opened.Shape);
        Assert.Equal(loaded.ClassNames, opened.ClassNames);
        Assert.False(opened.IsSequential);
        var inputs = new float[loaded.Inputs.Length];
        var labels = new int[loaded.Count];
        Parallel.For(0, loaded.Count, i => opened.Read(
            i, epoch: i, new() { Input = inputs.AsSpan(i * 105, 105), Labels = labels.AsSpan(i, 1) }));
        Assert.Equal(loaded.Inputs.ToArray(), inputs);
        Assert.Equal(loaded.Labels.ToArray(), labels);
        Assert.Throws<ArgumentOutOfRangeException>(() => opened.Read(loaded.Count, 0, default));
    }

    [Fact]
    public void Digits_as_pictures_train_like_the_idx_files()
    {
        var random = new Random(1);
        byte[] labels = new byte[60], pixels = new byte[60 * 36];
        random.NextBytes(pixels);
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(i / 6);
            Put($"png/{labels[i]}/{i:D5}.png", Pictures.Grey(6, pixels[(i * 36)..(i * 36 + 36)]));
        }
        foreach (string part in new[] { "train", "t10k" })
        {
            Put($"idx/{part}-labels-idx1-ubyte", Idx(labels, 60));
            Put($"idx/{part}-images-idx3-ubyte", Idx(pixels, 60, 6, 6));
        }
        Dataset fromIdx = Mnist.Load(PathOf("idx")).Train;
        Assert.Equal(Parameters(fromIdx), Parameters(ImageFolder.Load(PathOf("png"), s_grey with { Width = 6, Height = 6 })));
    }

    [Fact]
    public void Missing_classes_and_pictures_are_named()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load(PathOf("nowhere")));
        Put("1.png", Pictures.Grey(1, 1));
        Assert.Contains("expected a folder for each class", Refusal());
        Put("train/cat/1.png", Pictures.Grey(1, 1));
        Assert.StartsWith($"{PathOf("train")}: expected PNG or JPEG pictures of the class", Refusal());
    }

    [Fact]
    public void Pictures_of_different_sizes_want_a_size()
    {
        Put("a/1.png", Pictures.Grey(2, 1, 2));
        string other = Put("a/2.png", Pictures.Grey(1, 1, 2));
        Assert.StartsWith($"{other}: it has 1×2 pixels but {PathOf("a/1.png")} has 2×1; give Width and Height", Refusal());
        Assert.Equal(2, ImageFolder.Load(Directory, s_grey with { Width = 3, Height = 3 }).Count);
    }

    [Fact]
    public void The_first_unreadable_file_is_the_one_told()
    {
        PutMany();
        string first = Put("a/3.png", "no picture");
        Put("a/5.png", "no picture");
        Put("b/2.png", "no picture");
        for (int i = 0; i < 5; i++)
            Assert.StartsWith($"{first}: ", Refusal(s_grey with { Width = 2, Height = 2 }));
    }

    [Fact]
    public void Unreadable_files_are_left_out_where_that_is_wanted()
    {
        PutMany();
        string[] wrong = [Put("a/0.png", "no picture"), Put("a/5.png", "no picture"), Put("b/2.png", "no picture")];
        var told = new List<string>();
        ImageOptions options = s_grey with { Width = 2, Height = 2, Unreadable = e => told.Add(e.Message) };
        Dataset left = ImageFolder.Load(Directory, options);
        Assert.Equal(wrong, told.Select(message => message.Split(": ")[0]));
        Assert.Equal(21, left.Count);
        Assert.Equal([.. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(1, 11)], left.Labels.ToArray());
        SampleSource opened = ImageFolder.Open(Directory, options);
        Assert.Equal(21, opened.Count);
        var input = new float[4];
        opened.Read(20, 0, new() { Input = input, Labels = new int[1] });
        Assert.Equal(left.Inputs[80..].ToArray(), input);

        Put("c/1.png", "no picture");
        Assert.StartsWith($"{PathOf("c")}: none of the class's pictures can be read", Refusal(options));
    }

    private void PutMany()
    {
        for (int i = 0; i < 24; i++)
            Put($"{(i < 12 ? 'a' : 'b')}/{i % 12}.png", Pictures.Png(8 + i, 9, (x, y) => new Rgb24((byte)(7 * x * i), (byte)(9 * y), (byte)i)));
    }

    private string Refusal(ImageOptions? options = null) =>
        Assert.Throws<InvalidDataException>(() => ImageFolder.Load(Directory, options ?? s_grey)).Message;

    private static float[] Parameters(Dataset data)
    {
        var network = new Small(seed: 3);
        using var trainer = new Trainer<Small>(network, new Adam(1e-2f), new() { Seed = 5 });
        foreach (EpochResult _ in trainer.Fit(data, 3, 16))
        {
        }
        return network.Parameters.ToArray();
    }

    private static byte[] Idx(byte[] elements, params int[] shape)
    {
        byte[] file = [0, 0, 8, (byte)shape.Length, .. new byte[4 * shape.Length], .. elements];
        for (int axis = 0; axis < shape.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * axis), shape[axis]);
        return file;
    }
}
