namespace Unrolled.Numerics.Tests;

/// <summary>
/// The specification of every network: a naive interpreter with plain loops, doubles and shape rules of its own.
/// It shares nothing with the generator, and is itself checked by finite differences and by states saved from PyTorch.
/// </summary>
internal sealed class OracleNetwork
{
    private readonly OracleChain _layers;
    private readonly Layer? _loss;
    private readonly OracleAxes _inputAxes;

    public OracleNetwork(Declaration declaration)
    {
        Input = declaration.Input;
        _loss = declaration.Layers.LastOrDefault(l => l is LossLayer);
        Vocabulary = First(declaration.Layers[0]) is Embedding embedding ? embedding.Vocabulary : 0;
        _inputAxes = new() { AreTokens = Vocabulary > 0 };
        _layers = OracleChain.Of([.. declaration.Layers.Where(l => l is not LossLayer)], "", Input, _inputAxes, declaration.Network);
        if (_loss is not null)
            _layers.Axes.Admit(_loss, _layers.Output);
        Output = _layers.Output;
        Parameters = [.. _layers.Parameters];
    }

    /// <summary>The shape of one input sample.</summary>
    public int[] Input { get; }

    /// <summary>The shape of one output sample.</summary>
    public int[] Output { get; }

    /// <summary>The shapes that the layers give, one after another.</summary>
    public IEnumerable<int[]> Shapes => _layers.Shapes;

    public int InputLength => Tests.Shapes.Length(Input);
    public int OutputLength => Tests.Shapes.Length(Output);

    /// <summary>Whether an input or output of two axes is channels and length.</summary>
    public bool InputChannelsFirst => _inputAxes.ChannelsFirst == true;

    public bool OutputChannelsFirst => _layers.Axes.ChannelsFirst == true;

    /// <summary>Puts rounding errors on all that layers give.</summary>
    public OracleNetwork With(OracleNoise noise)
    {
        foreach (var chain in _layers.Inside.OfType<OracleChain>().Append(_layers))
            chain.Noise = noise;
        return this;
    }

    /// <summary>Tokens that inputs are; 0 where they are floats.</summary>
    public int Vocabulary { get; }

    /// <summary>Whether training sees other numbers than inference.</summary>
    public bool HasBatchStatistics => _layers.Inside.OfType<OracleBatchNorm>().Any(l => l.Parameters.First().Learned);

    /// <summary>The layers whose masks tests choose.</summary>
    public IReadOnlyList<OracleDropout> Dropouts => [.. _layers.Inside.OfType<OracleDropout>()];

    /// <summary>Whether it can be trained.</summary>
    public bool HasLoss => _loss is not null;

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
            double bound = tensor.Shape.Length == 1 ? 0.5 : 1.5 / Math.Sqrt(Tests.Shapes.Length(tensor.Shape) / tensor.Shape[0]);
            Array.Copy(Batch.Floats(random, tensor.Values.Length, bound), tensor.Values, tensor.Values.Length);
        }
        return this;
    }

    /// <summary>The outputs of every sample, one after another.</summary>
    public double[] Predict(ReadOnlySpan<float> inputs)
    {
        double[] outputs = new double[inputs.Length / InputLength * OutputLength];
        for (int n = 0; n < inputs.Length / InputLength; n++)
            _layers.Forward(Widen(inputs.Slice(n * InputLength, InputLength))).CopyTo(outputs, n * OutputLength);
        return outputs;
    }

    /// <summary>The mean loss of a batch, as training sees it.</summary>
    public double Loss(Batch batch) => Loss([.. Train(batch).SelectMany(y => y)], batch);

    /// <summary>The mean loss of outputs from elsewhere.</summary>
    public double Loss(double[] outputs, Batch batch) => OracleLoss.Of(_loss, outputs, batch, Output[^1]).Loss;

    /// <summary>The gradient with respect to the inputs that <see cref="Differentiate"/> has found.</summary>
    public double[] InputGradient { get; private set; } = [];

    /// <summary>The gradient with respect to the inputs of a function of the outputs; adds to the parameters' gradients.</summary>
    public double[] VectorJacobianProduct(Batch batch, double[] outputGradients)
    {
        Train(batch);
        return [.. _layers.Backward([], [.. outputGradients.Chunk(OutputLength)]).SelectMany(d => d)];
    }

    /// <summary>The mean loss of a batch; leaves its gradient in the parameters' <see cref="OracleTensor.Gradient"/>.</summary>
    public double Differentiate(Batch batch)
    {
        foreach (var tensor in Parameters)
            Array.Clear(tensor.Gradient);
        var (loss, gradient) = OracleLoss.Of(_loss, [.. Train(batch).SelectMany(y => y)], batch, Output[^1]);
        gradient = _layers.Noise?.BlurLoss(gradient, gradient.Length / Math.Max(1, Classes)) ?? gradient;
        InputGradient = [.. _layers.Backward([], [.. gradient.Chunk(OutputLength)]).SelectMany(d => d)];
        foreach (var tensor in Parameters)
        {
            for (int i = 0; i < tensor.Gradient.Length; i++)
                tensor.Gradient[i] = tensor.Learned ? tensor.Gradient[i] + tensor.Penalty(i) : 0;
        }
        return loss;
    }

    /// <summary>Takes over what training remembers of the last batch: running statistics.</summary>
    public void Remember() => _layers.Remember();

    /// <summary>The outputs of every sample, as training sees them.</summary>
    private double[][] Train(Batch batch)
    {
        foreach (var chain in _layers.Inside.OfType<OracleChain>().Append(_layers))
            chain.Forget();
        return _layers.Forward([.. batch.Inputs.Chunk(InputLength).Select(sample => Widen(sample))]);
    }

    private static Layer First(Layer layer) => layer is Use use ? First(use.Part.Layers[0]) : layer;

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            wide[i] = values[i];
        return wide;
    }
}
