namespace Unrolled.Onnx.Tests;

/// <summary>Models of operators that become several layers, or a matrix that nothing trains.</summary>
internal static class OperatorModels
{
    public static IEnumerable<(string Title, Func<ModelBuilder> Build)> All =>
        [.. Sizes(), .. Repetitions(), .. Products(), .. Spectra(), .. Functions(), .. Batches()];

    private static ModelBuilder Image(int opset = 17) => new([3, 8, 6], opset);

    private static ModelBuilder Rows(int opset = 18) => new([7, 5], opset);

    private static ModelBuilder Of(ModelBuilder m, Func<ModelBuilder, string, string> last)
    {
        m.Last = last(m, m.Last);
        return m;
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Sizes()
    {
        foreach ((string mode, string places) in new[]
        {
            ("cubic", "half_pixel"), ("cubic", "align_corners"), ("linear", "asymmetric"), ("linear", "pytorch_half_pixel"),
            ("nearest", "half_pixel"), ("nearest", "align_corners"),
        })
        {
            yield return ($"one and a half times, {mode} {places}", () => Image() is var m
                ? m.Then("Resize", ["", m.Floats([4], 1, 1, 1.5f, 0.5f)], ("mode", mode), ("coordinate_transformation_mode", places)) : m);
        }

        foreach (string rounding in (string[])["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"])
        {
            yield return ($"nearest by {rounding}", () => new ModelBuilder([3, 8, 6], batch: 2) is var m
                ? m.Then("Resize", ["", "", m.Integers(2, 3, 5, 9)], ("nearest_mode", rounding)) : m);
        }

        yield return ("cubic inside alone", () => Image() is var m
            ? m.Then("Resize", ["", m.Floats([4], 1, 1, 2, 2)], ("mode", "cubic"), ("exclude_outside", 1), ("cubic_coeff_a", -0.5f)) : m);
        yield return ("a region resized", () => new ModelBuilder([3, 8, 6], batch: 1) is var m
            ? m.Then("Resize", [m.Floats([8], 0, 0, 0.2f, 0.4f, 1, 1, 0.7f, 1.3f), "", m.Integers(1, 3, 5, 4)],
                ("mode", "linear"), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", 7f)) : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Repetitions()
    {
        yield return ("steps expanded", () => Rows() is var m
            ? m.Then("ReduceMax", [m.Integers(1)]).Then("Expand", [m.Integers(1, 4, 5)]) : m);
        yield return ("an axis more", () => Rows() is var m
            ? m.Then("Unsqueeze", [m.Integers(1)]).Then("Expand", [m.Integers(1, 3, 7, 5)]) : m);
        yield return ("expanded for a batch of three", () => new ModelBuilder([1, 5], batch: 3) is var m
            ? m.Then("Expand", [m.Integers(3, 4, 5)]) : m);
        yield return ("tiles", () => Image() is var m ? m.Then("Tile", [m.Integers(1, 2, 1, 3)]) : m);
        yield return ("uneven steps", () => Rows() is var m ? m.Then("Gather", [m.Integers(0, 1, 3, 6, 4, 4)], ("axis", 1)) : m);
        yield return ("uneven rows", () => Image() is var m ? m.Then("Gather", [m.Integers(-1, 0, 5)], ("axis", 2)) : m);
        yield return ("channels by places twice", () => Image() is var m
            ? m.Then("Gather", [m.Integers([2, 2], [2, 0, 1, 1])], ("axis", 1)) : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Products()
    {
        yield return ("attention", Attention);
        yield return ("scores for all heads", () => Of(new ModelBuilder([4, 3, 5]), (m, x) =>
        {
            string mean = m.Node("ReduceMean", [x], ("axes", new long[] { 1 }));
            return m.Node("MatMul", [x, m.Node("Transpose", [mean], ("perm", new long[] { 0, 1, 3, 2 }))]);
        }));
        yield return ("a matrix in front", () => Of(Image(), (m, x) => m.Node("MatMul", [m.Random(4, 8), x])));
        yield return ("a matrix for each sample added", () => Of(new ModelBuilder([6]), (m, x) =>
            m.Node("Gemm", [x, m.Random(6, 4), m.Node("MatMul", [m.Node("Tanh", [x]), m.Random(6, 4)])], ("alpha", 0.5f), ("beta", 2f))));
        foreach (long[] axes in (long[][])[[2], [1, -1], [1, 2, 3]])
        {
            yield return ($"products along {string.Join(", ", axes)}", () => Image(18) is var m
                ? m.Then("Tanh").Then("ReduceProd", [m.Integers(axes)], ("keepdims", axes.Length % 2)) : m);
        }
    }

    private static ModelBuilder Attention()
    {
        const long Steps = 7, Width = 8, Heads = 2;
        var m = new ModelBuilder([Steps, Width]);
        string Apart(string x) => m.Node("Reshape", [x, m.Integers(0, Steps, Heads, Width / Heads)]);
        string Projected(params long[] order) =>
            m.Node("Transpose", [Apart(m.Node("MatMul", ["x", m.Random(Width, Width)]))], ("perm", order));
        string scores = m.Node("MatMul", [Projected(0, 2, 1, 3), Projected(0, 2, 3, 1)]);
        string weights = m.Node("Softmax", [m.Node("Div", [scores, m.Number(2)])], ("axis", -1));
        m.Last = m.Node("MatMul", [weights, Projected(0, 2, 1, 3)]);
        m.Then("Transpose", null, ("perm", new long[] { 0, 2, 1, 3 })).Then("Reshape", [m.Integers(0, Steps, Width)]);
        return m.Then("MatMul", [m.Random(Width, Width)]);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Spectra()
    {
        yield return ("transform of a signal", () => new ModelBuilder([12, 1]).Then("DFT"));
        yield return ("inverse of a complex one", () => new ModelBuilder([5, 6, 2]).Then("DFT", null, ("axis", 2), ("inverse", 1)));
        yield return ("half of a padded one", () => new ModelBuilder([9, 3, 1]) is var m
            ? m.Then("DFT", [m.Integers([], [12])], ("onesided", 1)) : m);
        yield return ("spectrogram", () => new ModelBuilder([64, 1]) is var m
            ? m.Then("STFT", [m.Integers([], [8]), m.Positive(16), m.Integers([], [16])]) : m);
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Functions()
    {
        foreach (string plain in (string[])["Erf", "Sinh", "Cosh", "Asinh"])
            yield return (plain, () => Rows().Then(plain));
        foreach (long[] axes in (long[][])[[2], [1], [1, 2]])
        {
            yield return ($"logarithm of large exponentials along {string.Join(", ", axes)}", () => Rows() is var m
                ? m.Then("Mul", [m.Number(200)]).Then("ReduceLogSumExp", [m.Integers(axes)], ("keepdims", axes.Length - 1)) : m);
        }

        yield return ("Acosh", () => Rows().Then("Cosh").Then("Exp").Then("Acosh"));
        yield return ("Atanh", () => Rows().Then("Tanh").Then("Atanh"));
        for (int i = 0; i < 3; i++)
        {
            int output = i;
            yield return ($"output {output} of a layer norm", () => Of(Image(), (m, x) =>
                m.Node("LayerNormalization", [x, m.Random(8, 6), m.Random(8, 6)], 3, ("axis", -2), ("epsilon", 0.01f))[output]));
        }
    }

    private static IEnumerable<(string, Func<ModelBuilder>)> Batches()
    {
        yield return ("all of three samples", () => new ModelBuilder([7, 5], batch: 3) is var m
            ? m.Then("Slice", [m.Integers(0, 2), m.Integers(3, 6), m.Integers(0, 1)]) : m);
        yield return ("samples and steps as one", () => new ModelBuilder([7, 6], batch: 3) is var m
            ? m.Then("Reshape", [m.Integers(21, 6)]).Then("MatMul", [m.Random(6, 4)]).Then("Reshape", [m.Integers(3, 7, 4)]) : m);
    }
}
