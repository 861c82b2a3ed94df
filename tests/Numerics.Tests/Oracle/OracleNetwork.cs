namespace Unrolled.Numerics.Tests;

/// <summary>
/// The specification of every network: a naive interpreter with plain loops, doubles and shape rules of its own.
/// It shares nothing with the generator, and is itself checked by finite differences and by states saved from PyTorch.
/// </summary>
internal sealed class OracleNetwork
{
    private readonly List<OracleLayer> _layers = [];
    private readonly Layer? _loss;

    public OracleNetwork(Declaration declaration)
    {
        Input = declaration.Input;
        Output = Input;
        var ordinals = new Dictionary<Type, int>();
        bool channelsFirst = false;
        foreach (var layer in declaration.Layers)
        {
            if (layer is LossLayer)
            {
                _loss = layer;
                break;
            }
            int ordinal = ordinals[layer.GetType()] = ordinals.GetValueOrDefault(layer.GetType()) + 1;
            string name = (layer as WeightedLayer)?.Name ?? $"{layer.GetType().Name.ToLowerInvariant()}{ordinal}";
            channelsFirst = layer is Conv1D or MaxPool1D or AvgPool1D || (layer is Transpose ? !channelsFirst : channelsFirst);
            Vocabulary = layer is Embedding embedding ? embedding.Vocabulary : Vocabulary;
            _layers.Add(OracleLayer.Create(layer, name, Output, channelsFirst));
            Output = _layers[^1].Output;
            if (layer is WeightedLayer weighted)
                Mark(weighted, declaration.Network, _layers[^1]);
        }
        Parameters = [.. _layers.SelectMany(l => l.Parameters)];
    }

    /// <summary>The shape of one input sample.</summary>
    public int[] Input { get; }

    /// <summary>The shape of one output sample.</summary>
    public int[] Output { get; }

    public int InputLength => Shapes.Length(Input);
    public int OutputLength => Shapes.Length(Output);

    /// <summary>Tokens that inputs are; 0 where they are floats.</summary>
    public int Vocabulary { get; }

    /// <summary>Whether training sees other numbers than inference.</summary>
    public bool HasBatchStatistics => _layers.OfType<OracleBatchNorm>().Any(l => l.Parameters.First().Learned);

    /// <summary>The layers whose masks tests choose.</summary>
    public IReadOnlyList<OracleDropout> Dropouts => [.. _layers.OfType<OracleDropout>()];

    /// <summary>Classes of the labels; 0 where the loss compares values.</summary>
    public int Classes => _loss is SoftmaxCrossEntropy ? Output[^1] : 0;

    /// <summary>Whether the targets are probabilities: between 0 and 1, some of them exactly that.</summary>
    public bool TakesProbabilities => _loss is BinaryCrossEntropy or KLDivergence;

    /// <summary>The tensors in PyTorch's names and layouts, in the layers' order.</summary>
    public IReadOnlyList<OracleTensor> Parameters { get; }

    /// <summary>Fills the parameters with uniform values of about PyTorch's initial size, each exactly a float.</summary>
    public OracleNetwork Initialize(int seed)
    {
        var random = new Random(seed);
        foreach (var tensor in Parameters)
        {
            if (tensor.Name.EndsWith("running_var"))
            {
                for (int i = 0; i < tensor.Values.Length; i++)
                    tensor.Values[i] = (float)(0.5 + random.NextDouble());
                continue;
            }
            double bound = tensor.Shape.Length == 1 ? 0.5 : 1.5 / Math.Sqrt(Shapes.Length(tensor.Shape) / tensor.Shape[0]);
            Array.Copy(Batch.Floats(random, tensor.Values.Length, bound), tensor.Values, tensor.Values.Length);
        }
        return this;
    }

    /// <summary>The outputs of every sample, one after another.</summary>
    public double[] Predict(ReadOnlySpan<float> inputs)
    {
        double[] outputs = new double[inputs.Length / InputLength * OutputLength];
        for (int n = 0; n < inputs.Length / InputLength; n++)
            Forward(inputs.Slice(n * InputLength, InputLength))[^1].CopyTo(outputs, n * OutputLength);
        return outputs;
    }

    /// <summary>The mean loss of a batch, as training sees it.</summary>
    public double Loss(Batch batch) => Loss([.. Train(batch)[^1].SelectMany(y => y)], batch);

    /// <summary>The mean loss of outputs from elsewhere.</summary>
    public double Loss(double[] outputs, Batch batch) => OracleLoss.Of(_loss, outputs, batch, Output[^1]).Loss;

    /// <summary>The mean loss of a batch; leaves its gradient in the parameters' <see cref="OracleTensor.Gradient"/>.</summary>
    public double Differentiate(Batch batch)
    {
        foreach (var tensor in Parameters)
            Array.Clear(tensor.Gradient);
        var values = Train(batch);
        var (loss, gradient) = OracleLoss.Of(_loss, [.. values[^1].SelectMany(y => y)], batch, Output[^1]);
        double[][] dy = [.. gradient.Chunk(OutputLength)];
        for (int l = _layers.Count - 1; l >= 0; l--)
        {
            dy = _layers[l] is OracleBatchLayer whole
                ? whole.Backward(values[l], dy)
                : [.. dy.Select((d, n) => _layers[l].Backward(values[l][n], values[l + 1][n], d))];
        }
        foreach (var tensor in Parameters)
        {
            for (int i = 0; i < tensor.Gradient.Length; i++)
                tensor.Gradient[i] = tensor.Learned ? tensor.Gradient[i] + tensor.Penalty(i) : 0;
        }
        return loss;
    }

    /// <summary>Takes over what training remembers of the last batch: running statistics.</summary>
    public void Remember()
    {
        foreach (var layer in _layers.OfType<OracleBatchLayer>())
            layer.Remember();
    }

    /// <summary>Every value of every sample, as training sees it.</summary>
    private List<double[][]> Train(Batch batch)
    {
        List<double[][]> values = [[.. batch.Inputs.Chunk(InputLength).Select(sample => Array.ConvertAll(sample, x => (double)x))]];
        foreach (var layer in _layers)
            values.Add(layer is OracleBatchLayer whole ? whole.Forward(values[^1]) : [.. values[^1].Select(x => layer.Forward(x))]);
        return values;
    }

    /// <summary>What is frozen and what is regularised: tensors of one axis (biases, scales and shifts) only where that is asked for.</summary>
    private static void Mark(WeightedLayer declared, Network network, OracleLayer layer)
    {
        foreach (var tensor in layer.Parameters)
        {
            tensor.Learned &= declared.Frozen != true;
            if (tensor.Shape.Length > 1 || (declared.RegularizeBias ?? network.RegularizeBias) == true)
                (tensor.L1, tensor.L2) = (declared.L1 ?? network.L1 ?? 0, declared.L2 ?? network.L2 ?? 0);
        }
    }

    private List<double[]> Forward(ReadOnlySpan<float> sample)
    {
        double[] input = new double[sample.Length];
        for (int i = 0; i < sample.Length; i++)
            input[i] = sample[i];
        List<double[]> values = [input];
        foreach (var layer in _layers)
            values.Add(layer.Forward(values[^1]));
        return values;
    }
}
