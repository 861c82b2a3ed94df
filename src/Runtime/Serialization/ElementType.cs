using System.Buffers.Binary;

namespace Unrolled.Serialization;

/// <summary>The element types of safetensors that parameters can be read from; all are little-endian.</summary>
internal static class ElementType
{
    /// <summary>The type that is written.</summary>
    public const string Float32 = "F32";

    /// <summary>The type of counters.</summary>
    public const string Int64 = "I64";

    /// <summary>What to say when another type comes.</summary>
    public const string Readable = "F32 (or F64, F16, BF16)";

    /// <summary>Bytes of one element, or 0 for a type that parameters are not read from.</summary>
    public static int Size(string type) => type switch
    {
        "F64" => 8,
        Float32 => 4,
        "F16" or "BF16" => 2,
        _ => 0,
    };

    /// <summary>Turns one element into a float: exactly, but for F64, which is rounded to nearest.</summary>
    public static float Read(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        // A bfloat16 is the upper half of a float.
        "BF16" => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        _ => throw new ArgumentException($"{type} cannot be read; expected {Readable}.", nameof(type)),
    };
}
