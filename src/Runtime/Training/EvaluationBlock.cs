namespace Unrolled.Training;

/// <summary>
/// How an evaluation is cut. It follows from the shapes alone, so that sums have the same bits wherever samples come from.
/// </summary>
internal static class EvaluationBlock
{
    // Enough groups of 16 for many threads, and of large samples no more than that.
    private const int Fewest = 128;
    private const int Most = 8192;
    private const int Numbers = 1 << 22;

    /// <summary>Samples in a block, whole groups.</summary>
    public static int Samples(SampleShape shape) =>
        Math.Clamp(Numbers / Math.Max(shape.InputLength, shape.TargetLength) / Fewest * Fewest, Fewest, Most);
}
