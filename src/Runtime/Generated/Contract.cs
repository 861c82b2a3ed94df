using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>
/// What generated code takes for granted of this library, as a number: its members for generated code, their order of calls, layouts of
/// memory. It grows when code that was generated before would no longer run, or run wrong. The generator knows the one it writes for.
/// </summary>
/// <remarks>
/// <see cref="Require"/> and <see cref="BodySelection.Current()"/> stay as they are in every contract, and <see cref="INetwork{TSelf}"/>
/// gets new members with a body alone: what is too old then comes as far as saying so.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Contract
{
    /// <summary>The contract of this library.</summary>
    public const int Version = 2;

    /// <summary>Called by each network before anything else of it runs.</summary>
    /// <param name="generated">The contract that it was generated for.</param>
    /// <param name="network">Its class.</param>
    /// <returns><paramref name="generated"/>.</returns>
    /// <exception cref="NotSupportedException">This library has another one.</exception>
    public static int Require(int generated, Type network)
    {
        if (generated == Version)
            return generated;
        // The library's release would be in an attribute of its assembly; to read those is an eighth of a small program's size.
        string? assembly = network.Assembly.GetName().Name;
        throw new NotSupportedException(
            $"{network} in {assembly} was generated for contract {generated} between networks and the library, but this Unrolled has " +
            $"contract {Version}; build {assembly} again with Unrolled as it is here, or run it with the version that it was built with.");
    }
}
