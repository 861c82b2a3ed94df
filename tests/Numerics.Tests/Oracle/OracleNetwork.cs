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
        foreach (var layer in declaration.Layers)
        {
            if (layer is LossLayer)
            {
                _loss = layer;
                break;
            }
            int ordinal = ordinals[layer.GetType()] = ordinals.GetValueOrDefault(layer.GetType()) + 1;
            string name = (layer as WeightedLayer)?.Name ?? $"{layer.GetType().Name.ToLowerInvariant()}{ordinal}";
            _layers.Add(OracleLayer.Create(layer, name, Output));
            Output = _layers[^1].Output;
        }
        Parameters = [.. _layers.SelectMany(l => l.Parameters)];
    }

    /// <summary>The shape of one input sample.</summary>
    public int[] Input { get; }

    /// <summary>The shape of one output sample.</summary>
    public int[] Output { get; }

    public int InputLength => Shapes.Length(Input);
    public int OutputLength => Shapes.Length(Output);

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

    /// <summary>The mean loss of a batch.</summary>
    public double Loss(Batch batch) => Loss(Predict(batch.Inputs), batch);

    /// <summary>The mean loss of outputs from elsewhere.</summary>
    public double Loss(double[] outputs, Batch batch) => OracleLoss.Of(_loss, outputs, batch, Output[^1]).Loss;

    /// <summary>The mean loss of a batch; leaves its gradient in the parameters' <see cref="OracleTensor.Gradient"/>.</summary>
    public double Differentiate(Batch batch)
    {
        foreach (var tensor in Parameters)
            Array.Clear(tensor.Gradient);
        var (loss, gradient) = OracleLoss.Of(_loss, Predict(batch.Inputs), batch, Output[^1]);
        for (int n = 0; n < batch.Count; n++)
        {
            var values = Forward(batch.Inputs.AsSpan(n * InputLength, InputLength));
            double[] dy = gradient[(n * OutputLength)..((n + 1) * OutputLength)];
            for (int l = _layers.Count - 1; l >= 0; l--)
                dy = _layers[l].Backward(values[l], values[l + 1], dy);
        }
        return loss;
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
