using System.Globalization;
using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;
using static Unrolled.Generator.Kernels.LaneKernels;

namespace Unrolled.Generator.Kernels;

/// <summary>
/// Losses and their gradients over lane groups: <c>(x, targets, weights, dx, losses)</c>. Weights are what a target adds to the mean, 0
/// for what does not count. Each sum along a row has <see cref="RowEmitter"/>'s order.
/// </summary>
internal static class LossKernels
{
    /// <param name="library">Takes the method.</param>
    /// <param name="header">Its comment.</param>
    /// <param name="form">The loss.</param>
    /// <param name="rows">Labels of a sample; 1 where targets are floats.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="distributions">Whether targets of a loss over classes are probabilities instead of labels.</param>
    public static string Emit(KernelLibrary library, string header, LossForm form, int rows, int length, bool distributions = false)
    {
        Vector vector = library.Isa.Widest;
        var writer = new CodeWriter();
        using (writer.Block(string.Format(CultureInfo.InvariantCulture, Lanes, vector.Lanes)))
        {
            writer.Write($"var loss = {vector.Zero};");
            using (rows > 1 ? writer.Block($"for (int row = 0; row < {rows}; row++)") : null)
            {
                string row = rows > 1 ? $"row * {Isa.Group * length} + lane" : "lane";
                string step = rows > 1 ? $"row * {Isa.Group} + lane" : "lane";
                writer.Write($"float* xr = x + {row}, dxr = dx + {row};");
                switch (form)
                {
                    case ClassForm classes when distributions:
                        Distributions(writer, vector, library, classes.Smoothing, length, row);
                        break;
                    case ClassForm classes:
                        CrossEntropy(writer, vector, library, classes.Smoothing, length, step);
                        break;
                    case ElementForm elements:
                        Elements(writer, vector, library, elements, length, row);
                        break;
                    default:
                        throw new InvalidOperationException($"No kernel for {form.Name}.");
                }
            }

            writer.Write(vector.Store("loss", "losses + lane"));
        }

        const string Parameters = "float* x, float* targets, float* weights, float* dx, float* losses";
        return library.Add(form.Name + (distributions ? "OfDistributions" : ""), header, Parameters, writer.ToString());
    }

    /// <summary>
    /// With smoothing ε over C classes: <c>log Σeˣʲ - (1-ε)·x[label] - ε/C·Σxⱼ</c>, all x less the largest;
    /// <c>dx = softmax(x) - (1-ε)·onehot - ε/C</c>.
    /// </summary>
    private static void CrossEntropy(CodeWriter writer, Vector vector, KernelLibrary library, float smoothing, int length, string step)
    {
        library.Functions.Add(new Helper("Log", vector.Lanes));
        writer.Write($"var label = {vector.Load("targets + " + step)};");
        writer.Write($"var weight = {vector.Load("weights + " + step)};");
        Exponentials(writer, vector, library, length, "xr", "dxr");
        writer.Write("scale = scale * weight;");
        bool smooth = smoothing > 0;
        if (smooth)
        {
            RowEmitter.Sum(writer, vector, length, "below", j => $"(max - {vector.Load(At("xr", j))})");
            writer.Write($"var most = {vector.Broadcast(Text.Float(1f - smoothing))};");
            writer.Write($"var each = {vector.Broadcast(Text.Float(smoothing / length))};");
            writer.Write("var share = weight * each;");
        }

        writer.Write("var picked = max;");
        Each(writer, length, j =>
        {
            string id = Id(j), hit = smooth ? "weight * most" : "weight", rest = smooth ? " - share" : "";
            writer.Write($"var hit{id} = {vector.Class}.Equals(label, {vector.Broadcast($"(float)({j})")});");
            writer.Write($"picked = {vector.Where("hit" + id, vector.Load(At("xr", j)), "picked")};");
            writer.Write($"var d{id} = {vector.Load(At("dxr", j))} * scale - {vector.Where("hit" + id, hit, vector.Zero)}{rest};");
            writer.Write(vector.Store("d" + id, At("dxr", j)));
        });
        string distance = smooth ? "(max - picked) * most + below * each" : "(max - picked)";
        writer.Write($"loss += weight * (Log(sum) + {distance});");
    }

    /// <summary>
    /// With targets <c>q = (1-ε)·t + ε/C</c> that sum to Q: <c>Σ qⱼ·(log Σeˣ - xⱼ)</c>, all x less the largest;
    /// <c>dx = Q·softmax(x) - q</c>.
    /// </summary>
    private static void Distributions(CodeWriter writer, Vector vector, KernelLibrary library, float smoothing, int length, string row)
    {
        library.Functions.Add(new Helper("Log", vector.Lanes));
        writer.Write($"float* tr = targets + {row};");
        writer.Write($"var weight = {vector.Load("weights + lane")};");
        string most = vector.Broadcast(Text.Float(1f - smoothing)), each = vector.Broadcast(Text.Float(smoothing / length));
        string Target(string j) => smoothing > 0 ? $"({vector.Load(At("tr", j))} * {most} + {each})" : vector.Load(At("tr", j));
        Exponentials(writer, vector, library, length, "xr", "dxr");
        RowEmitter.Sum(writer, vector, length, "total", Target);
        RowEmitter.Sum(writer, vector, length, "below", j => $"{Target(j)} * (max - {vector.Load(At("xr", j))})");
        writer.Write("scale = scale * total * weight;");
        Each(writer, length, j => writer.Write(vector.Store(
            $"({vector.Load(At("dxr", j))} * scale - {Target(j)} * weight)", At("dxr", j))));
        writer.Write("loss += weight * (total * Log(sum) + below);");
    }

    private static void Elements(CodeWriter writer, Vector vector, KernelLibrary library, ElementForm form, int length, string row)
    {
        writer.Write($"float* tr = targets + {row};");
        string weight = vector.Load("weights + lane");
        writer.Write($"var weight = {(form.Weight == 1f ? weight : $"{weight} * {vector.Broadcast(Text.Float(form.Weight))}")};");

        // Elementary functions are long: there the terms are first left in the gradient's place, by a loop, and then summed, so that the
        // sum's 16 chains do not write them out 16 times.
        bool apart = form.Term.CallsFunctions || form.Slope.CallsFunctions;
        if (apart)
        {
            using (writer.Block($"for (int j = 0; j < {length}; j++)"))
                writer.Write(vector.Store(Render(form.Term, "j"), At("dxr", "j")));
            RowEmitter.Sum(writer, vector, length, "sum", j => vector.Load(At("dxr", j)));
            using (writer.Block($"for (int j = 0; j < {length}; j++)"))
                writer.Write(vector.Store($"({Render(form.Slope, "j")}) * weight", At("dxr", "j")));
        }
        else
        {
            RowEmitter.Sum(writer, vector, length, "sum", j =>
            {
                string x = "x_" + Id(j), t = "t_" + Id(j), term = "e_" + Id(j);
                writer.Write($"var {x} = {vector.Load(At("xr", j))};");
                writer.Write($"var {t} = {vector.Load(At("tr", j))};");
                writer.Write(vector.Store($"({vector.Render(form.Slope, [x, t], library.Functions)}) * weight", At("dxr", j)));
                writer.Write($"var {term} = {vector.Render(form.Term, [x, t], library.Functions)};");
                return term;
            });
        }

        writer.Write("loss += weight * sum;");

        string Render(Expr formula, string j) =>
            vector.Render(formula, [vector.Load(At("xr", j)), vector.Load(At("tr", j))], library.Functions);
    }
}
