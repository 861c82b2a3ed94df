using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Functions of one value.</summary>
internal static class Activations
{
    /// <summary>A function without arguments.</summary>
    public static LayerRule Plain(string kind) => (node, writer) => Give(node, writer, kind, []);

    /// <summary>A function whose only argument is an attribute of the node.</summary>
    public static LayerRule Number(string kind, string attribute, double usual) =>
        (node, writer) =>
        {
            double value = node.Number(attribute, usual);
            Give(node, writer, kind, (float)value == (float)usual ? [] : new Arguments(value));
        };

    public static void Gelu(Node node, NetworkWriter writer)
    {
        bool isTanh = node.Text("approximate", "none") == "tanh";
        Give(node, writer, "GELU", new Arguments().SetName("Approximate", isTanh ? "GELUApproximation.Tanh" : null));
    }

    public static void HardSigmoid(Node node, NetworkWriter writer) =>
        Give(node, writer, "HardSigmoid", new Arguments(node.Number("alpha", 0.2), node.Number("beta", 0.5)));

    public static void Softplus(Node node, NetworkWriter writer)
    {
        float beta = (float)node.Number("beta", 1), threshold = (float)node.Number("threshold", 20);
        Give(node, writer, "Softplus", threshold != 20 ? new Arguments(beta, threshold) : beta != 1 ? new Arguments(beta) : []);
    }

    /// <summary>The paper's numbers are a layer; others are an ELU and a scale.</summary>
    public static void Selu(Node node, NetworkWriter writer)
    {
        float alpha = (float)node.Number("alpha", 1.6732632), gamma = (float)node.Number("gamma", 1.0507010);
        bool isUsual = Math.Abs(alpha - 1.6732632f) < 1e-4f && Math.Abs(gamma - 1.0507010f) < 1e-4f;
        if (isUsual)
        {
            Give(node, writer, "SELU", []);
            return;
        }

        LayerValue curved = writer.Add("ELU", new Arguments(alpha), writer.Take(node.Input(0)));
        Arguments arguments = new Arguments().Set("Shared", true, false).Set("Frozen", true, false);
        writer.Give(node, writer.Add("Scale", arguments, curved, tensors: [("weight", new Tensor([1], [gamma]))]));
    }

    /// <summary>A power whose exponent is one constant.</summary>
    public static void Pow(Node node, NetworkWriter writer)
    {
        Tensor exponents = writer.Facts(node).Known(1, "exponent");
        Joins.CheckFits(node, writer, node.Input(0), exponents);
        if (exponents.Uniform is not { } exponent)
            throw new NodeException("its exponents differ from element to element, but one is expected");
        if (exponent is 0 or < -64 or > 64)
            throw new NodeException($"its exponent is {exponent}, but one from -64 to 64, and not 0, is expected");
        if (exponent == 1)
            writer.Give(node, writer.Take(node.Input(0)));
        else
            Give(node, writer, "Pow", new Arguments(exponent));
    }

    public static void Swish(Node node, NetworkWriter writer)
    {
        if (node.Number("alpha", 1) != 1)
            throw new NodeException($"alpha is {node.Number("alpha", 1)}, but 1 is expected; scale the value before and behind it");
        Give(node, writer, "SiLU", []);
    }

    /// <summary>A function along an axis, which is the last one of the layer.</summary>
    public static LayerRule AlongAxis(string kind) => (node, writer) =>
    {
        long[] shape = writer.Facts(node).Shape(0);
        bool flattens = node.Has("flattens");
        int axis = Facts.Axis(node.Integer("axis", flattens ? 1 : -1), shape.Length);
        if (shape.Skip(axis).Take(flattens ? int.MaxValue : 1).Any(Batch.IsIn))
            throw new NodeException("it acts along the batch; samples must stay apart");
        if (flattens)
        {
            writer.Give(node, writer.Add(kind, [], writer.Rows(node.Input(0), checked((int)Tensor.Count(shape[axis..])))));
            return;
        }

        int[] sample = writer.Sample(node.Input(0));
        int place = Stretches.Place(shape, axis), extent = sample[place];
        int outer = Shapes.Product(sample[..place]), inner = Shapes.Product(sample[(place + 1)..]);
        if (inner == 1)
        {
            writer.Give(node, writer.Add(kind, [], writer.Rows(node.Input(0), extent)));
            return;
        }

        // The axis becomes the last one and returns to its place.
        if (outer == 1)
        {
            LayerValue last = Shapes.Swap(writer, writer.Take(node.Input(0), [extent, inner]));
            writer.Give(node, Shapes.Swap(writer, writer.Add(kind, [], writer.Shaped(last, last.Shape, Axes.Features))));
            return;
        }

        int[] turn = [0, 2, 1];
        LayerValue turned = Shapes.Permute(writer, writer.Take(node.Input(0), [outer, extent, inner]), turn);
        LayerValue y = writer.Add(kind, [], writer.Shaped(turned, [outer * inner, extent], Axes.Features));
        writer.Give(node, Shapes.Permute(writer, writer.Shaped(y, [outer, inner, extent], Axes.Open), turn));
    };

    /// <summary>Bounds, of which some have layers of their own.</summary>
    public static void Clip(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        double least = facts.Has(1) ? facts.Number(1, "bounds") : double.NegativeInfinity;
        double most = facts.Has(2) ? facts.Number(2, "bounds") : double.PositiveInfinity;
        Bounded(node, writer, node.Input(0), least, most);
    }

    /// <summary>A value between two numbers.</summary>
    public static void Bounded(Node node, NetworkWriter writer, string input, double least, double most)
    {
        bool isBelow = least <= float.MinValue, isAbove = most >= float.MaxValue;
        LayerValue x = writer.Take(input);
        writer.Give(node, (isBelow, isAbove) switch
        {
            (true, true) => x,
            (false, true) when least == 0 => writer.Add("ReLU", [], x),
            (false, true) => writer.Add("Clip", new Arguments(least), x),
            (true, false) => writer.Add("Clip", new Arguments().Named("max", most), x),
            _ when least == 0 && most == 6 => writer.Add("ReLU6", [], x),
            _ when least > most =>
                throw new NodeException($"it keeps values in {least} to {most}, which are no bounds; the file is damaged"),
            _ => writer.Add("Clip", new Arguments(least, most), x),
        });
    }

    private static void Give(Node node, NetworkWriter writer, string kind, Arguments arguments) =>
        writer.Give(node, writer.Add(kind, arguments, writer.Take(node.Input(0))));
}
