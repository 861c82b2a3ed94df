using System.Text;
using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>Strings beside the tensors of a network's file.</summary>
public sealed class MetadataTests : TempDirectory
{
    private static readonly NetworkMetadata s_metadata = NetworkMetadata.Empty
        .WithClassNames(["Katze", "犬", "a \"quoted\" \\ name", ""])
        .WithNumbers(NetworkMetadata.MeanKey, [0.1f, -3.4028235e38f, 1e-45f])
        .With("Z", "last").With("A", "first");

    [Fact]
    public void What_is_saved_is_read_again_from_files_streams_and_bytes()
    {
        var network = new FakeClassifier(seed: 3);
        network.Save(PathOf("net"), s_metadata);
        Assert.Equal(File.ReadAllBytes(PathOf("net")), network.ToBytes(s_metadata));
        using FileStream file = File.OpenRead(PathOf("net"));
        foreach (NetworkMetadata read in new[] { NetworkMetadata.Read(PathOf("net")), NetworkMetadata.Read(file) })
        {
            Assert.Equal(["Katze", "犬", "a \"quoted\" \\ name", ""], read.ClassNames);
            Assert.Equal([0.1f, -3.4028235e38f, 1e-45f], read.Numbers(NetworkMetadata.MeanKey));
            Assert.Equal(["A", "Z", "format", "unrolled.classes", "unrolled.mean"], read.Keys);
            Assert.Equal(("pt", "last"), (read["format"], read["Z"]));
            Assert.Empty(read.Numbers(NetworkMetadata.DeviationKey));
        }
        // The tensors are those of a file without metadata, and what was read may be written again.
        var loaded = new FakeClassifier();
        loaded.Load(PathOf("net"));
        Assert.Equal(network.Parameters, loaded.Parameters);
        Assert.Equal(network.ToBytes(s_metadata), network.ToBytes(NetworkMetadata.Read(PathOf("net"))));
    }

    [Fact]
    public void Order_of_keys_does_not_change_a_byte()
    {
        var network = new FakeClassifier();
        Assert.Equal(
            network.ToBytes(new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" }),
            network.ToBytes(new Dictionary<string, string> { ["a"] = "2", ["b"] = "1" }));
    }

    [Fact]
    public void A_file_without_metadata_has_none()
    {
        new FakeClassifier().Save(PathOf("net"));
        NetworkMetadata read = NetworkMetadata.Read(PathOf("net"));
        Assert.Equal([new("format", "pt")], read);
        Assert.Empty(read.ClassNames);
        Assert.False(read.ContainsKey(NetworkMetadata.ClassesKey));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_and_leaves_the_old_file()
    {
        var network = new FakeClassifier();
        string path = Put("net", [1, 2, 3]);
        string format = Assert.Throws<ArgumentException>(() => network.Save(path, NetworkMetadata.Empty.With("format", "tf"))).Message;
        Assert.Contains("'format'", format);
        var large = NetworkMetadata.Empty.With("a", new string('x', 100_000_000));
        Assert.Contains("shorten the metadata", Assert.Throws<ArgumentException>(() => network.Save(path, large)).Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(System.IO.Directory.GetFiles(Directory));
        Assert.Contains(
            "numbers[1] is NaN", Assert.Throws<ArgumentException>(() => NetworkMetadata.Empty.WithNumbers("a", [1, float.NaN])).Message);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1]")]
    [InlineData("[\"a\",null]")]
    [InlineData("[\"\\ud800\"]")]
    public void Class_names_of_others_may_be_no_list(string text)
    {
        var damaged = NetworkMetadata.Empty.With(NetworkMetadata.ClassesKey, text).With("n", "[\"1\"]").With("m", "[1e400]");
        Assert.Contains(
            "'unrolled.classes' must be a JSON list of strings", Assert.Throws<InvalidDataException>(() => damaged.ClassNames).Message);
        Assert.Throws<InvalidDataException>(() => damaged.Numbers("n"));
        Assert.Throws<InvalidDataException>(() => damaged.Numbers("m"));
    }

    [Fact]
    public void Metadata_of_no_safetensors_file_are_refused()
    {
        string path = Put("net.onnx", [0x08, 0x07, 0x12, 0x07, .. "pytorch"u8, 0x1A]);
        string message = Assert.Throws<InvalidDataException>(() => NetworkMetadata.Read(path)).Message;
        Assert.StartsWith($"{path}: ", message);
        Assert.Contains("ONNX", message);
        Assert.Throws<InvalidDataException>(() => NetworkMetadata.Read(new MemoryStream(Encoding.UTF8.GetBytes("12345678{"))));
    }
}
