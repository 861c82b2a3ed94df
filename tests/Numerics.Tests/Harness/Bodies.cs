using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.Numerics.Tests;

/// <summary>The bodies that this machine can run.</summary>
internal static class Bodies
{
    public static IReadOnlyList<Body> Available { get; } =
    [
        Body.Vector128,
        .. Avx2.IsSupported && Fma.IsSupported ? [Body.Avx2] : Array.Empty<Body>(),
        .. Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Fma.IsSupported ? [Body.Avx512] : Array.Empty<Body>(),
    ];

    /// <summary>Whether multiply-adds are fused here, so that all bodies give the same bits.</summary>
    public static bool Fused { get; } = Fma.IsSupported || AdvSimd.IsSupported;
}
