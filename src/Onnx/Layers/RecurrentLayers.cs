using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Recurrent layers. The gates' rows lie in ONNX's order and are turned to PyTorch's.</summary>
internal static class RecurrentLayers
{
    /// <summary>i, o, f, c become i, f, c, o.</summary>
    public static void Lstm(Node node, NetworkWriter writer)
    {
        RefuseInput(node, writer, 7, "peepholes (P)");
        if (node.Integer("input_forget", 0) != 0)
            throw new NodeException("its input and forget gates are one (input_forget), but two are expected");
        RefuseFunctions(node, ["sigmoid", "tanh", "tanh"]);
        Write(node, writer, "Lstm", [0, 2, 3, 1], []);
    }

    /// <summary>z, r, h become r, z, h.</summary>
    public static void Gru(Node node, NetworkWriter writer)
    {
        if (node.Integer("linear_before_reset", 0) == 0)
            throw new NodeException(
                "it resets the state in front of its product (linear_before_reset = 0), but behind it, as PyTorch does, is expected");
        RefuseFunctions(node, ["sigmoid", "tanh"]);
        Write(node, writer, "Gru", [1, 0, 2], []);
    }

    public static void Rnn(Node node, NetworkWriter writer)
    {
        string[] functions = node.Attributes.GetValueOrDefault("activations") as string[] ?? ["Tanh"];
        bool isReLU = functions[0].Equals("relu", StringComparison.OrdinalIgnoreCase);
        if (!isReLU)
            RefuseFunctions(node, ["tanh"]);
        Write(node, writer, "Rnn", [0], isReLU ? ["Nonlinearity = Nonlinearity.ReLU"] : []);
    }

    private static void Write(Node node, NetworkWriter writer, string kind, int[] order, string[] more)
    {
        Facts facts = writer.Facts(node);
        long[] shape = facts.Shape(0);
        Tensor input = facts.Known(1, "weights"), state = facts.Known(2, "weights");
        Check(node, writer, shape, input, state, order.Length);
        int units = checked((int)state.Extents[2]), steps = checked((int)shape[node.Integer("layout", 0) == 0 ? 0 : 1]);
        var tensors = new List<(string, Tensor)>
        {
            ("weight_ih_l0", Gates(input.As(input.Extents[1..]), order)),
            ("weight_hh_l0", Gates(state.As(state.Extents[1..]), order)),
        };
        if (facts.Has(3))
        {
            float[] biases = facts.Known(3, "biases").ToFloats();
            if (biases.Length != 2 * order.Length * units)
                throw new NodeException($"it has {biases.Length} biases, but {2 * order.Length * units} are expected; the file is damaged");
            float[][] halves = [.. biases.Chunk(biases.Length / 2)];
            tensors.Add(("bias_ih_l0", Gates(new Tensor([halves[0].Length], halves[0]), order)));
            tensors.Add(("bias_hh_l0", Gates(new Tensor([halves[1].Length], halves[1]), order)));
        }

        bool[] taken = [.. Enumerable.Range(0, 3).Select(i => i < node.Outputs.Length && IsTaken(writer.Graph, node.Outputs[i]))];
        if (taken[2] || (taken[0] && taken[1]))
            throw new NodeException("more than one of its outputs is taken, but either all steps (Y) or the last one (Y_h) is expected");
        Arguments arguments = new Arguments([units, .. more.Cast<object>()]).Set("Bias", facts.Has(3), true)
            .Set("ReturnSequences", taken[0], false);
        LayerValue x = writer.Take(node.Input(0), [steps, checked((int)shape[2])], Axes.Features);
        // All steps have the meaning of the steps that came in.
        LayerValue y = writer.Add(
            kind, arguments, x, taken[0] ? [steps, units] : [units], taken[0] ? x.Meaning : null, tensors: tensors, name: node.Input(1));
        writer.Give(node, y, taken[0] ? 0 : 1);
    }

    private static void Check(Node node, NetworkWriter writer, long[] shape, Tensor input, Tensor state, int gates)
    {
        string direction = node.Text("direction", "forward");
        if (direction != "forward")
            throw new NodeException($"its direction is {direction}, but forward is expected");
        bool fits = input.Rank == 3 && state.Rank == 3 && input.Extents[0] == 1 && state.Extents[0] == 1
            && input.Extents[1] == gates * state.Extents[2] && state.Extents[1] == gates * state.Extents[2] && input.Extents[2] == shape[2];
        if (!fits)
            throw new NodeException(
                $"its weights are {Batch.Text(input.Extents)} and {Batch.Text(state.Extents)} for {Batch.Text(shape)}; the file is "
                + "damaged");
        if (!Batch.IsIn(shape[node.Integer("layout", 0) == 0 ? 1 : 0]))
            throw new NodeException($"it takes {Batch.Text(shape)}, but steps, batch and features are expected; transpose its input");
        if (node.Has("clip"))
            throw new NodeException("it clips its sums (clip), but none are expected");
        RefuseInput(node, writer, 4, "lengths of sequences (sequence_lens)");
        foreach (int start in (int[])[5, 6])
        {
            if (node.Input(start).Length > 0 && writer.Facts(node).Constant(start)?.IsAll(0) != true)
                throw new NodeException("it starts from a given state, but one of zeros is expected");
        }
    }

    private static void RefuseInput(Node node, NetworkWriter writer, int input, string what)
    {
        if (node.Input(input).Length > 0 && writer.Facts(node).Constant(input)?.IsAll(0) != true)
            throw new NodeException($"it takes {what}, but none are expected");
    }

    private static void RefuseFunctions(Node node, string[] usual)
    {
        bool isGiven = node.Attributes.GetValueOrDefault("activations") is string[];
        string[] given = isGiven ? (string[])node.Attributes["activations"] : usual;
        if (!given.Select(static f => f.ToLowerInvariant()).SequenceEqual(usual))
            throw new NodeException($"its activations are {string.Join(", ", given)}, but {string.Join(", ", usual)} are expected");
    }

    private static bool IsTaken(ModelGraph graph, string name) =>
        name.Length > 0 && (name == graph.Output || graph.Nodes.Any(node => node.Inputs.Contains(name)));

    /// <summary>The gates' rows in another order.</summary>
    private static Tensor Gates(Tensor tensor, int[] order)
    {
        float[][] gates = [.. tensor.ToFloats().Chunk(Math.Max(1, tensor.Length / order.Length))];
        return new Tensor(tensor.Extents, [.. order.SelectMany(gate => gates[gate])]);
    }
}
