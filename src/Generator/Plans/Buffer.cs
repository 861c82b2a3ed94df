global using Buffer = Unrolled.Generator.Plans.Buffer;

namespace Unrolled.Generator.Plans;

/// <summary>How long memory keeps what is written to it.</summary>
internal enum Region
{
    /// <summary>Within one group's run.</summary>
    Group,

    /// <summary>Each group of a chunk has its own until the chunk is done.</summary>
    Chunk,

    /// <summary>Each group of the batch has its own until all phases are done.</summary>
    Batch,

    /// <summary>One for the whole batch.</summary>
    Shared,
}

/// <summary>A stretch of memory that a program works on.</summary>
internal sealed class Buffer(string name, int length, Region region = Region.Group)
{
    public string Name { get; } = name;

    /// <summary>Floats.</summary>
    public int Length { get; } = length;

    public Region Region { get; } = region;

    /// <summary>The place in its region, once memory is planned.</summary>
    public int Offset { get; set; }

    public override string ToString() => Name;
}
