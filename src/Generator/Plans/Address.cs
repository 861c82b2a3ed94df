using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Plans;

/// <summary>What the elements of memory are.</summary>
internal enum Element
{
    Float32,
    Int32,
}

/// <summary>Memory that the caller hands over with a call.</summary>
internal enum CallerMemory
{
    Inputs,
    Targets,

    /// <summary>What the group's targets weigh in the mean loss; nothing where all weigh 1.</summary>
    Weights,
    Outputs,
    Losses,
    State,
}

/// <summary>What addresses start from.</summary>
internal abstract record Memory
{
    /// <summary>A stretch of the program's own memory.</summary>
    public sealed record Of(Buffer Buffer) : Memory
    {
        public override string ToString() => Buffer.Name;
    }

    /// <summary>A parameter.</summary>
    public sealed record Weights(Parameter Parameter) : Memory
    {
        public override string ToString() => Parameter.Name;
    }

    /// <summary>Numbers that are known when the network is compiled.</summary>
    public sealed record Table(Constant Constant) : Memory
    {
        public override string ToString() => Constant.Name;
    }

    /// <summary>A parameter's gradient: the slot's, or the batch's.</summary>
    public sealed record Slot(Parameter Parameter) : Memory
    {
        public override string ToString() => $"gradient of {Parameter.Name}";
    }

    /// <summary>The caller's.</summary>
    public sealed record Caller(CallerMemory Field, Element Element) : Memory
    {
        public override string ToString() => $"the caller's {Field}{(Element == Element.Int32 ? " (int32)" : "")}";
    }
}

/// <summary>A place in memory, in elements from where it starts.</summary>
internal sealed record Address(Memory Memory, int Offset = 0)
{
    /// <summary>What each turn of the loops around adds.</summary>
    public EquatableArray<Turn> Turns { get; init; }

    public static Address Of(Buffer buffer) => new(new Memory.Of(buffer));

    public static Address Of(Parameter parameter) => new(new Memory.Weights(parameter));

    public static Address Of(Gradient gradient) => new(new Memory.Slot(gradient.Parameter));

    public static Address Of(Constant constant) => new(new Memory.Table(constant));

    public static Address Of(CallerMemory field, Element element = Element.Float32) => new(new Memory.Caller(field, element));

    public Address Plus(int elements) => this with { Offset = Offset + elements };

    public Address EachTurn(string counter, int elements) =>
        elements == 0 ? this : this with { Turns = new([.. Turns, new Turn(counter, elements)]) };

    public override string ToString()
    {
        string turns = string.Concat(Turns.Select(static t => $" + {t.Counter}*{t.Elements}"));
        return Offset == 0 ? $"{Memory}{turns}" : $"{Memory}[{Offset}]{turns}";
    }
}

/// <summary>Elements that each turn of a loop adds to an address.</summary>
internal sealed record Turn(string Counter, int Elements);
