using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Unrolled.Serialization;

namespace Unrolled.Tests;

/// <summary>A small network's layout with gaps and unusual strides, and files for it built byte by byte.</summary>
public abstract class SafetensorsFixture : TempDirectory
{
    /// <summary>In the order of places; the file's order is by name: bias, then weight.</summary>
    internal static readonly NetworkInfo Info = Network(
        new ParameterInfo("dense1.weight", [2, 3], [1, 4], 1, default),
        new ParameterInfo("dense1.bias", [2], [1], 14, default));

    /// <summary>Places in memory: the weight's element [o, i] at 1 + o + 4·i, the bias's at 14 + o; -1 lies between tensors.</summary>
    internal static readonly float[] InMemory = [-1, 10, 20, -1, -1, 11, 21, -1, -1, 12, 22, -1, -1, -1, 0.5f, -2, -1];

    internal const string Header =
        """{"__metadata__":{"format":"pt"},"dense1.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""" +
        ""","dense1.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]}}""";

    internal static readonly float[] Data = [0.5f, -2, 10, 11, 12, 20, 21, 22];

    /// <summary>What Python's <c>save_file</c> writes for these tensors: 163 bytes of JSON, 5 spaces, 32 bytes of floats.</summary>
    internal static byte[] Golden => Bytes(Header + "     ", Floats(Data));

    internal static NetworkInfo Network(params ReadOnlySpan<ParameterInfo> tensors) => new()
    {
        Name = "Tiny",
        Input = [3],
        Output = [2],
        Layers = [],
        Parameters = [.. tensors],
        Body = Body.Vector128,
    };

    internal static byte[] Bytes(string header, ReadOnlySpan<byte> data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }

    /// <summary>The floats' little-endian bytes, which is how every machine that .NET runs on keeps them.</summary>
    internal static byte[] Floats(params ReadOnlySpan<float> values) => MemoryMarshal.AsBytes(values).ToArray();

    internal static float[] Unset(int length = 17) => [.. Enumerable.Repeat(-1f, length)];

    internal float[] Loaded(byte[] file)
    {
        float[] parameters = Unset();
        NetworkFile.Load(Put("loaded.safetensors", file), Info, parameters);
        return parameters;
    }

    /// <summary>Loads a file that must be refused, checks that no parameter changed, and returns the message.</summary>
    internal string Refused(byte[] file)
    {
        float[] parameters = [.. InMemory];
        string path = Put("refused.safetensors", file);
        var error = Assert.Throws<InvalidDataException>(() => NetworkFile.Load(path, Info, parameters));
        Assert.Equal(InMemory, parameters);
        Assert.StartsWith(path + ": ", error.Message);
        return error.Message;
    }

    internal string Refused(string header) => Refused(Bytes(header, Floats(Data)));
}
