using Unrolled.Generator.Graphs;
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
    /// <summary>The statements that it consists of; none where it is one itself.</summary>
    public virtual IEnumerable<Statement> Inner => [];

    /// <summary>What it does with memory, in order.</summary>
    public virtual IEnumerable<(Address Address, Use Use)> Uses => Inner.SelectMany(static s => s.Uses);

    /// <summary>What it does with the program's own memory.</summary>
    public IEnumerable<(Buffer Buffer, Use Use)> Touches =>
        Uses.Where(static u => u.Address.Memory is Memory.Of).Select(static u => (((Memory.Of)u.Address.Memory).Buffer, u.Use));

    /// <summary>The statement once memory is planned.</summary>
    public virtual Statement Settled(Func<Buffer, int> strideOf) => Each(s => s.Settled(strideOf));

    /// <summary>The statement with other addresses.</summary>
    public virtual Statement Moved(Func<Address, Address> move) => Each(s => s.Moved(move));

    /// <summary>The statement with others inside.</summary>
    protected virtual Statement Each(Func<Statement, Statement> change) => this;

    private static EquatableArray<Statement> Each(EquatableArray<Statement> block, Func<Statement, Statement> change) =>
        new([.. block.Select(change)]);

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

        public override Statement Moved(Func<Address, Address> move) =>
            this with { Operands = new([.. Operands.Select(o => o is Operand.At at ? at with { Address = move(at.Address) } : o)]) };
    }

    /// <summary>Zeros.</summary>
    public sealed record Clear(Address Address, int Length) : Statement
    {
        public override IEnumerable<(Address Address, Use Use)> Uses => [(Address, Use.Write)];

        public override Statement Moved(Func<Address, Address> move) => this with { Address = move(Address) };
    }

    /// <summary>Statements for each value of a counter, from 0 up or down to it.</summary>
    public sealed record Repeat(string Counter, int Count, bool Backward, EquatableArray<Statement> Body) : Statement
    {
        public override IEnumerable<Statement> Inner => Body;

        protected override Statement Each(Func<Statement, Statement> change) => this with { Body = Each(Body, change) };
    }

    /// <summary>Statements for each group of the batch, whose values are addressed by the batch's first group.</summary>
    public sealed record EachGroup(EquatableArray<Statement> Body) : Statement
    {
        /// <summary>The variable that counts groups.</summary>
        public const string Counter = "group";

        /// <summary>Statements for a group and the next one together; where there are any, the body is for a last one alone.</summary>
        public EquatableArray<Statement> Pair { get; init; }

        public override IEnumerable<Statement> Inner => Pair.Concat(Body);

        public override Statement Settled(Func<Buffer, int> strideOf)
        {
            Address Moving(Address address) => address.Memory is Memory.Of { Buffer: { Region: Region.Batch } buffer }
                ? address.EachTurn(Counter, strideOf(buffer))
                : address;
            return base.Settled(strideOf).Moved(Moving);
        }

        protected override Statement Each(Func<Statement, Statement> change) =>
            this with { Pair = Each(Pair, change), Body = Each(Body, change) };
    }

    /// <summary>Items that any thread may take: as many times a body, and what is left behind them as one more.</summary>
    public sealed record WideLoop(int Count, EquatableArray<Statement> Body, EquatableArray<Statement> Rest) : Statement
    {
        /// <summary>The variable that holds an item's number.</summary>
        public const string Counter = "item";

        /// <summary>The gradient that it sums over all groups; null where each group has results of its own.</summary>
        public Parameter? Summed => Uses.Select(static use => use.Address.Memory).OfType<Memory.Slot>().FirstOrDefault()?.Parameter;

        /// <summary>Items, the rest among them.</summary>
        public int Items => Count + (Rest.Count > 0 ? 1 : 0);

        public override IEnumerable<Statement> Inner => Body.Concat(Rest);

        protected override Statement Each(Func<Statement, Statement> change) =>
            this with { Body = Each(Body, change), Rest = Each(Rest, change) };
    }

    /// <summary>Statements by a condition that is known when the program runs.</summary>
    public sealed record When(Condition Condition, EquatableArray<Statement> Then, EquatableArray<Statement> Otherwise) : Statement
    {
        public override IEnumerable<Statement> Inner => Then.Concat(Otherwise);

        protected override Statement Each(Func<Statement, Statement> change) =>
            this with { Then = Each(Then, change), Otherwise = Each(Otherwise, change) };
    }
}
