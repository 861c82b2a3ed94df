using System.Runtime.InteropServices;

namespace Unrolled.Numerics.Tests;

/// <summary>Floats as text that differs wherever a bit does.</summary>
internal static class Bits
{
    public static string Of(ReadOnlySpan<float> values) => Convert.ToHexString(MemoryMarshal.AsBytes(values));
}
