using System.Globalization;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>
/// Sums and maxima along an axis: sums are 16 interleaved chains, element j in chain j mod 16, folded 16→8→4→2→1. It is the one order used
/// wherever an axis is summed without a product, whichever way the elements lie.
/// </summary>
internal static class RowEmitter
{
    /// <summary>Elements up to which a sum is written out.</summary>
    public const int WrittenOut = 32;

    private const int Chains = 16;

    /// <summary>
    /// Runs over <paramref name="length"/> elements and leaves their sum in a new variable <paramref name="sum"/>.
    /// <paramref name="term"/> writes what precedes an element, given its index text, and returns the element's name.
    /// </summary>
    public static void Sum(CodeWriter writer, Vector vector, int length, string sum, Func<string, string> term)
    {
        int chains = Math.Min(Chains, length);
        if (length <= WrittenOut)
        {
            for (int j = 0; j < length; j++)
                Add(j % Chains, term(j.ToString(CultureInfo.InvariantCulture)), first: j < Chains);
        }
        else
        {
            writer.Write($"{vector.Type} {string.Join(", ", Enumerable.Range(0, chains).Select(c => $"{sum}{c} = {vector.Zero}"))};");
            int whole = length / Chains * Chains;
            using (writer.Block($"for (int j = 0; j < {whole}; j += {Chains})"))
            {
                for (int c = 0; c < Chains; c++)
                    AddInside(c, $"j + {c}");
            }

            for (int j = whole; j < length; j++)
                AddInside(j % Chains, j.ToString(CultureInfo.InvariantCulture));
        }

        Fold(writer, sum, chains);

        void Add(int chain, string element, bool first) =>
            writer.Write(first ? $"var {sum}{chain} = {element};" : $"{sum}{chain} += {element};");

        void AddInside(int chain, string index)
        {
            using (writer.Braces())
                Add(chain, term(index), first: false);
        }
    }

    /// <summary>
    /// The same sum over as many elements as a variable says, more than <see cref="WrittenOut"/>: one method serves all lengths.
    /// </summary>
    public static void SumTo(CodeWriter writer, Vector vector, string length, string sum, Func<string, string> term)
    {
        writer.Write($"{vector.Type} {string.Join(", ", Enumerable.Range(0, Chains).Select(c => $"{sum}{c} = {vector.Zero}"))};");
        writer.Write("int j = 0;");
        using (writer.Block($"for (; j <= {length} - {Chains}; j += {Chains})"))
        {
            for (int c = 0; c < Chains; c++)
                writer.Write($"{sum}{c} += {term($"j + {c}")};");
        }

        for (int c = 0; c < Chains - 1; c++)
            writer.Write($"if (j + {c} < {length}) {sum}{c} += {term($"j + {c}")};");
        Fold(writer, sum, Chains);
    }

    /// <summary>Leaves the largest of <paramref name="length"/> elements in a new variable.</summary>
    public static void Max(
        CodeWriter writer, Vector vector, ISet<Helper> helpers, int length, string max, Func<string, string> load)
    {
        writer.Write($"var {max} = {load("0")};");
        if (length <= WrittenOut)
        {
            for (int j = 1; j < length; j++)
                writer.Write($"{max} = {vector.Help(Helpers.Larger, helpers, max, load(j.ToString(CultureInfo.InvariantCulture)))};");
            return;
        }

        using (writer.Block($"for (int j = 1; j < {length}; j++)"))
            writer.Write($"{max} = {vector.Help(Helpers.Larger, helpers, max, load("j"))};");
    }

    private static void Fold(CodeWriter writer, string sum, int chains)
    {
        for (int half = Chains / 2; half >= 1; half /= 2)
        {
            for (int c = 0; c < half && c + half < chains; c++)
                writer.Write($"{sum}{c} += {sum}{c + half};");
            chains = Math.Min(chains, half);
        }

        writer.Write($"var {sum} = {sum}0;");
    }
}
