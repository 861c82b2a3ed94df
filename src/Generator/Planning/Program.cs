using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Planning;

/// <summary>A stretch of memory that a program works on.</summary>
/// <param name="name">For comments.</param>
/// <param name="length">Floats.</param>
/// <param name="wholeChunk">Whether each group of a chunk has its own until the chunk is done; otherwise it lives within one group's run.</param>
internal sealed class Buffer(string name, int length, bool wholeChunk = false)
{
    public string Name { get; } = name;

    public int Length { get; } = length;

    public bool WholeChunk { get; } = wholeChunk;

    /// <summary>The place in its region, once memory is planned.</summary>
    public int Offset { get; set; }
}

/// <summary>One statement of a program: what it reads and writes, and its text once memory is planned.</summary>
internal sealed record Step(IReadOnlyList<Buffer> Reads, IReadOnlyList<Buffer> Writes, Func<Scene, string> Text);

/// <summary>What a step's text is made of: the body's methods, and how places in memory are spelled.</summary>
internal sealed record Scene(KernelLibrary Library, int ChunkStride, int StraightLimit)
{
    /// <summary>A buffer's address; in a chunk's code, of the first group.</summary>
    public string At(Buffer buffer) => Kernels.Text.Plus(buffer.WholeChunk ? "chunk" : "values", buffer.Offset);

    public string At(Parameter parameter) => Kernels.Text.Plus("parameters", parameter.Offset);

    public string At(Gradient gradient) => Kernels.Text.Plus("gradients", gradient.Parameter.Offset);
}

/// <summary>A program: steps in order, and the memory they need.</summary>
/// <param name="Steps">What runs on each group.</param>
/// <param name="ChunkSteps">What runs once the groups of a chunk are done.</param>
/// <param name="Values">Floats that one group's run needs.</param>
/// <param name="ChunkStride">Floats that each group of a chunk keeps.</param>
internal sealed record Program(IReadOnlyList<Step> Steps, IReadOnlyList<Step> ChunkSteps, int Values, int ChunkStride)
{
    /// <summary>Plans the memory of steps: buffers whose lives do not meet share their place.</summary>
    public static Program Of(IReadOnlyList<Step> steps, IReadOnlyList<Step> chunkSteps)
    {
        var kept = steps.Concat(chunkSteps).SelectMany(static s => s.Reads.Concat(s.Writes)).Where(static b => b.WholeChunk).Distinct();
        int stride = 0;
        foreach (Buffer buffer in kept)
        {
            buffer.Offset = stride;
            stride += Align(buffer.Length);
        }

        return new Program(steps, chunkSteps, MemoryPlan.Assign(steps), stride);
    }

    /// <summary>Rounds up to a cache line.</summary>
    public static int Align(int length) => (length + 15) / 16 * 16;
}
