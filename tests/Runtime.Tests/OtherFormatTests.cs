using System.IO.Compression;
using System.Text;
using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>Files of other formats are told by their names, with what to do about them.</summary>
public sealed class OtherFormatTests : TempDirectory
{
    public static TheoryData<string, byte[], string, string> Files => new()
    {
        { "net.pt", Zip("archive/data.pkl"), "a PyTorch file", "safetensors.torch.save_file(model.state_dict()" },
        { "old.pth", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E],
            "PyTorch file of the old kind", "safetensors.torch.save_file" },
        { "net.onnx", [0x08, 0x07, 0x12, 0x07, .. "pytorch"u8, 0x1A, 0x05], "an ONNX file", "unrolled import FILE.onnx" },
        { "net.h5", [0x89, .. "HDF\r\n\x1a\n"u8, 0, 0, 0, 0], "an HDF5 file", "safetensors.numpy.save_file" },
        { "net.keras", Zip("metadata.json"), "a Keras file", "safetensors.numpy.save_file" },
        { "a.npz", Zip("weight.npy"), "a NumPy archive", "safetensors.numpy.save_file" },
        { "a.npy", [0x93, .. "NUMPY"u8, 1, 0, 0x76, 0], "a NumPy array", "safetensors.numpy.save_file" },
        { "net.gguf", [.. "GGUF"u8, 3, 0, 0, 0, 1, 0], "a GGUF file", "safetensors.numpy.save_file" },
        { "net.tflite", [0x1C, 0, 0, 0, .. "TFL3"u8, 0, 0], "a TensorFlow Lite file", "safetensors.numpy.save_file" },
        { "net.safetensors", Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:1\n"), "Git LFS",
            "git lfs pull" },
        { "page.safetensors", Encoding.UTF8.GetBytes("<!DOCTYPE html><html>"), "a web page", "download the file itself" },
        { "net.zip", Zip("net.safetensors"), "a ZIP archive", "unpack it" },
        { "net.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "gzip", "unpack it" },
    };

    [Theory, MemberData(nameof(Files))]
    public void A_file_of_another_format_is_told_what_it_is(string name, byte[] content, string what, string move)
    {
        string path = Put(name, content);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(1));
        foreach (Action load in new Action[]
        {
            () => new FakeClassifier().Load(path), () => new FakeClassifier().Core.Load(path, ""), () => trainer.Load(path),
            () => new FakeClassifier().Load(content),
        })
        {
            string message = Assert.Throws<InvalidDataException>(load).Message;
            Assert.Contains("expected a safetensors file, but it is", message);
            Assert.Contains(what, message);
            Assert.Contains(move, message);
            Assert.DoesNotContain("damaged", message);
        }
    }

    [Fact]
    public void A_safetensors_file_whose_length_looks_like_another_format_is_read()
    {
        byte[] bytes = new FakeClassifier().ToBytes(), header = bytes[8..^(18 * sizeof(float))];
        // So many bytes of header begin as a pickle, as gzip and as ONNX do.
        foreach (int length in (int[])[0x010280, 0x8B1F, 0x120708])
        {
            byte[] padded = [.. header, .. Enumerable.Repeat((byte)' ', length - header.Length)];
            new FakeClassifier().Load([.. BitConverter.GetBytes((long)length), .. padded, .. bytes[^(18 * sizeof(float))..]]);
        }
    }

    private static byte[] Zip(string first)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry(first).Open();
            entry.Write("content"u8);
        }
        return stream.ToArray();
    }
}
