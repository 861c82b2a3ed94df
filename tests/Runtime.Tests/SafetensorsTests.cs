using System.Text;
using Unrolled.Serialization;

namespace Unrolled.Tests;

public sealed class SafetensorsTests : SafetensorsFixture
{
    [Fact]
    public void Saving_gives_the_bytes_that_Python_gives()
    {
        string path = PathOf("golden.safetensors");

        NetworkFile.Save(path, Info, InMemory);

        Assert.Equal(Golden, File.ReadAllBytes(path));
        Assert.Equal([168, 0, 0, 0, 0, 0, 0, 0], Golden[..8]);
        Assert.Equal(Header + "     ", Encoding.UTF8.GetString(Golden, 8, 168));
    }

    [Fact]
    public void Loading_puts_every_element_at_its_place_and_leaves_the_gaps() => Assert.Equal(InMemory, Loaded(Golden));

    [Fact]
    public void Key_order_and_whitespace_and_metadata_do_not_matter()
    {
        const string otherOrder =
            """{ "dense1.weight" : { "data_offsets" : [ 8 , 32 ] , "shape" : [ 2 , 3 ] , "dtype" : "F32" } ,""" +
            """ "dense1.bias":{"shape":[2],"data_offsets":[0,8],"dtype":"F32"} ,"__metadata__":{"a":"{","b":""}}""";

        Assert.Equal(InMemory, Loaded(Bytes(otherOrder, Floats(Data))));
        Assert.Equal(InMemory, Loaded(Bytes(Header.Replace("\"__metadata__\":{\"format\":\"pt\"},", "") + "\n\t\r ", Floats(Data))));
        Assert.Equal(InMemory, Loaded(Bytes(Header.Replace("dense1.bias", "\\u0064ense1.bias"), Floats(Data))));
    }

    [Fact]
    public void The_tensors_may_lie_in_any_order()
    {
        const string weightFirst =
            """{"dense1.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}""" +
            ""","dense1.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""";

        Assert.Equal(InMemory, Loaded(Bytes(weightFirst, Floats(10, 11, 12, 20, 21, 22, 0.5f, -2))));
    }

    [Fact]
    public void Other_float_types_are_converted()
    {
        const string mixed =
            """{"dense1.weight":{"dtype":"F64","shape":[2,3],"data_offsets":[0,48]}""" +
            ""","dense1.bias":{"dtype":"F16","shape":[2],"data_offsets":[48,52]}}""";
        byte[] data = [.. new double[] { 10, 11, 12, 20, 21, 22 }.SelectMany(BitConverter.GetBytes), 0x00, 0x38, 0x00, 0xC0];

        Assert.Equal(InMemory, Loaded(Bytes(mixed, data)));
        Assert.Equal(InMemory, Loaded(Bytes(mixed.Replace("F16", "BF16"), [.. data[..48], 0x00, 0x3F, 0x00, 0xC0])));
    }

    [Fact]
    public void Every_bit_pattern_survives_also_those_that_are_not_numbers()
    {
        float[] bits = [float.NaN, float.NegativeInfinity, -0f, float.Epsilon, float.MaxValue, BitConverter.UInt32BitsToSingle(0x7FA12345)];
        NetworkInfo info = Network(new ParameterInfo("odd", [6], [1], 0, default));
        NetworkFile.Save(PathOf("odd"), info, bits);

        var loaded = new float[6];
        NetworkFile.Load(PathOf("odd"), info, loaded);

        Assert.Equal(Floats(bits), Floats(loaded));
    }

