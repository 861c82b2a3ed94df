using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// A loop nest with memory behind it: every tensor is a pointer with a stride for each loop, and exactly one dimension runs along
/// the lanes of vectors. It knows nothing of instructions; tiles are chosen for it later.
/// </summary>
internal sealed record NestKernel
{
    /// <summary>
    /// The name of the loop over the ranges of a sum: a loop over outputs that all go to one element, where they are added left to right.
    /// </summary>
    public const string Range = "range";

    /// <summary>The method's name, and the lines of its header comment: layer, shapes, order of sums.</summary>
    public required string Name { get; init; }

    public required string Header { get; init; }

    /// <summary>Loops over outputs, outermost first, without the lanes.</summary>
    public required IReadOnlyList<Loop> Outs { get; init; }

    /// <summary>Loops over terms in the order of summation, without the lanes.</summary>
    public required IReadOnlyList<Loop> Sums { get; init; }

    public required Lane Lane { get; init; }

    public required Access Output { get; init; }

    public required Access Left { get; init; }

    public Access? Right { get; init; }

    public Access? Bias { get; init; }

    public IReadOnlyList<Bound> Bounds { get; init; } = [];

    public Join Join { get; init; }

    public float Scale { get; init; } = 1f;

    /// <summary>What becomes of a finished sum, slot 0; further slots are <see cref="Extras"/>.</summary>
    public Expr? Epilogue { get; init; }

    public IReadOnlyList<Access> Extras { get; init; } = [];

    /// <summary>
    /// What a later kernel reads from beyond the second-level cache, a cache line each term: it is asked for meanwhile. The address may lie
    /// anywhere, for nothing is read.
    /// </summary>
    public Access? Ahead { get; init; }

    /// <summary>Whether the method takes <c>bool add</c>: true adds to the output instead of replacing it.</summary>
    public bool Accumulates { get; init; }

    /// <summary>Whether no operand of a product is the same in all lanes.</summary>
    public bool HasOwnOperands => Left.LaneStride != 0 && Right is { LaneStride: not 0 };

    public Loop? FindSum(string name) => Sums.FirstOrDefault(l => l.Name == name);

    /// <summary>All accesses of sums with their pointers, the output last.</summary>
    public IEnumerable<Access> Accesses => new[] { Left, Right, Bias, Output }.OfType<Access>();

    /// <summary>All accesses in the order of the method's pointers.</summary>
    public IEnumerable<Access> Pointed => Accesses.Concat(Extras).Append(Ahead).OfType<Access>();

    /// <summary>Multiply-adds of one run over 16 samples (or one, in a kernel for one sample), a run-time extent counted once.</summary>
    public long Operations => Outs.Concat(Sums).Aggregate((long)Lane.Extent, static (product, loop) => product * Math.Max(loop.Extent, 0));

    /// <summary>All that its code follows from: kernels of one form are searched and printed once.</summary>
    public KernelForm Form
    {
        get
        {
            static string Loops(IEnumerable<Loop> loops) => string.Join(",", loops.Select(static l => $"{l.Name}:{l.Extent}:{l.Limit}"));
            string accesses = string.Join(";", new[] { Left, Right, Bias, Output, Ahead }.Concat(Extras).Select(static a => a?.ToText()));
            string loops = $"{Loops(Outs)}|{Loops(Sums)}|{Lane}|{accesses}|{string.Join(",", Bounds)}|{Join}|{Accumulates}";
            return new KernelForm(loops, Scale, Epilogue);
        }
    }

    /// <summary>Elements that one run stores, whether they have terms or not.</summary>
    public long Elements => Outs.Aggregate((long)Lane.Extent, static (product, loop) => product * loop.Extent);

    /// <summary>The same kernel with other accesses.</summary>
    public NestKernel With(Func<Access, Access> change) => this with
    {
        Left = change(Left),
        Right = Right is null ? null : change(Right),
        Bias = Bias is null ? null : change(Bias),
        Output = change(Output),
        Ahead = Ahead is null ? null : change(Ahead),
        Extras = [.. Extras.Select(change)],
    };

