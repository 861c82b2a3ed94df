namespace Unrolled.Onnx.Graphs;

/// <summary>
/// The batch as a number. Exporters compute shapes inside the model, from the input's. A prime that no other extent is a multiple of
/// goes through that arithmetic as any number does, and what comes out of it as a multiple is the batch again.
/// </summary>
internal static class Batch
{
    public const long Number = 1_000_003;

    public static bool IsIn(long extent) => extent != 0 && extent % Number == 0;

    /// <summary>The axis that holds the batch, or -1.</summary>
    public static int Axis(long[] extents) => Array.FindIndex(extents, IsIn);

    /// <summary>
    /// The extents of one sample: without the batch, or with what was merged into its axis: <c>[batch·steps, features]</c> is
    /// <c>[steps, features]</c>.
    /// </summary>
    /// <exception cref="NodeException">There is no batch, or it is in several axes.</exception>
    public static int[] Sample(long[] extents)
    {
        if (extents.Count(IsIn) != 1)
            throw new NodeException($"expected a value with the batch in one axis, but it is {Text(extents)}; samples must stay apart");
        long[] sample = [.. extents.Select(static e => IsIn(e) ? e / Number : e)];
        int axis = Axis(extents);
        if (sample[axis] == 1)
            sample = [.. sample[..axis], .. sample[(axis + 1)..]];
        // A number for each sample is an axis of one.
        return sample.Length == 0 ? [1] : [.. sample.Select(static e => checked((int)e))];
    }

    /// <summary>The extents as people read them: <c>[batch, 3, 32, 32]</c>.</summary>
    public static string Text(long[] extents) => $"[{string.Join(", ", extents.Select(Text))}]";

    private static string Text(long extent) =>
        !IsIn(extent) ? $"{extent}" : extent == Number ? "batch" : $"batch·{extent / Number}";
}
