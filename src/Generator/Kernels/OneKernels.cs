using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>Kernels for one sample that are no nests of products: vectors run along the row, which is padded to a multiple of 16.</summary>
internal static class OneKernels
{
    /// <summary>Softmax of rows: <c>(x, y)</c>. The padding behind each row of x is overwritten.</summary>
    public static string Softmax(KernelLibrary library, string name, string header, int rows, int length) =>
        Exponentials(library, name, header, rows, length, (writer, vector, padded, sum) =>
        {
            writer.Write($"var scale = {vector.Broadcast("1f / " + sum)};");
            using (writer.Block($"for (int j = 0; j < {padded}; j += {vector.Lanes})"))
                writer.Write(vector.Store($"{vector.Load("yr + j")} * scale", "yr + j"));
        });

    /// <summary>The logarithm of softmax of rows: <c>(x, y)</c>. The padding behind each row of x is overwritten.</summary>
    public static string LogSoftmax(KernelLibrary library, string name, string header, int rows, int length) =>
        Exponentials(library, name, header, rows, length, (writer, vector, padded, sum) =>
        {
            library.Functions.Add(new Helper("Log", vector.Lanes));
            writer.Write($"var logarithm = Log({vector.Broadcast(sum)});");
            using (writer.Block($"for (int j = 0; j < {padded}; j += {vector.Lanes})"))
                writer.Write(vector.Store($"{vector.Load("xr + j")} - largest - logarithm", "yr + j"));
            // Not -∞, which times a weight of 0 would be NaN.
            if (length < padded)
                writer.Write($"new Span<float>(yr + {length}, {padded - length}).Clear();");
        });

    /// <summary>
    /// Leaves <c>eˣ</c>, all x less the <c>largest</c>, in each row of y, and has <paramref name="finish"/> write what becomes of it, given
    /// the length with padding and the expression of the row's sum.
    /// </summary>
    private static string Exponentials(
        KernelLibrary library, string name, string header, int rows, int length, Action<CodeWriter, Vector, int, string> finish)
    {
        Vector vector = library.Isa.Widest;
        int padded = (length + 15) / 16 * 16, vectors = 16 / vector.Lanes;
        string[] chains = [.. Enumerable.Range(0, vectors).Select(static v => $"sum{v}")];
        library.Functions.Add(new Helper("Exp", vector.Lanes));
        library.Functions.Add(new Helper(Helpers.Fold, vector.Lanes));
        var writer = new CodeWriter();
        using (writer.Block($"for (int row = 0; row < {rows * padded}; row += {padded})"))
        {
            writer.Write($"float* xr = x + row, yr = y + row;");
            writer.Write("float max = xr[0];");
            using (writer.Block($"for (int j = 1; j < {length}; j++)"))
                writer.Write("max = MathF.Max(max, xr[j]);");
            using (writer.Block($"for (int j = {length}; j < {padded}; j++)"))
                writer.Write("xr[j] = float.NegativeInfinity;");
            writer.Write($"var largest = {vector.Broadcast("max")};");
            foreach (string chain in chains)
                writer.Write($"var {chain} = {vector.Zero};");
            using (writer.Block($"for (int j = 0; j < {padded}; j += 16)"))
            {
                for (int v = 0; v < vectors; v++)
                {
                    string at = Text.Plus("j", v * vector.Lanes);
                    writer.Write($"var e{v} = Exp({vector.Load("xr + " + at)} - largest);");
                    writer.Write(vector.Store($"e{v}", "yr + " + at));
                    writer.Write($"{chains[v]} += e{v};");
                }
            }

            finish(writer, vector, padded, Helpers.FoldVectors(chains));
        }

        return library.Add(name, header, "float* x, float* y", writer.ToString());
    }

    /// <summary>
    /// Rows less their mean, over their deviation, or as they are, over the root of the mean of squares: <c>(x, y)</c>. The padding
    /// behind each row of x is overwritten.
    /// </summary>
    public static string Normalize(
        KernelLibrary library, string name, string header, int rows, int length, float epsilon, bool centered)
    {
        Vector vector = library.Isa.Widest;
        int padded = (length + 15) / 16 * 16, vectors = 16 / vector.Lanes;
        string Distance(string at) => centered ? $"({vector.Load(at)} - middle)" : vector.Load(at);
        library.Functions.Add(new Helper(Helpers.Fold, vector.Lanes));
        var writer = new CodeWriter();
        using (writer.Block($"for (int row = 0; row < {rows * padded}; row += {padded})"))
        {
            writer.Write("float* xr = x + row, yr = y + row;");
            Pad("0f");
            if (centered)
            {
                Sum("sum", at => vector.Load(at));
                writer.Write($"float mean = sum * {Text.Float(1f / length)};");
                writer.Write($"var middle = {vector.Broadcast("mean")};");
                Pad("mean");
            }

            Sum("square", at => $"{Distance(at)} * {Distance(at)}");
            string variance = $"square * {Text.Float(1f / length)} + {Text.Float(epsilon)}";
            writer.Write($"var scale = {vector.Broadcast($"1f / MathF.Sqrt({variance})")};");
            using (writer.Block($"for (int j = 0; j < {padded}; j += {vector.Lanes})"))
                writer.Write(vector.Store($"{Distance("xr + j")} * scale", "yr + j"));
        }

        return library.Add(name, header, "float* x, float* y", writer.ToString());

        void Pad(string value)
        {
            if (length == padded)
                return;
            using (writer.Block($"for (int j = {length}; j < {padded}; j++)"))
                writer.Write($"xr[j] = {value};");
        }

        // Lane by lane the 16 chains of a sum over lanes of samples.
        void Sum(string sum, Func<string, string> term)
        {
            string[] chains = [.. Enumerable.Range(0, vectors).Select(v => $"{sum}{v}")];
            foreach (string chain in chains)
                writer.Write($"var {chain} = {vector.Zero};");
            using (writer.Block($"for (int j = 0; j < {padded}; j += 16)"))
            {
                for (int v = 0; v < vectors; v++)
                    writer.Write($"{chains[v]} += {term(Text.Plus("xr + j", v * vector.Lanes))};");
            }

            writer.Write($"float {sum} = {Helpers.FoldVectors(chains)};");
        }
    }
}
