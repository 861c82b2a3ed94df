namespace Unrolled.Generator.Kernels;

/// <summary>An element-wise computation, written once and rendered for each vector width.</summary>
internal abstract record Expr
{
    /// <summary>The n-th operand of the operation that the expression belongs to.</summary>
    public static Expr Slot(int slot) => new Operand(slot);

    public static Expr Call(string function, Expr x) => new Function(function, x);

    /// <summary>The larger one; NaN if either is NaN.</summary>
    public static Expr Max(Expr a, Expr b) => new Binary("Max", a, b);

    public static Expr WhereGreater(Expr a, Expr b, Expr then, Expr otherwise) => new Select("GreaterThan", a, b, then, otherwise);

    public static implicit operator Expr(float value) => new Constant(value);

    public static Expr operator +(Expr a, Expr b) => new Binary("Add", a, b);

    public static Expr operator -(Expr a, Expr b) => new Binary("Subtract", a, b);

    public static Expr operator *(Expr a, Expr b) => new Binary("Multiply", a, b);

    public static Expr operator /(Expr a, Expr b) => new Binary("Divide", a, b);

    /// <summary>The same with operands replaced.</summary>
    public Expr Substitute(Func<int, Expr> by) => this switch
    {
        Operand o => by(o.Number),
        Binary b => b with { Left = b.Left.Substitute(by), Right = b.Right.Substitute(by) },
        Function f => f with { Argument = f.Argument.Substitute(by) },
        Select s => s with
        {
            Left = s.Left.Substitute(by),
            Right = s.Right.Substitute(by),
            Then = s.Then.Substitute(by),
            Otherwise = s.Otherwise.Substitute(by),
        },
        _ => this,
    };

    /// <summary>The numbers of the operands used.</summary>
    public IEnumerable<int> Slots => this switch
    {
        Operand o => [o.Number],
        Binary b => b.Left.Slots.Concat(b.Right.Slots),
        Function f => f.Argument.Slots,
        Select s => s.Left.Slots.Concat(s.Right.Slots).Concat(s.Then.Slots).Concat(s.Otherwise.Slots),
        _ => [],
    };

    internal sealed record Operand(int Number) : Expr;

    internal sealed record Constant(float Value) : Expr;

    internal sealed record Binary(string Operation, Expr Left, Expr Right) : Expr;

    internal sealed record Function(string Name, Expr Argument) : Expr;

    internal sealed record Select(string Comparison, Expr Left, Expr Right, Expr Then, Expr Otherwise) : Expr;
}
