namespace Unrolled;

/// <summary>
/// The set of instructions a network's generated code is written in. All bodies give the same bits on hardware with
/// fused multiply-add.
/// </summary>
public enum Body
{
    /// <summary>128-bit vectors: NEON on Arm, and the portable choice elsewhere.</summary>
    Vector128,

    /// <summary>256-bit vectors with AVX2 and FMA.</summary>
    Avx2,

    /// <summary>512-bit vectors with AVX-512.</summary>
    Avx512,
}
