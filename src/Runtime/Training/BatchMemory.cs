using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>What a batch asks of memory that a smaller one would not.</summary>
internal static class BatchMemory
{
    /// <summary>Samples in the largest batch whose values fit one buffer.</summary>
    public static long MaxSamples(ProgramInfo program) =>
        (long)PinnedBuffer<float>.MaxLength / Math.Max(program.BatchStride, Lanes.Width) * Lanes.Width;

    /// <summary>Throws where a batch is larger than that, before anything is touched.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void Require(NetworkInfo info, ProgramInfo program, int samples, string name)
    {
        long most = MaxSamples(program);
        if (samples > most)
            throw new ArgumentException(
                $"A batch of {samples} samples through {info.Name} keeps {Floats(program, samples)} floats, " +
                $"more than the {PinnedBuffer<float>.MaxLength} of one buffer; pass at most {most} samples at a time.",
                name);
    }

    /// <summary>The error where the system has no memory for a batch.</summary>
    public static InsufficientMemoryException Missing(NetworkInfo info, ProgramInfo program, int samples, Exception cause) => new(
        $"There is no memory for a batch of {samples} samples through {info.Name}, which keeps {Megabytes(program, samples)} MB " +
        "besides parameters and gradients; the step was not taken and the trainer is as before. Pass fewer samples at a time.",
        cause);

    /// <summary>Throws where batches that are read ahead do not fit a buffer, before anything is touched.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static void RequireReading(SampleShape shape, int samples, string name)
    {
        long most = PinnedBuffer<float>.MaxLength / Math.Max(shape.InputLength, shape.TargetLength);
        if (samples > most)
            throw new ArgumentException(
                $"A batch of {samples} samples, each of {shape.InputLength} and {shape.TargetLength} numbers, is more than the " +
                $"{PinnedBuffer<float>.MaxLength} of one buffer; pass at most {most} samples at a time.",
                name);
    }

    /// <summary>The error where the system has no memory to read batches ahead.</summary>
    public static InsufficientMemoryException Missing(
        NetworkInfo info, SampleShape shape, int samples, int batches, Exception cause) => new(
        $"There is no memory to read {batches} batches of {samples} samples for {info.Name}, each of {shape.InputLength} and " +
        $"{shape.TargetLength} numbers; nothing has changed. Pass fewer samples at a time.",
        cause);

    private static long Megabytes(ProgramInfo program, int samples) => (Floats(program, samples) * sizeof(float) >> 20) + 1;

    private static long Floats(ProgramInfo program, int samples) =>
        Math.Max(program.BatchStride, Lanes.Width) * (((long)samples + Lanes.Width - 1) / Lanes.Width);
}
