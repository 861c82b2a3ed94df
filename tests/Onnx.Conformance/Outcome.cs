namespace Unrolled.Onnx.Conformance;

/// <summary>What came of a test.</summary>
internal enum Status
{
    /// <summary>All outputs are as they must be.</summary>
    Passes,

    /// <summary>It qualifies, but cannot be had, or gives other numbers.</summary>
    Fails,

    /// <summary>It asks for something that no network of floats, sample by sample, is.</summary>
    IsNone,
}

/// <summary>A test and what came of it.</summary>
/// <param name="Name">The test.</param>
/// <param name="Status">What came of it.</param>
/// <param name="Ulps">The largest difference of all outputs, where it passes.</param>
/// <param name="Reason">Why it does not pass.</param>
internal sealed record Outcome(string Name, Status Status, long Ulps, string Reason);
