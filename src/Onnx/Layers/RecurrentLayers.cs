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
        RefuseFunctions(node, ["sigmoid", "tanh"]);
        Write(node, writer, "Gru", [1, 0, 2], node.Integer("linear_before_reset", 0) == 0 ? ["ResetAfter = false"] : []);
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
        string direction = node.Text("direction", "forward").ToLowerInvariant();
        bool isTwo = input.Extents[0] == 2, isReverse = direction == "reverse";
        int units = checked((int)state.Extents[2]), steps = checked((int)shape[node.Integer("layout", 0) == 0 ? 0 : 1]);
        (string, Tensor)[] tensors = Tensors(facts, order, units, isTwo ? ["", "_reverse"] : [""], kind == "Lstm");
        bool[] taken = [.. Enumerable.Range(0, 3).Select(i => i < node.Outputs.Length && IsTaken(writer.Graph, node.Outputs[i]))];
        if (taken[2])
            throw new NodeException("its last cell state is taken (Y_c), but all steps (Y) or the last one (Y_h) are expected");
        Arguments arguments = new Arguments([units, .. more.Where(static m => !m.Contains('=')).Cast<object>()]);
        foreach (string text in more)
            arguments.SetName(text.Split(" = ")[0], text.Split(" = ")[1]);
        arguments.Set("Bias", facts.Has(3), true).Set("ReturnSequences", taken[0], false).Set("Bidirectional", isTwo, false)
            .Set("InitialState", tensors.Any(static t => t.Item1.StartsWith("initial_", StringComparison.Ordinal)), false);
        LayerValue x = writer.Take(node.Input(0), [steps, checked((int)shape[2])], Axes.Features);
        x = isReverse ? Backwards(writer, x) : x;
        int width = isTwo ? 2 * units : units;
        LayerValue y = writer.Add(
            kind, arguments, x, taken[0] ? [steps, width] : [width], taken[0] ? x.Meaning : null, tensors: tensors, name: node.Input(1));
        if (taken[0])
            writer.Give(node, isReverse ? Backwards(writer, y) : y);
        if (taken[1])
            writer.Give(node, taken[0] ? Ends(writer, y, units, isTwo) : y, 1);
    }

    /// <summary>What the layer came to: its last step, and the first one of what ran from the last step to the first.</summary>
    private static LayerValue Ends(NetworkWriter writer, LayerValue y, int units, bool isTwo)
    {
        LayerValue End(int step, int unit)
        {
            LayerValue row = Stretches.Stretch(writer, y, 0, step, 1, 1);
            return writer.Shaped(Stretches.Stretch(writer, row, 1, unit, 1, units), [units], Axes.Open);
        }

        LayerValue last = End(y.Shape[0] - 1, 0);
        return isTwo ? writer.Add("Concat", [], last, [2 * units], Meaning.Unknown, [End(0, units)]) : last;
    }

    /// <summary>The steps from the last to the first.</summary>
    private static LayerValue Backwards(NetworkWriter writer, LayerValue x)
    {
        LayerValue turned = Stretches.Turned(writer, x);
        return writer.Shaped(turned, turned.Shape, Axes.Features);
    }

    /// <summary>The parameters of each direction, and the states that they start from where those are not zeros.</summary>
    private static (string, Tensor)[] Tensors(Facts facts, int[] order, int units, string[] suffixes, bool hasCell)
    {
        var tensors = new List<(string, Tensor)>();
        Tensor input = facts.Known(1, "weights"), state = facts.Known(2, "weights");
        float[]? biases = facts.Has(3) ? facts.Known(3, "biases").ToFloats() : null;
        int rows = order.Length * units;
        if (biases is not null && biases.Length != 2 * rows * suffixes.Length)
            throw new NodeException($"it has {biases.Length} biases, but {2 * rows * suffixes.Length} are expected; the file is damaged");
        float[]?[] starts = [Start(facts, 5, suffixes.Length * units), hasCell ? Start(facts, 6, suffixes.Length * units) : null];
        bool begins = starts.Any(static start => start is not null);
        for (int i = 0; i < suffixes.Length; i++)
        {
            float[] Part(float[] all, int length, int place) => all.AsSpan((i * (all.Length / suffixes.Length)) + place, length).ToArray();
            void Add(string role, long[] extents, float[] values) => tensors.Add((role + suffixes[i], new Tensor(extents, values)));
            int features = checked((int)input.Extents[2]);
            Add("weight_ih_l0", [rows, features], Gates(Part(input.ToFloats(), rows * features, 0), order));
            Add("weight_hh_l0", [rows, units], Gates(Part(state.ToFloats(), rows * units, 0), order));
            if (biases is not null)
            {
                Add("bias_ih_l0", [rows], Gates(Part(biases, rows, 0), order));
                Add("bias_hh_l0", [rows], Gates(Part(biases, rows, rows), order));
            }

            if (begins)
                Add("initial_h", [units], starts[0] is { } h ? Part(h, units, 0) : new float[units]);
            if (begins && hasCell)
                Add("initial_c", [units], starts[1] is { } c ? Part(c, units, 0) : new float[units]);
        }

        return [.. tensors];
    }

    /// <summary>A state that is no zeros, the same for all samples.</summary>
    private static float[]? Start(Facts facts, int input, int length)
    {
        if (!facts.Has(input))
            return null;
        Tensor start = facts.Known(input, "first states");
        if (start.IsAll(0))
            return null;
        return start.Length == length ? start.ToFloats() : throw new NodeException(
            $"it starts from states of {Batch.Text(start.Extents)}, but one for all samples is expected");
    }

    private static void Check(Node node, NetworkWriter writer, long[] shape, Tensor input, Tensor state, int gates)
    {
        int directions = node.Text("direction", "forward").Equals("bidirectional", StringComparison.OrdinalIgnoreCase) ? 2 : 1;
        bool fits = input.Rank == 3 && state.Rank == 3 && input.Extents[0] == directions && state.Extents[0] == directions
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
        // Each direction has its own.
        if (!given.Select(static f => f.ToLowerInvariant()).Chunk(usual.Length).All(own => own.SequenceEqual(usual)))
            throw new NodeException($"its activations are {string.Join(", ", given)}, but {string.Join(", ", usual)} are expected");
    }

    private static bool IsTaken(ModelGraph graph, string name) =>
        name.Length > 0 && (name == graph.Output || graph.Nodes.Any(node => node.Inputs.Contains(name)));

    /// <summary>The gates' rows in another order.</summary>
    private static float[] Gates(float[] values, int[] order)
    {
        float[][] gates = [.. values.Chunk(Math.Max(1, values.Length / order.Length))];
        return [.. order.SelectMany(gate => gates[gate])];
    }
}
