using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data.Tests;

public class ImageRefusalTests : TempDirectory
{
    private static readonly ImageOptions s_options = new() { Width = 4, Height = 4 };

    [Fact]
    public void What_is_no_picture_is_named()
    {
        string path = Put("a.png", "GIF89a, or what calls itself so");
        Assert.Contains($"{path}: expected a PNG or JPEG picture, but it starts with 47494638", Refusal(path));
        Assert.Contains("it is empty", Refusal(Put("b.png", "")));
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        byte[] png = Pictures.Png(6, 5, (x, y) => new Rgb24((byte)x, (byte)y, 3));
        byte[] jpeg = Pictures.Jpeg(16, 16, (x, y) => new Rgb24((byte)(x * y), 30, 3));
        foreach (byte[] file in new[] { png, jpeg })
        {
            // What lies behind a JPEG's end mark is no part of it.
            for (int length = 0; length < file.Length - 2; length++)
            {
                byte[] part = file[..length];
                Assert.Throws<InvalidDataException>(() => Pictures.Read(part, s_options, 48));
            }
            Pictures.Read([.. file, 0, 1, 2], s_options, 48);
        }
    }

    [Fact]
    public void A_damaged_byte_gives_a_picture_or_the_one_exception()
    {
        byte[] jpeg = Pictures.Jpeg(16, 16, (x, y) => new Rgb24((byte)(x * y), 30, 3));
        int refused = 0;
        for (int at = 0; at < jpeg.Length; at++)
        {
            byte[] damaged = [.. jpeg];
            damaged[at] ^= 0x55;
            try
            {
                Pictures.Read(damaged, s_options, 48);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.True(refused > 10, $"{refused} of {jpeg.Length}");
    }

    [Fact]
    public void Declared_sizes_are_refused_before_they_take_memory()
    {
        string path = Put("large.png", Pictures.Declaring(Pictures.Grey(1, 0), 50_000, 50_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains($"{path}: it declares 50000×50000 pixels, more than the limit of 33554432", Refusal(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Limits_can_be_set()
    {
        string path = Put("a.png", Pictures.Grey(4, new byte[16]));
        Assert.Contains("more than the limit of 15", Refusal(path, s_options with { MaxPixels = 15 }));
        Assert.Contains("it has more than 20 bytes", Refusal(path, s_options with { MaxFileBytes = 20 }));
        using var stream = new MemoryStream(File.ReadAllBytes(path));
        Assert.Throws<InvalidDataException>(() => ImageFile.Read(stream, s_options with { MaxFileBytes = 20 }, new float[48]));
    }

    [Fact]
    public void Options_out_of_their_range_say_so()
    {
        byte[] file = Pictures.Grey(1, 0);
        Assert.Contains("together", Assert.Throws<ArgumentException>(() => Pictures.Read(file, new() { Width = 3 }, 9)).Message);
        Assert.Contains("Channels is 4", Assert.Throws<ArgumentException>(() => Pictures.Read(file, new() { Channels = 4 }, 9)).Message);
        Assert.Contains(
            "one for each of 3 channels", Assert.Throws<ArgumentException>(() => Pictures.Read(file, new() { Mean = [1] }, 9)).Message);
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(
            () => Pictures.Read(file, new() { Channels = 1, Deviation = [0] }, 1)).Message);
        Assert.Contains("no place", Assert.Throws<ArgumentException>(() => Pictures.Read(file, s_options, 47)).Message);
        Assert.Contains("give Width and Height", Assert.Throws<InvalidDataException>(() => Pictures.Read(file, new(), 9)).Message);
    }

    private static string Refusal(string path, ImageOptions? options = null) =>
        Assert.Throws<InvalidDataException>(() => ImageFile.Read(path, options ?? s_options, new float[48])).Message;
}