    [Fact]
    public void Random_shapes_layouts_and_names_come_back()
    {
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            (NetworkInfo info, int length) = RandomNetwork(random);
            float[] saved = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())];
            string path = PathOf($"{round}.safetensors");
            NetworkFile.Save(path, info, saved);
            float[] loaded = Unset(length);
            NetworkFile.Load(path, info, loaded);

            HashSet<int> places = [.. info.Parameters.SelectMany(Places)];
            Assert.Equal(info.ParameterCount, places.Count);
            Assert.Equal(saved.Select((value, place) => places.Contains(place) ? value : -1), loaded);
            Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(path)) % 8);
        }
    }

    [Fact]
    public void A_tensor_of_many_pieces_is_transposed_right()
    {
        const int rows = 123, columns = 457;
        NetworkInfo info = Network(new ParameterInfo("large", [rows, columns], [1, rows], 0, default));
        float[] saved = [.. Enumerable.Range(0, rows * columns).Select(i => (float)i)];
        NetworkFile.Save(PathOf("large"), info, saved);

        byte[] file = File.ReadAllBytes(PathOf("large"));
        int start = file.Length - saved.Length * sizeof(float);
        for (int row = 0; row < rows; row += 61)
            for (int column = 0; column < columns; column++)
                Assert.Equal(saved[row + column * rows], BitConverter.ToSingle(file, start + 4 * (row * columns + column)));
        var loaded = new float[saved.Length];
        NetworkFile.Load(PathOf("large"), info, loaded);
        Assert.Equal(saved, loaded);
    }

    [Fact]
    public void Saving_replaces_the_old_file_and_leaves_nothing_else()
    {
        string path = Put("net.safetensors", new byte[100_000]);

        NetworkFile.Save(path, Info, InMemory);

        Assert.Equal(Golden, File.ReadAllBytes(path));
        Assert.Equal([path], System.IO.Directory.GetFileSystemEntries(Directory));
    }

    [Fact]
    public void A_file_given_up_half_way_leaves_the_old_one_and_nothing_else()
    {
        string path = Put("net.safetensors", Golden);

        using (var file = new AtomicFile(path))
            file.Stream.Write(new byte[1000]);

        Assert.Equal(Golden, File.ReadAllBytes(path));
        Assert.Equal([path], System.IO.Directory.GetFileSystemEntries(Directory));
    }

    [Fact]
    public void A_save_that_cannot_take_the_place_leaves_what_was_there_and_nothing_else()
    {
        string path = PathOf("occupied");
        System.IO.Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "kept"), "kept");

        Assert.ThrowsAny<SystemException>(() => NetworkFile.Save(path, Info, InMemory));

        Assert.Equal("kept", File.ReadAllText(Path.Combine(path, "kept")));
        Assert.Equal([path], System.IO.Directory.GetFileSystemEntries(Directory));
        Assert.Throws<DirectoryNotFoundException>(() => NetworkFile.Save(PathOf("nowhere/net"), Info, InMemory));
    }

    [Fact]
    public void Memory_that_is_too_small_for_the_layout_is_refused_before_anything_is_written()
    {
        string path = Put("net.safetensors", Golden);

        Assert.Contains("dense1.bias", Assert.Throws<ArgumentException>(() => NetworkFile.Save(path, Info, new float[15])).Message);
        Assert.Throws<ArgumentException>(() => NetworkFile.Load(path, Info, new float[15]));

        Assert.Equal(Golden, File.ReadAllBytes(path));
    }

    private static (NetworkInfo Info, int Length) RandomNetwork(Random random)
    {
        int offset = random.Next(5);
        var tensors = new List<ParameterInfo>();
        for (int t = random.Next(1, 6); t > 0; t--)
        {
            int[] shape = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(1, 6))];
            var strides = new int[shape.Length];
            int size = 1;
            foreach (int axis in Enumerable.Range(0, shape.Length).OrderBy(_ => random.Next()).ToArray())
            {
                strides[axis] = size;
                size = size * shape[axis] + random.Next(3);
            }
            tensors.Add(new ParameterInfo($"schicht/größe \"{t}\" 層", [.. shape], [.. strides], offset, default));
            offset += size + random.Next(4);
        }
        return (Network([.. tensors]), offset);
    }

    private static IEnumerable<int> Places(ParameterInfo tensor) => tensor.Shape.Zip(tensor.Strides).Aggregate(
        (IEnumerable<int>)[tensor.Offset],
        (places, axis) => places.SelectMany(place => Enumerable.Range(0, axis.First).Select(i => place + i * axis.Second)));
}
