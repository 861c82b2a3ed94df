using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Plans;

/// <summary>What a statement does with memory that it is given.</summary>
internal enum Use
{
    Read,
    Write,

    /// <summary>It reads what is there and writes something else, or adds to it.</summary>
    Update,
}

/// <summary>A number that the caller hands over with a call.</summary>
internal enum FrameNumber
{
    /// <summary>Samples of the group.</summary>
    Count,

    /// <summary>The number of the group's first sample in the batch.</summary>
    First,

    /// <summary>Groups of the chunk or the batch.</summary>
    Groups,

    /// <summary>Samples of the batch.</summary>
    Samples,

    /// <summary>What a sample weighs in the mean loss.</summary>
    Scale,

    /// <summary>The key of the step's random numbers.</summary>
    Key,

    /// <summary>Whether the gradient's slot holds something to add to, before the chunk's first group.</summary>
    Accumulate,
}

/// <summary>An operand of a call.</summary>
internal abstract record Operand
{
    /// <summary>Memory, and what becomes of it.</summary>
    public sealed record At(Address Address, Use Use) : Operand
    {
        public override string ToString() => Use switch { Use.Read => $"{Address}", Use.Write => $"→ {Address}", _ => $"↔ {Address}" };
    }

    public sealed record Integer(int Value) : Operand
    {
        public override string ToString() => $"{Value}";
    }

    public sealed record Unsigned(uint Value) : Operand
    {
        public override string ToString() => $"{Value}";
    }

    public sealed record Real(float Value) : Operand
    {
        public override string ToString() => Text.Float(Value);
    }

    public sealed record Number(FrameNumber Field) : Operand
    {
        public override string ToString() => $"{Field}";
    }

    /// <summary>Floats from one group's buffer to the next one's.</summary>
    public sealed record GroupStride(Buffer Buffer) : Operand
    {
        public override string ToString() => $"stride of {Buffer}";
    }

    /// <summary>Whether a gradient's slot holds something to add to; in a loop, from its second turn on it does.</summary>
    public sealed record Adds(string? Counter) : Operand
    {
        public override string ToString() => Counter is null ? "adds if begun" : $"adds if begun or {Counter} > 0";
    }

    /// <summary>Whether a gradient is added to, where the plan knows.</summary>
    public sealed record Truth(bool Value) : Operand
    {
        public override string ToString() => Value ? "adds" : "begins";
    }

    /// <summary>No memory.</summary>
    public sealed record Nothing : Operand
    {
        public override string ToString() => "nothing";
    }

    public static Operand In(Address address) => new At(address, Use.Read);

    public static Operand Out(Address address) => new At(address, Use.Write);

    public static Operand Of(int value) => new Integer(value);

    public static Operand Of(FrameNumber field) => new Number(field);
}
