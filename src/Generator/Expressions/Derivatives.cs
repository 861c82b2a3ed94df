namespace Unrolled.Generator.Expressions;

/// <summary>
/// Derivatives of element-wise formulas by one operand, over slot 1 for the formula's result and slot 2 + i for its operand i. Where a
/// function stands outermost its derivative is taken from the result, which costs less than computing it again.
/// </summary>
internal static class Derivatives
{
    private static readonly Expr Zero = 0f, One = 1f;

    public static Expr Of(Expr formula, int slot)
    {
        Expr y = Expr.Slot(1);
        return Simplify(formula switch
        {
            Expr.Function { Name: Functions.Sigmoid } f => y * (1f - y) * Inner(f.Argument, slot),
            Expr.Function { Name: Functions.Tanh } f => (1f - y * y) * Inner(f.Argument, slot),
            Expr.Function { Name: Functions.Exp } f => y * Inner(f.Argument, slot),
            Expr.Binary { Operation: "Divide" } b => (Inner(b.Left, slot) - y * Inner(b.Right, slot)) / Operands(b.Right),
            // A NaN result must stay one: nothing compares with it, so the comparison asks for what is not positive.
            Expr.Binary { Operation: Expr.Larger, Right: Expr.Constant { Value: 0f } } max =>
                Expr.WhereGreater(y, 0f, Inner(max.Left, slot), y - y),
            _ => Inner(formula, slot),
        });
    }

    /// <summary>Drops additions of 0 and multiplications by 0 and 1.</summary>
    public static Expr Simplify(Expr e)
    {
        if (e is not Expr.Binary b)
            return e;
        Expr left = Simplify(b.Left), right = Simplify(b.Right);
        return b.Operation switch
        {
            "Multiply" when left == Zero || right == Zero => Zero,
            "Multiply" when left == One => right,
            "Multiply" when right == One => left,
            "Divide" when left == Zero => Zero,
            "Add" when left == Zero => right,
            "Add" or "Subtract" when right == Zero => left,
            _ => b with { Left = left, Right = right },
        };
    }

    private static Expr Inner(Expr e, int slot)
    {
        switch (e)
        {
            case Expr.Operand o:
                return o.Number == slot ? One : Zero;
            case Expr.Constant:
                return Zero;
            case Expr.Binary { Operation: "Add" } b:
                return Simplify(Inner(b.Left, slot) + Inner(b.Right, slot));
            case Expr.Binary { Operation: "Subtract" } b:
                return Simplify(Inner(b.Left, slot) - Inner(b.Right, slot));
            case Expr.Binary { Operation: "Multiply" } b:
                return Simplify(Inner(b.Left, slot) * Operands(b.Right) + Operands(b.Left) * Inner(b.Right, slot));
            case Expr.Binary { Operation: "Divide" } b:
                Expr divisor = Operands(b.Right);
                return Simplify((Inner(b.Left, slot) - Operands(b) * Inner(b.Right, slot)) / divisor);
            case Expr.Binary { Operation: Expr.Larger or Expr.Smaller } b:
                return Choice(b, Inner(b.Left, slot), Inner(b.Right, slot));
            case Expr.Select s:
                // Where the choice falls depends on the operands too, but only at single points.
                return s with
                {
                    Left = Operands(s.Left),
                    Right = Operands(s.Right),
                    Then = Inner(s.Then, slot),
                    Otherwise = Inner(s.Otherwise, slot),
                };
            default:
                throw new InvalidOperationException($"No derivative of {e}; give the operation its slope.");
        }
    }

    /// <summary>The derivative of the operand that is chosen; of equal ones the mean, as PyTorch has it.</summary>
    private static Expr Choice(Expr.Binary choice, Expr left, Expr right)
    {
        if (left == right)
            return left;
        Expr a = Operands(choice.Left), b = Operands(choice.Right), mean = Simplify(0.5f * Simplify(left + right));
        (Expr greater, Expr smaller) = choice.Operation == Expr.Larger ? (left, right) : (right, left);
        return Expr.WhereGreater(a, b, greater, Expr.WhereGreater(b, a, smaller, mean));
    }

    /// <summary>A part of the formula, over the slots that a slope has.</summary>
    private static Expr Operands(Expr e) => e.Substitute(static slot => Expr.Slot(2 + slot));
}
