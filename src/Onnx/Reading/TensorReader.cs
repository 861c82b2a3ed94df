using System.Buffers.Binary;
using System.Globalization;
using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.TensorProto.Types;

namespace Unrolled.Onnx.Reading;

/// <summary>Tensors as a file holds them: raw bytes, lists of numbers, or bytes of a file beside it.</summary>
/// <param name="directory">Where files beside the model lie; null for a model that is no file.</param>
internal sealed class TensorReader(string? directory)
{
    // Type by type: bytes of an element, whether it is a float, and how one is read.
    private static readonly Dictionary<DataType, (int Size, bool IsFloat, Func<ReadOnlySpan<byte>, double> Read)> Kinds = new()
    {
        [DataType.Float] = (4, true, static b => BinaryPrimitives.ReadSingleLittleEndian(b)),
        [DataType.Double] = (8, true, BinaryPrimitives.ReadDoubleLittleEndian),
        [DataType.Float16] = (2, true, static b => (double)BinaryPrimitives.ReadHalfLittleEndian(b)),
        [DataType.Bfloat16] = (2, true, static b => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(b) << 16)),
        [DataType.Uint8] = (1, false, static b => b[0]),
        [DataType.Int8] = (1, false, static b => (sbyte)b[0]),
        [DataType.Bool] = (1, false, static b => b[0] == 0 ? 0 : 1),
        [DataType.Uint16] = (2, false, static b => BinaryPrimitives.ReadUInt16LittleEndian(b)),
        [DataType.Int16] = (2, false, static b => BinaryPrimitives.ReadInt16LittleEndian(b)),
        [DataType.Uint32] = (4, false, static b => BinaryPrimitives.ReadUInt32LittleEndian(b)),
        [DataType.Int32] = (4, false, static b => BinaryPrimitives.ReadInt32LittleEndian(b)),
        [DataType.Uint64] = (8, false, static b => BinaryPrimitives.ReadUInt64LittleEndian(b)),
    };

    /// <summary>The tensor's numbers.</summary>
    /// <exception cref="NodeException">It has another length than its extents tell, or elements that are no numbers.</exception>
    public Tensor Read(TensorProto tensor)
    {
        long[] extents = [.. tensor.Dims];
        long count = Tensor.Count(extents);
        var type = (DataType)tensor.DataType;
        if (type != DataType.Int64 && !Kinds.ContainsKey(type))
            throw new NodeException(
                $"elements are {Name(type)}, but numbers of at most 64 bits are expected; convert the model to float32");
        if (tensor.DataLocation == DataLocation.External)
            return FromBytes(extents, count, type, External(tensor, count));
        return tensor.HasRawData ? FromBytes(extents, count, type, tensor.RawData.Span) : FromLists(extents, type, tensor);
    }

    /// <summary>A type's name as ONNX writes it.</summary>
    public static string Name(DataType type) => Enum.IsDefined(type) ? type.ToString().ToLowerInvariant() : $"of type {(int)type}";

    private static Tensor FromBytes(long[] extents, long count, DataType type, ReadOnlySpan<byte> bytes)
    {
        int size = Size(type);
        if (bytes.Length % size != 0 || bytes.Length / size != count)
        {
            throw new NodeException(
                $"{Batch.Text(extents)} of {Name(type)} takes {count:N0} times {size} bytes, but {bytes.Length:N0} came; the file "
                + "is damaged");
        }

        // Whole numbers of 64 bits do not all fit a double.
        if (type == DataType.Int64)
        {
            var integers = new long[count];
            for (int i = 0; i < integers.Length; i++)
                integers[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * size)..]);
            return new Tensor(extents, integers);
        }

        (_, bool isFloat, Func<ReadOnlySpan<byte>, double> read) = Kinds[type];
        float[]? floats = isFloat ? new float[count] : null;
        long[]? numbers = isFloat ? null : new long[count];
        for (int i = 0; i < count; i++)
        {
            double value = read(bytes[(i * size)..]);
            if (floats is not null)
                floats[i] = (float)value;
            else
                numbers![i] = (long)value;
        }

        return floats is not null ? new Tensor(extents, floats) : new Tensor(extents, numbers!);
    }

    private static Tensor FromLists(long[] extents, DataType type, TensorProto tensor) => type switch
    {
        DataType.Float => new Tensor(extents, [.. tensor.FloatData]),
        DataType.Double => Tensor.Of(extents, isFloat: true, tensor.DoubleData),
        DataType.Int64 => new Tensor(extents, [.. tensor.Int64Data]),
        DataType.Uint32 or DataType.Uint64 => new Tensor(extents, [.. tensor.Uint64Data.Select(static v => (long)v)]),
        // Halves lie as their bits in whole numbers.
        DataType.Float16 =>
            Tensor.Of(extents, isFloat: true, tensor.Int32Data.Select(static v => (double)BitConverter.UInt16BitsToHalf((ushort)v))),
        DataType.Bfloat16 =>
            Tensor.Of(extents, isFloat: true, tensor.Int32Data.Select(static v => (double)BitConverter.Int32BitsToSingle(v << 16))),
        _ => new Tensor(extents, [.. tensor.Int32Data.Select(static v => (long)v)]),
    };

    /// <summary>The bytes of a file beside the model, of which so many are taken as elements need.</summary>
    private byte[] External(TensorProto tensor, long count)
    {
        var places = tensor.ExternalData.GroupBy(static e => e.Key).ToDictionary(static g => g.Key, static g => g.Last().Value);
        int size = Size((DataType)tensor.DataType);
        if (count > Array.MaxLength / size)
            throw new NodeException(
                $"it has {count:N0} elements, but at most {Array.MaxLength / size:N0} are read; make the model smaller");
        long needed = count * size;
        long offset = Place("offset", 0), length = Place("length", needed);
        if (directory is null)
            throw new NodeException("its numbers lie in another file, but the model was not read from one; read it by its path");
        if (length != needed)
            throw new NodeException(
                $"its numbers take {needed:N0} bytes, but external data of {length:N0} are declared; the file is damaged");
        using FileStream file = ExternalFile.Open(directory, places.GetValueOrDefault("location", ""));
        if (offset < 0 || offset > file.Length - needed)
        {
            throw new NodeException(
                $"its numbers are {needed:N0} bytes from byte {offset:N0} on of {Path.GetFileName(file.Name)}, which has {file.Length:N0}; "
                + "fetch the whole file");
        }

        var bytes = new byte[needed];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;

        long Place(string key, long usual) => !places.TryGetValue(key, out string? text) ? usual
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long place) ? place
            : throw new NodeException(
                $"its external data have the {key} \"{Words.Short(text)}\", but a whole number is expected; the file is damaged");
    }

    private static int Size(DataType type) => type == DataType.Int64 ? sizeof(long) : Kinds[type].Size;
}
