using Unrolled.Generator.Emit;

namespace Unrolled.Generator.Kernels;

/// <summary>Kernels over lane groups that are no nests of products: softmax and element-wise chains. Element j of a row lies at 16·j.</summary>
internal static class LaneKernels
{
    public static readonly string Lanes = $"for (int lane = 0; lane < {Isa.Group}; lane += {{0}})";

    /// <summary><c>y = formula(x…)</c> on <paramref name="length"/> floats; the last pointer is the output.</summary>
    public static string Map(KernelLibrary library, string name, string header, Expr formula, int inputs, int length)
    {
        Vector vector = library.Isa.Widest;
        var writer = new CodeWriter();
        string[] pointers = [.. Enumerable.Range(0, inputs).Select(static i => "x" + i)];
        string value = vector.Render(formula, [.. pointers.Select(p => vector.Load($"{p} + i"))], library.Functions);
        using (writer.Block($"for (int i = 0; i < {length}; i += {vector.Lanes})"))
        {
            writer.Write($"var y = {value};");
            writer.Write(vector.Store("y", "output + i"));
        }

        string parameters = string.Join(", ", pointers.Append("output").Select(static p => "float* " + p));
        return library.Add(name, $"{header}\n{length:#,0} floats.", parameters, writer.ToString());
    }

    /// <summary>Softmax of <paramref name="rows"/> rows of <paramref name="length"/> elements: <c>(x, y)</c>.</summary>
    public static string Softmax(KernelLibrary library, string name, string header, int rows, int length) =>
        Rows(library, name, header, "float* x, float* y", rows, (writer, vector, row) =>
        {
            writer.Write($"float* xr = x + {row} + lane, yr = y + {row} + lane;");
            Exponentials(writer, vector, library, length, "xr", "yr");
            Each(writer, length, j =>
            {
                writer.Write(vector.Store($"{vector.Load(At("yr", j))} * scale", At("yr", j)));
            });
        }, length);

    /// <summary>The gradient of softmax: <c>(y, dy, dx)</c>.</summary>
    public static string SoftmaxGradient(KernelLibrary library, string name, string header, int rows, int length) =>
        Rows(library, name, header, "float* y, float* dy, float* dx", rows, (writer, vector, row) =>
        {
            writer.Write($"float* yr = y + {row} + lane, dyr = dy + {row} + lane, dxr = dx + {row} + lane;");
            RowEmitter.Sum(writer, vector, length, "dot", j => $"{vector.Load(At("dyr", j))} * {vector.Load(At("yr", j))}");
            Each(writer, length, j => writer.Write(vector.Store($"{vector.Load(At("yr", j))} * ({vector.Load(At("dyr", j))} - dot)", At("dxr", j))));
        }, length);

    /// <summary>Leaves <c>eˣ⁻ᵐᵃˣ</c> in the output row, and <c>max</c>, <c>sum</c> and its inverse <c>scale</c> in variables.</summary>
    public static void Exponentials(CodeWriter writer, Vector vector, KernelLibrary library, int length, string x, string y)
    {
        library.Functions.Add(new Helper("Exp", vector.Lanes));
        RowEmitter.Max(writer, vector, length, "max", j => vector.Load(At(x, j)));
        RowEmitter.Sum(writer, vector, length, "sum", j =>
        {
            writer.Write($"var e{Id(j)} = Exp({vector.Load(At(x, j))} - max);");
            writer.Write(vector.Store("e" + Id(j), At(y, j)));
            return "e" + Id(j);
        });
        writer.Write($"var scale = {vector.Broadcast("1f")} / sum;");
    }

    private static string Rows(
        KernelLibrary library, string name, string header, string parameters, int rows, Action<CodeWriter, Vector, string> body, int length)
    {
        Vector vector = library.Isa.Widest;
        var writer = new CodeWriter();
        using (rows > 1 ? writer.Block($"for (int row = 0; row < {rows * length * Isa.Group}; row += {length * Isa.Group})") : null)
        using (writer.Block(string.Format(Lanes, vector.Lanes)))
            body(writer, vector, rows > 1 ? "row" : "0");
        return library.Add(name, header, parameters, writer.ToString());
    }

    /// <summary>Each element of a row, written out while the row is short.</summary>
    public static void Each(CodeWriter writer, int length, Action<string> body)
    {
        if (length <= 32)
        {
            for (int j = 0; j < length; j++)
                body(j.ToString());
            return;
        }

        using (writer.Block($"for (int j = 0; j < {length}; j++)"))
            body("j");
    }

    /// <summary>The address of element <paramref name="j"/>, a number or an expression, of a row.</summary>
    public static string At(string row, string j) =>
        int.TryParse(j, out int known) ? Text.Plus(row, Isa.Group * known) : $"{row} + {Isa.Group} * ({j})";

    /// <summary>What tells the variables of different elements apart where they are written out.</summary>
    public static string Id(string j) => int.TryParse(j, out _) ? j : "";
}
