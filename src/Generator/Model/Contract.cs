namespace Unrolled.Generator.Model;

/// <summary>What generated code takes for granted of the runtime, as a number: that of <c>Unrolled.Generated.Contract</c>.</summary>
internal static class Contract
{
    /// <summary>The contract that code is generated for. It grows with the runtime's.</summary>
    public const int Version = 2;

    /// <summary>The runtime's type that has the number as a constant <c>Version</c>.</summary>
    public const string Type = "Unrolled.Generated.Contract";
}
