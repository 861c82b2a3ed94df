using System.Globalization;
using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>
/// Kernels over lane groups that are no nests of products: softmax and element-wise chains. Element j of a row lies at 16·j.
/// </summary>
internal static class LaneKernels
{
    public static readonly string Lanes = $"for (int lane = 0; lane < {Isa.Group}; lane += {{0}})";

    /// <summary>
    /// Functions of <paramref name="length"/> floats, in order in one loop; what one gives the next ones take from its register.
    /// </summary>
    /// <param name="library">Takes the method.</param>
    /// <param name="name">Its name.</param>
    /// <param name="header">Its comment.</param>
    /// <param name="functions">The functions, over places among the method's pointers.</param>
    /// <param name="pointers">How many pointers the method takes, inputs and outputs.</param>
    /// <param name="length">Floats behind each pointer.</param>
    public static string Map(
        KernelLibrary library, string name, string header, IReadOnlyList<LaneFunction> functions, int pointers, int length)
    {
        Vector vector = library.Isa.Widest;
        var writer = new CodeWriter();
        // An elementary function is a chain of some twenty operations that wait for each other: two vectors take turns.
        bool waits = functions.Any(static f => f.Formula.CallsFunctions);
        int vectors = waits && length % (2 * vector.Lanes) == 0 ? 2 : 1;
        using (writer.Block($"for (int i = 0; i < {length}; i += {vectors * vector.Lanes})"))
        {
            var known = new Dictionary<(int Pointer, int Vector), string>();
            foreach ((LaneFunction function, int f) in functions.Select(static (function, f) => (function, f)))
            {
                for (int v = 0; v < vectors; v++)
                    Evaluate(function, f, v);
            }

            void Evaluate(LaneFunction function, int f, int v)
            {
                string suffix = v == 0 ? "" : $"_{v}";
                string At(int pointer) => Text.Plus($"x{pointer} + i", v * vector.Lanes);
                foreach (int input in function.Inputs.Where(p => !known.ContainsKey((p, v))))
                {
                    known[(input, v)] = $"v{input}{suffix}";
                    writer.Write($"var v{input}{suffix} = {vector.Load(At(input))};");
                }

                string result = $"y{f}{suffix}";
                string[] operands = [.. function.Inputs.Select(p => known[(p, v)])];
                writer.Write($"var {result} = {vector.Render(function.Formula, operands, library.Functions)};");
                if (function.IsStored)
                    writer.Write(vector.Store(result, At(function.Output)));
                known[(function.Output, v)] = result;
            }
        }

        string parameters = string.Join(", ", Enumerable.Range(0, pointers).Select(static p => $"float* x{p}"));
        return library.Add(name, $"{header}\n{length:#,0} floats.", parameters, writer.ToString());
    }

