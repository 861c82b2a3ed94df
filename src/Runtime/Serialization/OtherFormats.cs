using System.Buffers.Binary;
using System.Text;

namespace Unrolled.Serialization;

/// <summary>Files that are often taken for safetensors, by their first bytes.</summary>
internal static class OtherFormats
{
    /// <summary>Bytes from the beginning that tell what a file is.</summary>
    public const int Needed = 128;

    private const string FromPyTorch =
        "load it in Python and save it with safetensors.torch.save_file(model.state_dict(), \"net.safetensors\")";

    private const string FromKeras =
        "load it in Python and save its weights, by the tensors' names and transposed to PyTorch's shapes, " +
        "with safetensors.numpy.save_file";

    private const string FromOnnx = "make a class and a weight file of it with the command unrolled (dotnet tool install Unrolled.Tool): " +
        "unrolled import FILE.onnx";

    private const string FromArrays =
        "load it in Python and save a dictionary of float32 arrays, by the tensors' names, with safetensors.numpy.save_file";

    private static readonly (string What, string Move, Func<ReadOnlySpan<byte>, bool> Matches)[] s_all =
    [
        ("a PyTorch file (.pt or .pth)", FromPyTorch, static b => Zip(b).EndsWith("data.pkl", StringComparison.Ordinal)),
        ("a PyTorch file of the old kind (.pt or .pth), or another pickle", FromPyTorch, static b => b is [0x80, >= 2 and <= 5, not 0, ..]),
        ("a NumPy archive (.npz)", FromArrays, static b => Zip(b).EndsWith(".npy", StringComparison.Ordinal)),
        ("a NumPy array (.npy)", FromArrays, static b => b is [0x93, ..] && b[1..].StartsWith("NUMPY"u8)),
        ("a Keras file (.keras)", FromKeras, static b => Zip(b) is "metadata.json" or "config.json" or "model.weights.h5"),
        ("an HDF5 file (Keras's .h5)", FromKeras, static b => b is [0x89, ..] && b[1..].StartsWith("HDF\r\n"u8)),
        ("an ONNX file (.onnx)", FromOnnx, IsOnnx),
        ("a GGUF file", FromArrays, static b => b.StartsWith("GGUF"u8)),
        ("a TensorFlow Lite file (.tflite)", FromArrays, static b => b.Length >= 8 && b[4..].StartsWith("TFL3"u8)),
        ("a pointer of Git LFS", "fetch the file with git lfs pull", static b => b.StartsWith("version https://git-lfs"u8)),
        ("a web page", "download the file itself", static b => b is [(byte)'<', (byte)'!' or (byte)'h', ..]),
        ("a ZIP archive", "unpack it first", static b => Zip(b).Length > 0),
        ("compressed by gzip", "unpack it first", static b => b is [0x1F, 0x8B, ..]),
    ];

    /// <summary>What is wrong with a file that is no safetensors file but one of these; null for all others.</summary>
    /// <param name="begin">The file's first bytes, <see cref="Needed"/> of them unless it is shorter.</param>
    public static string? Reason(ReadOnlySpan<byte> begin)
    {
        // What has the header's first byte behind its length is meant to be safetensors.
        if (begin is [_, _, _, _, _, _, _, _, (byte)'{', ..])
            return null;
        foreach ((string what, string move, Func<ReadOnlySpan<byte>, bool> matches) in s_all)
        {
            if (matches(begin))
                return $"expected a safetensors file, but it is {what}; {move}.";
        }
        return null;
    }

    /// <summary>The name of a ZIP archive's first entry; empty where it is none.</summary>
    private static string Zip(ReadOnlySpan<byte> begin)
    {
        if (begin.Length < 30 || !begin.StartsWith("PK\u0003\u0004"u8))
            return "";
        int length = BinaryPrimitives.ReadUInt16LittleEndian(begin[26..]);
        return Encoding.UTF8.GetString(begin[30..Math.Min(begin.Length, 30 + length)]);
    }

    // A protobuf message that begins with ir_version, 1 to 31, and goes on with another field of ModelProto: producer_name, its version,
    // domain, model_version, doc_string, graph or opset_import.
    private static bool IsOnnx(ReadOnlySpan<byte> begin) =>
        begin is [0x08, > 0 and < 32, 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42, _, _, _, _, _, ..];
}
