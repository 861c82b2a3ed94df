using System.ComponentModel;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.Generated;

/// <summary>Chooses the instructions that generated code runs with. Called once by each network, before its first use.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BodySelection
{
    /// <summary>The name of the <see cref="AppContext"/> data that forces a body.</summary>
    public const string Switch = "Unrolled.Body";

    /// <summary>The body named by <see cref="AppContext"/> data <c>Unrolled.Body</c>, or the fastest that this machine has.</summary>
    /// <exception cref="InvalidOperationException">The data names no body.</exception>
    /// <exception cref="PlatformNotSupportedException">The data names a body that this machine, or this ahead-of-time build, lacks.</exception>
    public static Body Current() => AppContext.GetData(Switch) switch
    {
        null => Best(),
        string name => Named(name),
        object other => throw Unknown(other),
    };

    // Some processors have AVX-512 but slow down under it; there IsHardwareAccelerated is false, and AVX2 is the faster choice.
    private static Body Best() =>
        Vector512.IsHardwareAccelerated && Has(Body.Avx512) ? Body.Avx512
        : Has(Body.Avx2) ? Body.Avx2
        : Body.Vector128;

    private static Body Named(string name)
    {
        Body body = name switch
        {
            nameof(Body.Avx512) => Body.Avx512,
            nameof(Body.Avx2) => Body.Avx2,
            nameof(Body.Vector128) => Body.Vector128,
            _ => throw Unknown(name),
        };
        return Has(body) ? body : throw new PlatformNotSupportedException(
            $"{Switch} asks for {body}, which this processor (or this ahead-of-time build, see IlcInstructionSet) lacks; " +
            $"it has {string.Join(", ", Enum.GetValues<Body>().Where(Has))}. Leave {Switch} unset to get the fastest.");
    }

    private static bool Has(Body body) => body switch
    {
        Body.Avx512 => Avx512F.IsSupported && Fma.IsSupported,
        Body.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };

    private static InvalidOperationException Unknown(object name) => new(
        $"{Switch} must be one of the strings {string.Join(", ", Enum.GetNames<Body>())}, but is '{name}'. Leave it unset to get the fastest.");
}
