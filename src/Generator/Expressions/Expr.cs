using Unrolled.Generator.Model;

namespace Unrolled.Generator.Expressions;

/// <summary>An element-wise computation, written once and rendered for each vector width.</summary>
internal abstract record Expr
{
    /// <summary>The functions that are an instruction.</summary>
    public const string SquareRoot = "Sqrt", Magnitude = "Abs";

    /// <summary>The operations that choose one of their operands.</summary>
    public const string Larger = "Max", Smaller = "Min";

    /// <summary>The n-th operand of the operation that the expression belongs to.</summary>
    public static Expr Slot(int slot) => new Operand(slot);

    public static Expr Call(string function, Expr x) => new Function(function, x);

    /// <summary>The square root, which hardware rounds correctly.</summary>
    public static Expr Sqrt(Expr x) => new Function(SquareRoot, x);

    /// <summary>The larger one; NaN if either is NaN.</summary>
    public static Expr Max(Expr a, Expr b) => new Binary(Larger, a, b);

    /// <summary>The smaller one; NaN if either is NaN.</summary>
    public static Expr Min(Expr a, Expr b) => new Binary(Smaller, a, b);

    /// <summary><c>|x|</c>; NaN stays NaN.</summary>
    public static Expr Abs(Expr x) => new Function(Magnitude, x);

    public static Expr WhereGreater(Expr a, Expr b, Expr then, Expr otherwise) => new Select("GreaterThan", a, b, then, otherwise);

    public static Expr WhereEqual(Expr a, Expr b, Expr then, Expr otherwise) => new Select("Equals", a, b, then, otherwise);

    /// <summary>
    /// A formula over slots 0 to n-1. Where it needs an intermediate result more than once it becomes a method of its own, which computes
    /// that result once; otherwise it stays in place.
    /// </summary>
    /// <param name="name">The method's name; a number is added where another formula has it.</param>
    /// <param name="formula">The formula.</param>
    public static Expr Named(string name, Expr formula) => formula.Repeated().Count == 0
        ? formula
        : new Formula(name, formula, new([.. Enumerable.Range(0, formula.Slots.Max() + 1).Select(Slot)]));

    /// <summary>
    /// A formula of other expressions. Where it uses one of them more than once it becomes a method of its own, so that a chain of
    /// such formulas grows by a call each and not by a factor.
    /// </summary>
    public static Expr Apply(Expr formula, Func<int, Expr> operands)
    {
        bool repeats = formula.Slots.GroupBy(static slot => slot).Any(g => g.Count() > 1 && operands(g.Key) is not (Operand or Constant));
        if (!repeats)
            return formula.Substitute(operands);
        Expr[] arguments = [.. Enumerable.Range(0, formula.Slots.Max() + 1).Select(operands)];
        return new Formula("Function", formula, new(arguments));
    }

    public static implicit operator Expr(float value) => new Constant(value);

    public static Expr operator +(Expr a, Expr b) => new Binary("Add", a, b);

    public static Expr operator -(Expr a, Expr b) => new Binary("Subtract", a, b);

    public static Expr operator -(Expr x) => new Constant(0f) - x;

    public static Expr operator *(Expr a, Expr b) => new Binary("Multiply", a, b);

    public static Expr operator /(Expr a, Expr b) => new Binary("Divide", a, b);

    /// <summary>The same with operands replaced.</summary>
    public Expr Substitute(Func<int, Expr> by) => this switch
    {
        Operand o => by(o.Number),
        Binary b => b with { Left = b.Left.Substitute(by), Right = b.Right.Substitute(by) },
        Function f => f with { Argument = f.Argument.Substitute(by) },
        Formula f => f with { Arguments = new([.. f.Arguments.Select(a => a.Substitute(by))]) },
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
    public IEnumerable<int> Slots => this is Operand o ? [o.Number] : Children.SelectMany(static p => p.Slots);

    /// <summary>Whether an elementary function is called: tens of instructions, not one.</summary>
    public bool CallsFunctions => this switch
    {
        Function => true,
        Formula f => f.Body.CallsFunctions || f.Arguments.Any(static a => a.CallsFunctions),
        _ => Children.Any(static p => p.CallsFunctions),
    };

    /// <summary>About how many instructions it takes.</summary>
    public int Cost => Children.Sum(static p => p.Cost) + this switch
    {
        Operand or Constant => 0,
        Function { Name: SquareRoot } => 4,
        Function { Name: Magnitude } => 1,
        Function => 12,
        Formula f => f.Body.Cost,
        _ => 1,
    };

    /// <summary>The operations that occur more than once, each after those it needs.</summary>
    public IReadOnlyList<Expr> Repeated()
    {
        var counts = new Dictionary<Expr, int>();
        var order = new List<Expr>();
        Visit(this);
        return [.. order.Where(e => counts[e] > 1)];

        void Visit(Expr e)
        {
            if (e is Operand or Constant)
                return;
            counts.TryGetValue(e, out int count);
            counts[e] = count + 1;
            if (count > 0)
                return;
            foreach (Expr child in e.Children)
                Visit(child);
            order.Add(e);
        }
    }

    private IEnumerable<Expr> Children => this switch
    {
        Binary b => [b.Left, b.Right],
        Function f => [f.Argument],
        Formula f => f.Arguments,
        Select s => [s.Left, s.Right, s.Then, s.Otherwise],
        _ => [],
    };

    internal sealed record Operand(int Number) : Expr;

    internal sealed record Constant(float Value) : Expr;

    internal sealed record Binary(string Operation, Expr Left, Expr Right) : Expr;

    internal sealed record Function(string Name, Expr Argument) : Expr;

    internal sealed record Formula(string Name, Expr Body, EquatableArray<Expr> Arguments) : Expr;

    internal sealed record Select(string Comparison, Expr Left, Expr Right, Expr Then, Expr Otherwise) : Expr;
}
