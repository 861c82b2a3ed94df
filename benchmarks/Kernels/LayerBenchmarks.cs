using BenchmarkDotNet.Attributes;

namespace Unrolled.Benchmarks.Kernels;

/// <summary>One layer: prediction of one sample and of 64.</summary>
[InProcess, MemoryDiagnoser]
[GenericTypeArguments(typeof(DenseLayer))]
[GenericTypeArguments(typeof(ConvolutionLayer))]
[GenericTypeArguments(typeof(PaddedConvolutionLayer))]
[GenericTypeArguments(typeof(DepthwiseLayer))]
[GenericTypeArguments(typeof(PoolLayer))]
[GenericTypeArguments(typeof(LstmLayer))]
[GenericTypeArguments(typeof(GruLayer))]
[GenericTypeArguments(typeof(SigmoidLayer))]
[GenericTypeArguments(typeof(TanhLayer))]
[GenericTypeArguments(typeof(SoftmaxLayer))]
[GenericTypeArguments(typeof(GeluLayer))]
public class LayerPrediction<T> where T : class, INetwork<T>
{
    private readonly T _network = Create.Network<T>();
    private readonly float[] _inputs = Create.Floats(64 * T.Info.InputLength), _outputs = new float[64 * T.Info.OutputLength];

    /// <summary>One sample.</summary>
    [Benchmark]
    public void One() => _network.Predict(_inputs.AsSpan(0, T.Info.InputLength), _outputs.AsSpan(0, T.Info.OutputLength));

    /// <summary>Four groups of 16 samples.</summary>
    [Benchmark]
    public void Batch64() => _network.Predict(_inputs, _outputs);
}

/// <summary>One layer with parameters: a whole training step of 64 samples, with SGD.</summary>
[InProcess, MemoryDiagnoser]
[GenericTypeArguments(typeof(DenseLayer))]
[GenericTypeArguments(typeof(ConvolutionLayer))]
[GenericTypeArguments(typeof(PaddedConvolutionLayer))]
[GenericTypeArguments(typeof(DepthwiseLayer))]
[GenericTypeArguments(typeof(LstmLayer))]
[GenericTypeArguments(typeof(GruLayer))]
public class LayerTraining<T> where T : class, INetwork<T>
{
    private readonly Trainer<T> _trainer = new(Create.Network<T>(), new Sgd(1e-6f));
    private readonly float[] _inputs = Create.Floats(64 * T.Info.InputLength), _targets = Create.Floats(64 * T.Info.OutputLength);

    /// <summary>Forward, loss, backward, update.</summary>
    [Benchmark]
    public float Step64() => _trainer.Step(_inputs, _targets);
}

/// <summary>What the benchmarks run on.</summary>
internal static class Create
{
    public static T Network<T>() where T : class, INetwork<T> => (T)Activator.CreateInstance(typeof(T), 1UL)!;

    public static float[] Floats(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
