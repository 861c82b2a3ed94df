using System.Text;
using System.Text.Json;
using Unrolled.Serialization;

namespace Unrolled.Tests;

[Trait("Category", "Slow")]
public sealed class SafetensorsDamageTests : SafetensorsFixture
{
    private const string Weight = "'dense1.weight'";

    [Fact]
    public void A_missing_file_is_not_found() =>
        Assert.Throws<FileNotFoundException>(() => NetworkFile.Load(PathOf("nothing"), Info, Unset()));

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        for (int length = 0; length < Golden.Length; length++)
            Refused(Golden[..length]);
        Assert.Contains("truncated at tensor " + Weight, Refused(Golden[..^1]));
        Assert.Contains("truncated at tensor 'dense1.bias'", Refused(Golden[..180]));
    }

    [Fact]
    public void Bytes_behind_the_last_tensor_are_refused() =>
        Assert.Contains($"expected 32 bytes of data, up to the end of tensor {Weight}, but 33 came", Refused([.. Golden, 0]));

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1ul << 63)]
    [InlineData(100_000_001ul)]
    [InlineData(201ul)]
    public void A_header_longer_than_the_file_is_refused_before_memory_is_taken(ulong length)
    {
        byte[] file = [.. BitConverter.GetBytes(length), .. Golden[8..]];
        string path = Put("long", file);
        float[] parameters = Unset();

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => NetworkFile.Load(path, Info, parameters));

        Assert.Contains($"declares {length} bytes, but at most 200", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_header_over_the_formats_limit_is_refused_though_the_file_is_that_long()
    {
        string path = Put("huge", BitConverter.GetBytes(100_000_001L));
        using (FileStream file = File.OpenWrite(path))
            file.SetLength(100_000_100);

        Assert.Contains("at most 100000000", Assert.Throws<InvalidDataException>(() => NetworkFile.Load(path, Info, Unset())).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{")]
    [InlineData("{\"a\"")]
    [InlineData("{} {}")]
    [InlineData("{}\0")]
    [InlineData("{/* comment */}")]
    [InlineData("{\"\\ud800\":{}}")]
    [InlineData("{\"__metadata__\":[]}")]
    [InlineData("{\"__metadata__\":{\"a\":1}}")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}")]
    public void A_header_that_is_no_object_of_tensors_is_refused(string header) =>
        Assert.Contains("the header is damaged", Refused(header));

    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\t ")]
    public void A_header_begins_with_its_brace(string before) =>
        Assert.Contains("the header is damaged: it must begin with '{'", Refused(before + Header));

    /// <summary>The parser's own reason quotes everything from a wrong word on.</summary>
    [Fact]
    public void A_header_of_one_long_word_is_refused_in_short() =>
        Assert.InRange(Refused("{\"a\":" + new string('t', 10_000) + "}").Length, 1, 500);

    [Fact]
    public void A_header_that_is_not_UTF8_or_too_deep_is_refused()
    {
        byte[] notText = [.. Golden];
        notText[8 + Header.IndexOf("bias", StringComparison.Ordinal)] = 0xFF;
        Assert.Contains("not UTF-8", Refused(notText));
        Assert.Contains("the header is damaged", Refused(new string('[', 10_000)));
        Assert.Contains($"damaged at tensor {Weight}", Refused(Header.Replace("[2,3]", new string('[', 10_000))));
    }

    [Theory]
    [InlineData("\"dtype\":\"F32\",\"shape\":[2,3]", "\"shape\":[2,3]")]
    [InlineData("\"shape\":[2,3],", "")]
    [InlineData(",\"data_offsets\":[8,32]", "")]
    [InlineData("[8,32]", "[8]")]
    [InlineData("[8,32]", "[8,32,32]")]
    [InlineData("[8,32]", "32")]
    [InlineData("[8,32]", "[8,\"32\"]")]
    [InlineData("[8,32]", "[8.0,32]")]
    [InlineData("[8,32]", "[-8,32]")]
    [InlineData("[2,3]", "[-2,-3]")]
    [InlineData("[2,3]", "[2,99999999999999999999]")]
    [InlineData("[2,3]", "[2,3,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]")]
    [InlineData("[2,3]", "null")]
    [InlineData("[2,3]", "[2,3],\"shape\":[2,3]")]
    [InlineData("[2,3]", "[2,3],\"strides\":[3,1]")]
    [InlineData("\"F32\",\"shape\":[2,3]", "32,\"shape\":[2,3]")]
    [InlineData("{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]}", "[]")]
    [InlineData("[8,32]}", "[8,32],}")]
    public void A_damaged_entry_is_refused_naming_its_tensor(string right, string wrong) =>
        Assert.Contains($"the header is damaged at tensor {Weight}", Refused(Header.Replace(right, wrong)));

    [Theory]
    [InlineData("[0,8]", "[1,9]", "'dense1.bias'")]
    [InlineData("[8,32]", "[4,28]", Weight)]
    [InlineData("[8,32]", "[9,33]", Weight)]
    [InlineData("[8,32]", "[32,8]", Weight)]
    [InlineData("[8,32]", "[8,28]", Weight)]
    [InlineData("[8,32]", "[8,36]", Weight)]
    [InlineData("[8,32]", "[9223372036854775783,9223372036854775807]", Weight)]
    public void Offsets_with_gaps_overlaps_or_another_size_are_refused_naming_the_tensor(string right, string wrong, string tensor)
    {
        string message = Refused(Header.Replace(right, wrong));

        Assert.Contains("damaged at tensor " + tensor, message);
        Assert.Contains($"expected data_offsets {right.Replace(",", ", ")}", message);
        Assert.Contains(wrong.Replace(",", ", "), message);
    }

    [Theory]
    [InlineData("[3,2]")]
    [InlineData("[6]")]
    [InlineData("[2,3,1]")]
    [InlineData("[]")]
    [InlineData("[0,3]")]
    [InlineData("[4611686018427387904,4611686018427387904]")]
    public void Another_shape_is_refused_with_both(string shape)
    {
        string message = Refused(Header.Replace("[2,3]", shape));

        Assert.Contains($"tensor {Weight} of Tiny has shape [2, 3]", message);
        Assert.Contains(shape.Replace(",", ", "), message);
    }

    [Theory]
    [InlineData("I64")]
    [InlineData("f32")]
    [InlineData("")]
    public void Another_element_type_is_refused(string type)
    {
        string message = Refused(Header.Replace("\"F32\",\"shape\":[2,3]", $"\"{type}\",\"shape\":[2,3]"));

        Assert.Contains($"tensor {Weight} has dtype '{type}'", message);
        Assert.Contains("F32", message);
    }

    [Fact]
    public void A_missing_tensor_is_named_with_what_came_instead()
    {
        string message = Refused(Header.Replace("dense1.weight", "fc1.weight"));

        Assert.Contains($"tensor {Weight} [2, 3] of Tiny is missing", message);
        Assert.Contains("'fc1.weight'", message);
        Assert.Contains("is missing", Refused("{}"));
    }

    [Fact]
    public void An_extra_tensor_is_named()
    {
        string extra = Header[..^1] + ",\"extra\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[32,36]}}";

        Assert.Contains("tensor 'extra' [1] is not one of Tiny's", Refused(Bytes(extra, Floats([.. Data, 1]))));
    }

    [Fact]
    public void A_tensor_that_stands_there_twice_is_named()
    {
        string twice = Header[..^1] + ",\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]}}";

        Assert.Contains($"tensor {Weight}: the name stands there twice", Refused(twice));
    }

    [Fact]
    public void Endless_names_make_no_endless_messages()
    {
        string message = Refused(Header.Replace("dense1.weight", "\\u0007" + new string('x', 100_000)));

        Assert.DoesNotContain('\a', message);
        Assert.InRange(message.Length, 1, 1000);
    }

    [Fact]
    public void Thousands_of_damaged_files_are_read_right_or_refused()
    {
        var random = new Random(4);
        int refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] damaged = i % 2 == 0 ? Mutations.Damage(Golden, random) : DamagedHeader(random);
            string path = Put("damaged", damaged);
            float[] parameters = Unset();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                NetworkFile.Load(path, Info, parameters);
            }
            catch (InvalidDataException)
            {
                refused++;
                Assert.Equal(Unset(), parameters);
                continue;
            }
            finally
            {
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            }
            Assert.Equal(Floats(NaivelyRead(damaged)), Floats(parameters));
        }
        Assert.InRange(refused, 2000, 3999);
    }

    /// <summary>Damages the text alone and gives its new length, so that the damage gets as far as the parser.</summary>
    private static byte[] DamagedHeader(Random random)
    {
        byte[] text = Mutations.Damage(Encoding.UTF8.GetBytes(Header), random);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. Floats(Data)];
    }

    /// <summary>What a file that loads must have meant.</summary>
    private static float[] NaivelyRead(byte[] file)
    {
        int data = 8 + (int)BitConverter.ToInt64(file);
        JsonElement header = JsonDocument.Parse(file.AsMemory(8..data)).RootElement;
        int bias = data + header.GetProperty("dense1.bias").GetProperty("data_offsets")[0].GetInt32();
        int weight = data + header.GetProperty("dense1.weight").GetProperty("data_offsets")[0].GetInt32();
        float[] parameters = Unset();
        for (int o = 0; o < 2; o++)
        {
            parameters[14 + o] = BitConverter.ToSingle(file, bias + 4 * o);
            for (int i = 0; i < 3; i++)
                parameters[1 + o + 4 * i] = BitConverter.ToSingle(file, weight + 4 * (3 * o + i));
        }
        return parameters;
    }

    [Fact]
    public void Names_of_a_file_without_the_part_are_told_in_short_and_in_one_line()
    {
        string names = string.Join(",", Enumerable.Range(0, 4).Select(n =>
            $$"""
            "\n{{new string('n', 5000)}}{{n}}":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}
            """));
        string path = Put("foreign.safetensors", Bytes($"{{{names}}}", Floats(Data)));
        float[] parameters = [.. InMemory];
        string message = Assert.Throws<InvalidDataException>(() => NetworkFile.LoadPart(path, Info, "dense1", parameters)).Message;
        Assert.Contains("no tensor fits Tiny's dense1; the file has '?nnn", message);
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 0, 600 + path.Length);
        Assert.Equal(InMemory, parameters);
    }
}
