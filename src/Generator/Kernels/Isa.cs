using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>A set of instructions that one body of the generated code is written in.</summary>
/// <param name="Name">The body's name, a member of <c>Unrolled.Body</c>.</param>
/// <param name="Guard">The condition, a constant to the JIT, under which it may run.</param>
/// <param name="Lanes">Floats in its widest vector.</param>
/// <param name="Registers">Vector registers.</param>
internal sealed record Isa(string Name, string Guard, int Lanes, int Registers)
{
    // In full: the dispatch stands among the user's own names.
    private const string Namespace = "global::System.Runtime.Intrinsics";

    public static readonly Isa[] All =
    [
        new("Avx512", $"{Namespace}.Vector512.IsHardwareAccelerated && {Namespace}.X86.Avx512F.IsSupported", 16, 32),
        new("Avx2", $"{Namespace}.X86.Avx2.IsSupported && {Namespace}.X86.Fma.IsSupported", 8, 16),
        new("Vector128", "", 4, 32),
    ];

    /// <summary>Samples of a lane group: one AVX-512 register.</summary>
    public const int Group = 16;

    public Vector Widest => new(Lanes);

    /// <summary>Short names for the vectors and instructions that this body may use.</summary>
    public IEnumerable<string> Aliases => new[] { 4, 8, 16 }.Where(lanes => lanes <= Lanes)
        .Select(static lanes => new Vector(lanes)).Select(static v => $"using {v.Type} = {Namespace}.{v.Class}<float>;")
        .Append($"using Sse = {Namespace}.X86.Sse;");

    /// <summary>
    /// The vector for an axis of neighbouring floats: the fewest operations, where a 512-bit one counts more because some processors run it
    /// as two halves; of equal ones the narrower, which stays inside a padding of 4, 8 or a multiple of 16.
    /// </summary>
    public Vector For(int extent)
    {
        Vector best = new(4);
        foreach (int lanes in new[] { 8, 16 })
        {
            if (lanes <= Lanes && Cost(lanes) < Cost(best.Lanes))
                best = new(lanes);
        }

        return best;
        double Cost(int lanes) => (extent + lanes - 1) / lanes * (lanes == 16 ? 1.6 : 1);
    }
}

