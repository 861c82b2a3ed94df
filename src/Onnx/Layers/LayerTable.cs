using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Patterns;

namespace Unrolled.Onnx.Layers;

/// <summary>Writes a node as layers.</summary>
/// <param name="node">The node.</param>
/// <param name="writer">Takes them.</param>
/// <exception cref="NodeException">The node has what the layers have not.</exception>
internal delegate void LayerRule(Node node, NetworkWriter writer);

/// <summary>The layers of each operator. An operator more is a line here, and a file for a family more.</summary>
internal static class LayerTable
{
    private static readonly Dictionary<string, LayerRule> All = new()
    {
        ["Conv"] = Convolutions.Conv,
        ["ConvTranspose"] = Convolutions.ConvTranspose,
        ["MaxPool"] = Pools.Max,
        ["AveragePool"] = Pools.Average,
        ["GlobalAveragePool"] = Pools.GlobalAverage,
        ["GlobalMaxPool"] = Pools.GlobalMax,
        ["ReduceMean"] = Pools.Mean,
        [DenseLayers.Operator] = Products.Dense,
        ["Gemm"] = Products.Refuse,
        ["MatMul"] = Products.MatMul,
        ["Gather"] = Stretches.Gather,
        ["LSTM"] = RecurrentLayers.Lstm,
        ["GRU"] = RecurrentLayers.Gru,
        ["RNN"] = RecurrentLayers.Rnn,
        ["BatchNormalization"] = Normalizations.Batch,
        ["LayerNormalization"] = Normalizations.Layer,
        ["Identity"] = Shapes.Same,
        ["Dropout"] = Shapes.Dropout,
        ["Reshape"] = Shapes.Same,
        ["Flatten"] = Shapes.Same,
        ["Squeeze"] = Shapes.Same,
        ["Unsqueeze"] = Shapes.Same,
        ["Transpose"] = Shapes.Transpose,
        ["Concat"] = Joins.Concat,
        ["Add"] = Joins.Elements("Add"),
        ["Sum"] = Joins.Elements("Add"),
        ["Mean"] = Joins.Mean,
        ["Sub"] = Joins.Elements("Subtract"),
        ["Mul"] = Joins.Elements("Multiply"),
        ["Div"] = Joins.Elements("Divide"),
        ["Relu"] = Activations.Plain("ReLU"),
        ["Sigmoid"] = Activations.Plain("Sigmoid"),
        ["Tanh"] = Activations.Plain("Tanh"),
        ["Softplus"] = Activations.Softplus,
        ["HardSwish"] = Activations.Plain("HardSwish"),
        ["LeakyRelu"] = Activations.Number("LeakyReLU", "alpha", 0.01),
        ["Elu"] = Activations.Number("ELU", "alpha", 1),
        ["Gelu"] = Activations.Gelu,
        ["Swish"] = Activations.Swish,
        ["Softmax"] = Activations.AlongAxis("Softmax"),
        ["LogSoftmax"] = Activations.AlongAxis("LogSoftmax"),
        ["Clip"] = Activations.Clip,
        ["Selu"] = Activations.Selu,
        ["Celu"] = Activations.Number("CELU", "alpha", 1),
        ["HardSigmoid"] = Activations.HardSigmoid,
        ["Softsign"] = Activations.Plain("Softsign"),
        ["Mish"] = Activations.Plain("Mish"),
        ["ThresholdedRelu"] = Activations.Number("ThresholdedReLU", "alpha", 1),
        ["PRelu"] = Joins.PRelu,
        ["Exp"] = Activations.Plain("Exp"),
        ["Log"] = Activations.Plain("Log"),
        ["Sqrt"] = Activations.Plain("Sqrt"),
        ["Abs"] = Activations.Plain("Abs"),
        ["Erf"] = Activations.Plain("Erf"),
        ["Sinh"] = Activations.Plain("Sinh"),
        ["Cosh"] = Activations.Plain("Cosh"),
        ["Asinh"] = Activations.Plain("Asinh"),
        ["Acosh"] = Activations.Plain("Acosh"),
        ["Atanh"] = Activations.Plain("Atanh"),
        ["Neg"] = Activations.Plain("Neg"),
        ["Reciprocal"] = Activations.Plain("Reciprocal"),
        ["Pow"] = Activations.Pow,
        ["Max"] = Joins.Extreme("Maximum", isLeast: false),
        ["Min"] = Joins.Extreme("Minimum", isLeast: true),
        ["InstanceNormalization"] = Normalizations.Instance,
        ["GroupNormalization"] = Normalizations.Group,
        ["RMSNormalization"] = Normalizations.RootMeanSquare,
        ["SimplifiedLayerNormalization"] = Normalizations.RootMeanSquare,
        ["LRN"] = Normalizations.LocalResponse,
        ["ReduceSum"] = Reductions.Of("Sum"),
        ["ReduceMax"] = Reductions.Of("Max"),
        ["ReduceMin"] = Reductions.Of("Min"),
        ["ReduceProd"] = Reductions.Product,
        ["ReduceL1"] = Reductions.Of("Sum", before: "Abs"),
        ["ReduceL2"] = Reductions.Of("Sum", before: "Square", behind: "Sqrt"),
        ["ReduceSumSquare"] = Reductions.Of("Sum", before: "Square"),
        ["ReduceLogSum"] = Reductions.Of("Sum", behind: "Log"),
        ["ReduceLogSumExp"] = Reductions.LogSumExp,
        ["Slice"] = Stretches.Slice,
        ["Split"] = Stretches.Split,
        ["Pad"] = Stretches.Pad,
        ["Expand"] = Repetitions.Expand,
        ["Tile"] = Repetitions.Tile,
        ["Resize"] = Resizing.Resize,
        ["Upsample"] = Resizing.Resize,
        ["DFT"] = Spectra.Dft,
        ["STFT"] = Spectra.Stft,
        ["DepthToSpace"] = Resizing.DepthToSpace,
        ["SpaceToDepth"] = Resizing.SpaceToDepth,
    };

    /// <summary>The operators that have layers, sorted.</summary>
    public static IEnumerable<string> Operators =>
        All.Keys.Where(static name => name != DenseLayers.Operator).Order(StringComparer.Ordinal);

    /// <summary>The layers of a whole model.</summary>
    /// <exception cref="UnsupportedModelException">Nodes have what no layer has; all of them are listed.</exception>
    public static IReadOnlyList<LayerLine> Write(ModelGraph graph)
    {
        var problems = new List<UnsupportedNode>();
        var writer = new NetworkWriter(graph);
        foreach (Node node in graph.Nodes)
        {
            try
            {
                // What takes a value that is missing is no problem of its own, unless it is one anyhow.
                if (!All.TryGetValue(node.Operator, out LayerRule? rule))
                    throw new NodeException("there is no layer for the operator; replace it by others, or cut the model in front of it");
                if (node.Inputs.All(writer.Has))
                    rule(node, writer);
            }
            catch (NodeException reason)
            {
                problems.Add(new UnsupportedNode(node.Title, node.Operator, reason.Message));
            }
            catch (OverflowException)
            {
                problems.Add(new UnsupportedNode(node.Title, node.Operator,
                    "its value has more elements than a sample may have; make the model smaller"));
            }
        }

        if (problems.Count > 0)
            throw new UnsupportedModelException(problems);
        return writer.End();
    }
}