    /// <summary>
    /// <c>y[c] = scale·Σ term</c> over <paramref name="positions"/> for each channel: the operands, the result, then channels, stride,
    /// positions where they are many, and scale.
    /// </summary>
    /// <param name="library">Takes the method.</param>
    /// <param name="name">Its name.</param>
    /// <param name="header">Its comment.</param>
    /// <param name="term">What a position adds, over the operands.</param>
    /// <param name="operands">How each operand is read.</param>
    /// <param name="positions">Elements of a channel.</param>
    /// <param name="step">Floats from one element to the next one.</param>
    public static string Reduce(
        KernelLibrary library, string name, string header, Expr term, IReadOnlyList<RowOperand> operands, int positions, int step)
    {
        Vector vector = library.Isa.Widest;
        var writer = new CodeWriter();
        bool any = positions > RowEmitter.WrittenOut;
        using (writer.Block("for (int c = 0; c < channels; c++)"))
        using (writer.Block(string.Format(CultureInfo.InvariantCulture, Lanes, vector.Lanes)))
        {
            foreach (RowOperand operand in operands)
            {
                writer.Write(operand.Kind switch
                {
                    RowKind.Element => $"float* {operand.Pointer}r = {operand.Pointer} + c * stride + lane;",
                    RowKind.Sample => $"var {operand.Pointer}r = {vector.Load($"{operand.Pointer} + c * {Isa.Group} + lane")};",
                    _ => $"var {operand.Pointer}r = {vector.Broadcast(operand.Pointer + "[c]")};",
                });
            }

            string Element(RowOperand o, string j) => o.Kind == RowKind.Element ? vector.Load(Place(o.Pointer + "r", j)) : o.Pointer + "r";
            string Term(string j) => vector.Render(term, [.. operands.Select(o => Element(o, j))], library.Functions);
            if (any)
                RowEmitter.SumTo(writer, vector, "positions", "sum", Term);
            else
                RowEmitter.Sum(writer, vector, positions, "sum", Term);
            writer.Write(vector.Store(vector.Call("Multiply", "sum", vector.Broadcast("scale")), $"y + c * {Isa.Group} + lane"));
        }

        string pointers = string.Concat(operands.Select(static o => o.Pointer).Append("y").Select(static p => $"float* {p}, "));
        string parameters = $"{pointers}int channels, int stride, {(any ? "int positions, " : "")}float scale";
        return library.Add(name, header, parameters, writer.ToString());

        string Place(string row, string j) => Known(j, out int known) ? Text.Plus(row, step * known) : $"{row} + {step} * ({j})";
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
            Each(writer, length, j => writer.Write(vector.Store(
                $"{vector.Load(At("yr", j))} * ({vector.Load(At("dyr", j))} - dot)", At("dxr", j))));
        }, length);

    /// <summary>The logarithm of softmax: <c>(x, y)</c>.</summary>
    public static string LogSoftmax(KernelLibrary library, string name, string header, int rows, int length) =>
        Rows(library, name, header, "float* x, float* y", rows, (writer, vector, row) =>
        {
            library.Functions.Add(new Helper("Log", vector.Lanes));
            writer.Write($"float* xr = x + {row} + lane, yr = y + {row} + lane;");
            Exponentials(writer, vector, library, length, "xr", "yr");
            writer.Write("var logarithm = Log(sum);");
            Each(writer, length, j => writer.Write(vector.Store($"{vector.Load(At("xr", j))} - max - logarithm", At("yr", j))));
        }, length);

    /// <summary>The gradient of <see cref="LogSoftmax"/>: <c>(y, dy, dx)</c>.</summary>
    public static string LogSoftmaxGradient(KernelLibrary library, string name, string header, int rows, int length) =>
        Rows(library, name, header, "float* y, float* dy, float* dx", rows, (writer, vector, row) =>
        {
            library.Functions.Add(new Helper("Exp", vector.Lanes));
            writer.Write($"float* yr = y + {row} + lane, dyr = dy + {row} + lane, dxr = dx + {row} + lane;");
            RowEmitter.Sum(writer, vector, length, "sum", j => vector.Load(At("dyr", j)));
            Each(writer, length, j => writer.Write(vector.Store(
                $"{vector.Load(At("dyr", j))} - Exp({vector.Load(At("yr", j))}) * sum", At("dxr", j))));
        }, length);

    /// <summary>
    /// Rows less their mean, over their deviation, or as they are, over the root of the mean of squares: <c>(x, y)</c>.
    /// </summary>
    public static string Normalize(
        KernelLibrary library, string name, string header, int rows, int length, float epsilon, bool centered) =>
        Rows(library, name, header, "float* x, float* y", rows, (writer, vector, row) =>
        {
            writer.Write($"float* xr = x + {row} + lane, yr = y + {row} + lane;");
            Deviation(writer, vector, length, epsilon, centered);
            Each(writer, length, j => writer.Write(vector.Store($"{Distance(vector, j, centered)} * scale", At("yr", j))));
        }, length);

    /// <summary>The gradient of <see cref="Normalize"/>: <c>(x, dy, dx)</c>.</summary>
    public static string NormalizeGradient(
        KernelLibrary library, string name, string header, int rows, int length, float epsilon, bool centered) =>
        Rows(library, name, header, "float* x, float* dy, float* dx", rows, (writer, vector, row) =>
        {
            writer.Write($"float* xr = x + {row} + lane, dyr = dy + {row} + lane, dxr = dx + {row} + lane;");
            Deviation(writer, vector, length, epsilon, centered);
            string share = vector.Broadcast(Text.Float(1f / length)), offset = centered ? " - offset" : "";
            if (centered)
                RowEmitter.Sum(writer, vector, length, "sums", j => vector.Load(At("dyr", j)));
            RowEmitter.Sum(
                writer, vector, length, "dots", j => $"{vector.Load(At("dyr", j))} * ({Distance(vector, j, centered)} * scale)");
            if (centered)
                writer.Write($"var offset = sums * {share};");
            writer.Write($"var slope = dots * {share};");
            Each(writer, length, j => writer.Write(vector.Store(
                $"({vector.Load(At("dyr", j))}{offset} - {Distance(vector, j, centered)} * scale * slope) * scale", At("dxr", j))));
        }, length);

    /// <summary>An element of a row less the mean, if that is wanted.</summary>
    private static string Distance(Vector vector, string j, bool centered) =>
        centered ? $"({vector.Load(At("xr", j))} - mean)" : vector.Load(At("xr", j));

    /// <summary>Leaves a row's <c>mean</c>, if it is wanted, and the inverse of its deviation as <c>scale</c>, in variables.</summary>
    private static void Deviation(CodeWriter writer, Vector vector, int length, float epsilon, bool centered)
    {
        string share = vector.Broadcast(Text.Float(1f / length));
        if (centered)
        {
            RowEmitter.Sum(writer, vector, length, "sum", j => vector.Load(At("xr", j)));
            writer.Write($"var mean = sum * {share};");
        }

        RowEmitter.Sum(writer, vector, length, "square", j =>
        {
            writer.Write($"var d{Id(j)} = {Text.Unbracket(Distance(vector, j, centered))};");
            return $"d{Id(j)} * d{Id(j)}";
        });
        string variance = $"square * {share} + {vector.Broadcast(Text.Float(epsilon))}";
        writer.Write($"var scale = {vector.Broadcast("1f")} / {vector.Class}.Sqrt({variance});");
    }

    /// <summary>Leaves <c>eˣ⁻ᵐᵃˣ</c> in the output row, and <c>max</c>, <c>sum</c> and its inverse <c>scale</c> in variables.</summary>
    public static void Exponentials(CodeWriter writer, Vector vector, KernelLibrary library, int length, string x, string y)
    {
        library.Functions.Add(new Helper("Exp", vector.Lanes));
        RowEmitter.Max(writer, vector, library.Functions, length, "max", j => vector.Load(At(x, j)));
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
        using (writer.Block(string.Format(CultureInfo.InvariantCulture, Lanes, vector.Lanes)))
            body(writer, vector, rows > 1 ? "row" : "0");
        return library.Add(name, header, parameters, writer.ToString());
    }

    /// <summary>Each element of a row, written out while the row is short.</summary>
    public static void Each(CodeWriter writer, int length, Action<string> body)
    {
        if (length <= 32)
        {
            for (int j = 0; j < length; j++)
                body(j.ToString(CultureInfo.InvariantCulture));
            return;
        }

        using (writer.Block($"for (int j = 0; j < {length}; j++)"))
            body("j");
    }

    /// <summary>The address of element <paramref name="j"/>, a number or an expression, of a row.</summary>
    public static string At(string row, string j) =>
        Known(j, out int known) ? Text.Plus(row, Isa.Group * known) : $"{row} + {Isa.Group} * ({j})";

    /// <summary>What tells the variables of different elements apart where they are written out.</summary>
    public static string Id(string j) => Known(j, out _) ? j : "";

    private static bool Known(string j, out int number) => int.TryParse(j, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
}

/// <summary>A function in a loop over floats: what it is of, and where its result goes, as places among the loop's pointers.</summary>
internal sealed record LaneFunction(Expr Formula, EquatableArray<int> Inputs, int Output)
{
    /// <summary>Whether the result goes to memory, and not only to later functions of the loop.</summary>
    public bool IsStored => Output >= 0;

    /// <summary>The place of a result that stays in a register.</summary>
    /// <param name="function">The function's place in the loop.</param>
    public static int InRegister(int function) => -1 - function;
}

/// <summary>An operand of a sum along a row.</summary>
internal sealed record RowOperand(string Pointer, RowKind Kind);

/// <summary>How often an operand changes.</summary>
internal enum RowKind
{
    /// <summary>At each element.</summary>
    Element,

    /// <summary>For each channel of each sample.</summary>
    Sample,

    /// <summary>For each channel.</summary>
    Scalar,
}