/// <summary>
/// How operations on vectors of one width are spelled. Besides it the fixed methods that kernels call spell intrinsics
/// (<see cref="FunctionText"/>, <see cref="Helpers"/>), and two operations that one kernel needs: a label's comparison
/// (<see cref="LossKernels"/>) and the root of a variance (<see cref="LaneKernels"/>).
/// </summary>
internal readonly record struct Vector(int Lanes)
{
    public string Class => $"Vector{32 * Lanes}";

    /// <summary>The type's name in bodies, which <see cref="Isa.Aliases"/> declare.</summary>
    public string Type => $"Floats{Lanes}";

    public string Zero => $"{Type}.Zero";

    // Reading and writing through a pointer is what Load and Store are to the JIT, and the compiler need not find a
    // method among several. Create has forty.
    public string Load(string pointer) => Place(pointer);

    public string Store(string value, string pointer) => $"{Place(pointer)} = {Text.Unbracket(value)};";

    public string Broadcast(string scalar) => $"{Class}.Create<float>({scalar})";

    // To the second-level cache; .NET has no such instruction for Arm.
    public static string Prefetch(string pointer) => $"if (Sse.IsSupported) Sse.Prefetch1({pointer});";

    // On hardware with FMA the estimate is the fused operation; without, it is one multiplication and one addition
    // instead of a slow emulation.
    public string Fma(string a, string b, string sum) => Lanes == 4
        ? $"Vector128.MultiplyAddEstimate({a}, {b}, {sum})"
        : $"{Class}.FusedMultiplyAdd({a}, {b}, {sum})";

    public string Call(string operation, string a, string b) => operation switch
    {
        "Add" => $"{a} + {b}",
        "Subtract" => $"{a} - {b}",
        "Multiply" => $"{a} * {b}",
        "Divide" => $"{a} / {b}",
        _ => $"{Class}.{operation}({a}, {b})",
    };

    /// <summary>A call of a helper, which is then there.</summary>
    public string Help(string helper, ISet<Helper> used, params string[] operands)
    {
        used.Add(new Helper(helper, Lanes));
        return $"{helper}({string.Join(", ", operands.Select(Text.Unbracket))})";
    }

    private string Place(string pointer) => $"*({Type}*){Text.Atom(Text.Element(pointer))}";

    public string Where(string condition, string then, string otherwise) => $"{Class}.ConditionalSelect({condition}, {then}, {otherwise})";

    /// <summary>Stores the first <paramref name="count"/> lanes of a variable and touches nothing behind them.</summary>
    public IEnumerable<string> StoreFirst(string value, string pointer, int count)
    {
        if (count == Lanes)
            return [Store(value, pointer)];
        if (Lanes == 4)
            return Enumerable.Range(0, count).Select(lane => $"{Text.At(pointer, lane)} = {value}.GetElement({lane});");
        var half = new Vector(Lanes / 2);
        return count <= half.Lanes
            ? half.StoreFirst($"{value}.GetLower()", pointer, count)
            : half.StoreFirst($"{value}.GetLower()", pointer, half.Lanes).Concat(
                half.StoreFirst($"{value}.GetUpper()", Text.Plus(pointer, half.Lanes), count - half.Lanes));
    }

    /// <summary>An expression's text over named operands. Nested operations are bracketed.</summary>
    public string Render(Expr expr, IReadOnlyList<string> operands, ISet<Helper> functions) =>
        Render(expr, operands, functions, new Dictionary<Expr, string>());

    /// <summary>The method of a formula: each result that it needs more than once is computed once.</summary>
    public string Method(string name, Expr formula, ISet<Helper> functions)
    {
        string type = Type;
        string[] operands = [.. Enumerable.Range(0, formula.Slots.Max() + 1).Select(static i => $"x{i}")];
        var known = new Dictionary<Expr, string>();
        var writer = new CodeWriter();
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (writer.Block($"private static {Type} {name}({string.Join(", ", operands.Select(o => $"{type} {o}"))})"))
        {
            foreach (Expr repeated in formula.Repeated().Where(e => e != formula))
            {
                string result = $"r{known.Count}";
                writer.Write($"var {result} = {Render(repeated, operands, functions, known)};");
                known[repeated] = result;
            }

            writer.Write($"return {Render(formula, operands, functions, known)};");
        }

        return writer.ToString().TrimEnd('\n');
    }

    private string Render(Expr expr, IReadOnlyList<string> operands, ISet<Helper> functions, IReadOnlyDictionary<Expr, string> known)
    {
        Vector self = this;
        return Text.Unbracket(Inner(expr));

        string Inner(Expr e)
        {
            if (known.TryGetValue(e, out string? name))
                return name;
            switch (e)
            {
                case Expr.Operand o:
                    return operands[o.Number];
                case Expr.Constant { Value: 0f }:
                    return self.Zero;
                case Expr.Constant c:
                    return self.Broadcast(Text.Float(c.Value));
                case Expr.Binary { Operation: Expr.Larger, Right: Expr.Constant { Value: 0f } } b:
                    return self.Help(Helpers.Positive, functions, Inner(b.Left));
                case Expr.Binary { Operation: Expr.Larger } b:
                    return self.Help(Helpers.Larger, functions, Inner(b.Left), Inner(b.Right));
                case Expr.Binary { Operation: Expr.Smaller } b:
                    return self.Help(Helpers.Smaller, functions, Inner(b.Left), Inner(b.Right));
                case Expr.Binary b:
                    return $"({self.Call(b.Operation, Inner(b.Left), Inner(b.Right))})";
                case Expr.Function { Name: Expr.SquareRoot or Expr.Magnitude } f:
                    return $"{self.Class}.{f.Name}({Text.Unbracket(Inner(f.Argument))})";
                case Expr.Function f:
                    functions.Add(new Helper(f.Name, self.Lanes));
                    return $"{f.Name}({Text.Unbracket(Inner(f.Argument))})";
                case Expr.Formula f:
                    return $"{self.Define(f, functions)}({string.Join(", ", f.Arguments.Select(a => Text.Unbracket(Inner(a))))})";
                case Expr.Select s:
                    string test = self.Call(s.Comparison, Text.Unbracket(Inner(s.Left)), Text.Unbracket(Inner(s.Right)));
                    return self.Where(test, Text.Unbracket(Inner(s.Then)), Text.Unbracket(Inner(s.Otherwise)));
                default:
                    throw new InvalidOperationException($"No text for {e}.");
            }
        }
    }

    /// <summary>Sees to it that a formula's method is there, and what it calls, and returns its name.</summary>
    private string Define(Expr.Formula formula, ISet<Helper> functions)
    {
        int lanes = Lanes;
        string name = formula.Name;
        for (int n = 2; functions.Any(h => h.Name == name && h.Lanes == lanes && h.Formula != formula.Body); n++)
            name = $"{formula.Name}_{n}";
        if (functions.Add(new Helper(name, Lanes, formula.Body)))
            Method(name, formula.Body, functions);
        return name;
    }
}
