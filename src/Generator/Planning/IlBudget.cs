namespace Unrolled.Generator.Planning;

/// <summary>
/// Keeps every method far from the sizes at which the JIT gives up: above 60,000 bytes of IL, 20,000 instructions, 2,000 locals or 8,000
/// references to locals a method silently runs unoptimised. One term is a vector statement of about 23 bytes, 8 instructions and 4 references.
/// </summary>
internal static class IlBudget
{
    /// <summary>Vector statements in one method: half of the nearest cliff, 2,000.</summary>
    public const int TermsPerMethod = 1000;

    /// <summary>Multiply-adds written out in one loop body: about 2.5 KB of machine code.</summary>
    public const int TermsPerBody = 300;

    /// <summary>Joins blocks of code to as few methods as fit, in order.</summary>
    public static IReadOnlyList<string> Pack(IEnumerable<(string Text, int Terms)> blocks)
    {
        var methods = new List<string>();
        int terms = TermsPerMethod;
        foreach ((string text, int cost) in blocks)
        {
            if (methods.Count > 0 && terms + cost <= TermsPerMethod)
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