    /// <summary>
    /// The same kernel with every operand addressed from its first element, and how far each of <see cref="NestEmitter.Pointers"/> moves:
    /// pieces of one form at other places are one method.
    /// </summary>
    public (NestKernel Kernel, IReadOnlyList<int> Shifts) Rebased()
    {
        Access[] all = [.. Pointed];
        int[] shifts = [.. all.Select(static a => a.Constant)];
        if (shifts.All(static s => s == 0) || all.Select(static a => a.Pointer).Distinct().Count() < all.Length)
            return (this, [.. all.Select(static _ => 0)]);
        return (With(static access => access with { Constant = 0 }), shifts);
    }
}

/// <summary>A kernel without its names: loops and places as text, and what becomes of a sum.</summary>
internal sealed record KernelForm(string Loops, float Scale, Expr? Epilogue);

/// <summary>A loop. One with a <paramref name="Limit"/> runs to that argument of the method instead of a constant.</summary>
internal sealed record Loop(string Name, int Extent, string? Limit = null);

/// <summary>The dimension along the lanes.</summary>
/// <param name="Extent">Its length: 16 samples, or features.</param>
/// <param name="Sum">Whether it is summed: accumulators are folded 16→8→4→2→1 at the end.</param>
/// <param name="Exact">Whether a vector's surplus lanes must not be stored, since something else lies there.</param>
internal sealed record Lane(int Extent, bool Sum, bool Exact);

/// <summary>Where an operand lies: <c>Pointer[Constant + Σ stride·loop + LaneStride·lane]</c>.</summary>
internal sealed record Access(string Pointer, IReadOnlyDictionary<string, int> Strides, int Constant, int LaneStride)
{
    public int Stride(string loop) => Strides.TryGetValue(loop, out int stride) ? stride : 0;

    public string ToText()
    {
        IEnumerable<string> terms = Strides.OrderBy(static s => s.Key, StringComparer.Ordinal).Select(static s => $"+{s.Value}*{s.Key}");
        return $"{Pointer}+{Constant}+{LaneStride}*lane{string.Concat(terms)}";
    }
}

/// <summary>A term exists only where <c>0 ≤ OutFactor·out + SumFactor·sum + Constant &lt; Extent</c>.</summary>
internal sealed record Bound(string Out, int OutFactor, string Sum, int SumFactor, int Constant, int Extent)
{
    public bool Allows(int outValue, int sumValue)
    {
        int coordinate = OutFactor * outValue + SumFactor * sumValue + Constant;
        return coordinate >= 0 && coordinate < Extent;
    }

    /// <summary>The same for terms that are counted from a later one on.</summary>
    public Bound From(int sumValue) => this with { Constant = Constant + SumFactor * sumValue };

    /// <summary>The sums from <c>First</c> to before <c>End</c> that exist for one output.</summary>
    public (int First, int End) Range(int outValue, int sums)
    {
        int first = 0, end = sums;
        while (first < end && !Allows(outValue, first))
            first++;
        while (end > first && !Allows(outValue, end - 1))
            end--;
        return (first, end);
    }

    /// <summary>The same range as C#, for an output known at run time only.</summary>
    public (string First, string End) Range(string outValue, int sums)
    {
        int b = Math.Abs(SumFactor);
        string Clamp(int factor, int constant)
        {
            // max(0, numerator) / b is the ceiling or floor wanted wherever it is positive, and zero elsewhere.
            string product = Math.Abs(factor) == 1 ? outValue : $"{Math.Abs(factor)} * {outValue}";
            string numerator = $"Math.Max(0, {(factor < 0 ? $"{constant} - {product}" : Text.Plus(product, constant))})";
            return b == 1 ? numerator : $"{numerator} / {b}";
        }

        return SumFactor > 0
            ? (Clamp(-OutFactor, b - 1 - Constant), $"Math.Min({sums}, {Clamp(-OutFactor, Extent - 1 - Constant + b)})")
            : (Clamp(OutFactor, Constant - Extent + b), $"Math.Min({sums}, {Clamp(OutFactor, Constant + b)})");
    }
}
