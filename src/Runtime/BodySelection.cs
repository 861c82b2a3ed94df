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

    /// <summary>The project's property that names the bodies to be made.</summary>
    private const string Property = "UnrolledBodies";

    /// <summary>The body named by <see cref="AppContext"/> data <c>Unrolled.Body</c>, or the fastest that this machine has.</summary>
    /// <exception cref="InvalidOperationException">The data names no body.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The data names a body that this machine, or this ahead-of-time build, lacks.
    /// </exception>
    public static Body Current() => Current([Body.Avx512, Body.Avx2, Body.Vector128]);

    /// <summary>As <see cref="Current()"/>, where a network has these bodies alone, the widest first.</summary>
    /// <exception cref="InvalidOperationException">The data names no body.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The data names a body that this machine, or this build, lacks; or the machine can run none of them.
    /// </exception>
    public static Body Current(ReadOnlySpan<Body> made) => AppContext.GetData(Switch) switch
    {
        null => Best(made),
        string name => Named(name, made),
        object other => throw Unknown(other),
    };

    /// <summary>What to throw where a machine can run none of the bodies that were made.</summary>
    public static PlatformNotSupportedException None(ReadOnlySpan<Body> made) => new(
        $"The network was built with the bodies {Text(made)} alone, none of which this processor " +
        "(or this ahead-of-time build, see IlcInstructionSet) can run; " +
        $"it can run {Text(Runnable)}. Name one of these in the project's {Property}, or leave the property out.");

    private static Body Best(ReadOnlySpan<Body> made)
    {
        foreach (Body body in made)
        {
            if (Has(body))
                return body;
        }

        throw None(made);
    }

    private static Body Named(string name, ReadOnlySpan<Body> made)
    {
        Body body = name switch
        {
            nameof(Body.Avx512) => Body.Avx512,
            nameof(Body.Avx2) => Body.Avx2,
            nameof(Body.Vector128) => Body.Vector128,
            _ => throw Unknown(name),
        };
        if (!made.Contains(body))
        {
            throw new PlatformNotSupportedException(
                $"{Switch} asks for {body}, which was left out of this build by {Property}; it has {Text(made)}. " +
                $"Leave {Switch} unset to get the fastest, or add {body} to {Property} in the project.");
        }

        return Has(body) ? body : throw new PlatformNotSupportedException(
            $"{Switch} asks for {body}, which this processor (or this ahead-of-time build, see IlcInstructionSet) lacks; " +
            $"it has {Text(Runnable)}. Leave {Switch} unset to get the fastest.");
    }

    private static Body[] Runnable => [.. Enum.GetValues<Body>().Where(Has)];

    private static string Text(ReadOnlySpan<Body> bodies) => string.Join(", ", bodies.ToArray());

    // Some processors have AVX-512 but slow down under it; there IsHardwareAccelerated is false, AVX2 is the faster choice, and what is
    // generated runs no other.
    private static bool Has(Body body) => body switch
    {
        Body.Avx512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Fma.IsSupported,
        Body.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };

    private static InvalidOperationException Unknown(object name) => new(
        $"{Switch} must be one of the strings {string.Join(", ", Enum.GetNames<Body>())}, " +
            $"but is '{name}'. Leave it unset to get the fastest.");
}
