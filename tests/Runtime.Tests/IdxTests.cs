using System.IO.Compression;

namespace Unrolled.Tests;

[Trait("Category", "Slow")]
public sealed class IdxTests : TempDirectory
{
    private static readonly byte[] TwoByThree = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

    [Fact]
    public void A_plain_file_gives_its_shape_and_elements()
    {
        IdxArray array = Idx.Read(Put("plain", TwoByThree));

        Assert.Equal([2, 3], array.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 255], array.Data);
    }

    [Theory]
    [InlineData("array.gz")]
    [InlineData("array")]
    public void Gzip_is_recognised_by_content_whatever_the_name(string name)
    {
        IdxArray array = Idx.Read(Put(name, Gzip(TwoByThree)));

        Assert.Equal([2, 3], array.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 255], array.Data);
        Assert.Equal(array.Data, Idx.Read(Put("plain.gz", TwoByThree)).Data);
    }

    [Fact]
    public void Any_rank_and_empty_arrays_are_read()
    {
        Assert.Equal([5, 6], Idx.Read(Put("rank4", [0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6])).Data);
        Assert.Empty(Idx.Read(Put("empty", [0, 0, 8, 1, 0, 0, 0, 0])).Data);
    }

    [Fact]
    public void An_array_larger_than_one_piece_of_memory_comes_whole()
    {
        var data = new byte[3 << 20];
        new Random(1).NextBytes(data);
        byte[] file = [0, 0, 8, 2, 0, 0, 0, 3, 0, 0x10, 0, 0, .. data];

        Assert.Equal(data, Idx.Read(Put("large", file)).Data);
        Assert.Equal(data, Idx.Read(Put("large.gz", Gzip(file))).Data);
    }

    [Fact]
    public void A_missing_file_is_not_found() => Assert.Throws<FileNotFoundException>(() => Idx.Read(PathOf("nothing")));

    [Theory]
    [InlineData("0000", "only 2 bytes")]
    [InlineData("00000D0100000001", "00000D01")]
    [InlineData("0000080000000001", "00000800")]
    [InlineData("504B030400000001", "504B0304")]
    [InlineData("00000802000000020000", "only 6 bytes")]
    [InlineData("000008010000000301", "expected 11 bytes for 3 elements but it has 9")]
    [InlineData("00000801000000010102", "expected 9 bytes for 1 elements but it has 10")]
    [InlineData("00000801FFFFFFFF01", "more than an array can hold")]
    [InlineData("0000080200010000001000000102", "more than an array can hold")]
    [InlineData("000008017000000001", "expected 1879048200 bytes")]
    public void A_damaged_file_is_refused_with_its_name_and_both_sides(string hex, string expected)
    {
        byte[] bytes = Convert.FromHexString(hex);

        var plain = Assert.Throws<InvalidDataException>(() => Idx.Read(Put("bad", bytes)));
        Assert.Contains(PathOf("bad"), plain.Message);
        Assert.Contains(expected, plain.Message);

        var compressed = Assert.Throws<InvalidDataException>(() => Idx.Read(Put("bad.gz", Gzip(bytes))));
        Assert.Contains(PathOf("bad.gz"), compressed.Message);
        Assert.Contains(expected, compressed.Message);
    }

    [Fact]
    public void Gzip_cut_short_anywhere_is_refused()
    {
        byte[] whole = Gzip(TwoByThree);

        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => Idx.Read(Put("cut", whole[..length])));
    }

    [Fact]
    public void Gzip_with_something_behind_it_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => Idx.Read(Put("more", [.. Gzip(TwoByThree), 0])));
        Assert.Throws<InvalidDataException>(() => Idx.Read(Put("more", [.. Gzip(TwoByThree), .. "trailing"u8])));
    }

    [Fact]
    public void Gzip_that_grows_beyond_what_it_declares_stops_early()
    {
        byte[] bomb = Gzip([.. TwoByThree, .. new byte[16 << 20]]);
        BitConverter.GetBytes(TwoByThree.Length).CopyTo(bomb, bomb.Length - 4);
        string path = Put("bomb", bomb);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Idx.Read(path));

        Assert.Contains("more bytes follow", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Gzip_that_declares_more_than_it_holds_takes_little_memory()
    {
        byte[] liar = Gzip([0, 0, 8, 1, 0x70, 0, 0, 0, 1, 2, 3]);
        BitConverter.GetBytes(0x70000000 + 8).CopyTo(liar, liar.Length - 4);
        string path = Put("liar", liar);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Idx.Read(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Gzip_that_unpacks_to_more_than_the_limit_is_refused_with_the_way_to_raise_it()
    {
        byte[] large = Gzip([0, 0, 8, 1, 0x40, 0, 0, 1, 1, 2, 3]);
        BitConverter.GetBytes(0x40000001 + 8).CopyTo(large, large.Length - 4);
        var error = Assert.Throws<InvalidDataException>(() => Idx.Read(Put("large", large)));
        Assert.Contains("1073741825 elements, more than the limit of 1073741824; pass a larger maxUnpacked", error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Thousands_of_damaged_files_are_read_right_or_refused(bool compressed)
    {
        byte[] original = compressed ? Gzip(TwoByThree) : TwoByThree;
        var random = new Random(compressed ? 2 : 1);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = Mutations.Damage(original, random);
            string path = Put("damaged", damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                IdxArray array = Idx.Read(path);
                Assert.Equal(compressed ? TwoByThree[12..] : damaged[(4 + 4 * damaged[3])..], array.Data);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
        Assert.InRange(refused, 1000, 2999);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
            gzip.Write(content);
        return file.ToArray();
    }
}
