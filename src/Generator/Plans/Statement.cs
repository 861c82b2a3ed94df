using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Plans;

/// <summary>What a call asks for.</summary>
internal abstract record Callee
{
    /// <summary>A method of the body.</summary>
    public sealed record Generated(Kernel Kernel) : Callee
    {
        public override string ToString() => Kernel.Name;
    }

    /// <summary>A method of the runtime.</summary>
    public sealed record Library(RuntimeMethod Method) : Callee
    {
        public override string ToString() => Method.Name;
    }

    /// <summary>What it is once memory is planned.</summary>
    /// <param name="strideOf">Floats from one group's buffer to the next one's.</param>
    public virtual Callee Settled(Func<Buffer, int> strideOf) => this;
}

/// <summary>What decides between statements.</summary>
internal enum Condition
{
    /// <summary>The caller wants the outputs.</summary>
    OutputsWanted,

    /// <summary>Targets are distributions instead of labels.</summary>
    Distributions,

    /// <summary>The outputs' gradient is given.</summary>
    GradientGiven,

    /// <summary>The slot holds nothing yet.</summary>
    SlotEmpty,
}

/// <summary>One step of a program.</summary>
internal abstract record Statement
{
    /// <summary>The buffers that it touches, in order, and how.</summary>
    public abstract IEnumerable<(Buffer Buffer, Use Use)> Touches { get; }

    /// <summary>The statement once memory is planned.</summary>
    public virtual Statement Settled(Func<Buffer, int> strideOf) => this;

    /// <summary>A call.</summary>
    public sealed record Call(Callee Callee, EquatableArray<Operand> Operands) : Statement
    {
        public Call(Kernel kernel, params IEnumerable<Operand> operands)
            : this(new Callee.Generated(kernel), new([.. operands]))
        {
        }

        public Call(RuntimeMethod method, params IEnumerable<Operand> operands)
            : this(new Callee.Library(method), new([.. operands]))
        {
        }

        /// <remarks>What a call reads it reads before it writes.</remarks>
        public override IEnumerable<(Buffer Buffer, Use Use)> Touches => Operands.OfType<Operand.At>()
            .Select(static at => ((at.Address.Memory as Memory.Of)?.Buffer, at.Use)).Where(static t => t.Buffer is not null)
            .OrderBy(static t => t.Use != Use.Read).Select(static t => (t.Buffer!, t.Use));

        public override Statement Settled(Func<Buffer, int> strideOf) => this with { Callee = Callee.Settled(strideOf) };
    }

    /// <summary>Zeros.</summary>
    public sealed record Clear(Address Address, int Length) : Statement
    {
        public override IEnumerable<(Buffer Buffer, Use Use)> Touches => Address.Memory is Memory.Of of ? [(of.Buffer, Use.Write)] : [];
    }

    /// <summary>Statements for each value of a counter, from 0 up or down to it.</summary>
    public sealed record Repeat(string Counter, int Count, bool Backward, EquatableArray<Statement> Body) : Statement
    {
        public override IEnumerable<(Buffer Buffer, Use Use)> Touches => Body.SelectMany(static s => s.Touches);

        public override Statement Settled(Func<Buffer, int> strideOf) => this with { Body = new([.. Body.Select(s => s.Settled(strideOf))]) };
    }

    /// <summary>Statements by a condition that is known when the program runs.</summary>
    public sealed record When(Condition Condition, EquatableArray<Statement> Then, EquatableArray<Statement> Otherwise) : Statement
    {
        public override IEnumerable<(Buffer Buffer, Use Use)> Touches => Then.Concat(Otherwise).SelectMany(static s => s.Touches);
    }
}
