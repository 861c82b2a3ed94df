namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// How long code may get. Every method stays far from the sizes at which the JIT gives up: above 60,000 bytes of IL, 20,000 instructions,
/// 2,000 locals or 8,000 references to locals a method silently runs unoptimised. One term is a vector statement of about 23 bytes,
/// 8 instructions and 4 references.
/// </summary>
internal static class CodeBudget
{
    /// <summary>Vector statements in one method: half of the nearest cliff, 2,000.</summary>
    public const int TermsPerMethod = 1000;

    /// <summary>Characters in one method of a kernel.</summary>
    public const int CharactersPerMethod = 36_000;

    /// <summary>Multiply-adds written out in one loop body: about 2.5 KB of machine code.</summary>
    public const int TermsPerBody = 300;

    /// <summary>Instructions for each element up to which functions are fused: every cell of a tile repeats them.</summary>
    public const int FusedInstructions = 40;

    /// <summary>Operands that fused functions may bring.</summary>
    public const int FusedOperands = 12;

    /// <summary>Element-wise functions that share a loop, and their operands: few enough to stay in registers.</summary>
    public const int FunctionsPerLoop = 12, OperandsPerLoop = 32;

    /// <summary>Joins blocks of code to as few methods as fit, in order.</summary>
    public static IReadOnlyList<string> Pack(IEnumerable<(string Text, int Terms)> blocks)
    {
        var methods = new List<string>();
        int terms = TermsPerMethod;
        foreach ((string text, int cost) in blocks)
        {
            int length = methods.Count == 0 ? 0 : methods[methods.Count - 1].Length + text.Length;
            bool fits = methods.Count > 0 && terms + cost <= TermsPerMethod && length <= CharactersPerMethod;
            if (fits)
            {
                methods[methods.Count - 1] += text;
                terms += cost;
            }
            else
            {
                methods.Add(text);
                terms = cost;
            }
        }

        return methods;
    }
}
