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
    /// <summary>What it does with memory, in order.</summary>
    public abstract IEnumerable<(Address Address, Use Use)> Uses { get; }

    /// <summary>What it does with the program's own memory.</summary>
    public IEnumerable<(Buffer Buffer, Use Use)> Touches =>
        Uses.Where(static u => u.Address.Memory is Memory.Of).Select(static u => (((Memory.Of)u.Address.Memory).Buffer, u.Use));

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
        public override IEnumerable<(Address Address, Use Use)> Uses =>
            Operands.OfType<Operand.At>().OrderBy(static at => at.Use != Use.Read).Select(static at => (at.Address, at.Use));

        public override Statement Settled(Func<Buffer, int> strideOf) => this with { Callee = Callee.Settled(strideOf) };
    }

    /// <summary>Zeros.</summary>
    public sealed record Clear(Address Address, int Length) : Statement
    {
        public override IEnumerable<(Address Address, Use Use)> Uses => [(Address, Use.Write)];
    }

    /// <summary>Statements for each value of a counter, from 0 up or down to it.</summary>
    public sealed record Repeat(string Counter, int Count, bool Backward, EquatableArray<Statement> Body) : Statement
    {
        public override IEnumerable<(Address Address, Use Use)> Uses => Body.SelectMany(static s => s.Uses);

        public override Statement Settled(Func<Buffer, int> strideOf) =>
            this with { Body = new([.. Body.Select(s => s.Settled(strideOf))]) };
    }

    /// <summary>Statements by a condition that is known when the program runs.</summary>
    public sealed record When(Condition Condition, EquatableArray<Statement> Then, EquatableArray<Statement> Otherwise) : Statement
    {
        public override IEnumerable<(Address Address, Use Use)> Uses => Then.Concat(Otherwise).SelectMany(static s => s.Uses);
    }
}
