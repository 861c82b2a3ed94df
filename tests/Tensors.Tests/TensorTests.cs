using System.Buffers;
using System.Numerics.Tensors;

namespace Unrolled.Tensors.Tests;

/// <summary>Tensors in the place of spans: the same bits, no copy, and shapes that are looked at.</summary>
public class TensorTests
{
    private const int Samples = 5;

    private readonly Grid _grid = new(seed: 1);
    private readonly float[] _inputs = [.. Enumerable.Range(0, Samples * Grid.InputLength).Select(static i => i % 7 - 3f)];

    [Fact]
    public void Tensors_give_the_bits_of_spans()
    {
        var expected = new float[Samples * Grid.OutputLength];
        _grid.Predict(_inputs, expected);
        var outputs = new float[expected.Length];
        _grid.Predict(Inputs(Samples, 2, 3, 4), new TensorSpan<float>(outputs, [Samples, 3]));
        Assert.Equal(expected, outputs);

        _grid.Predict(new ReadOnlyTensorSpan<float>(_inputs.AsSpan(..Grid.InputLength), [2, 3, 4]), new TensorSpan<float>(outputs, [3]));
        Assert.Equal(expected[..3], outputs[..3]);

        _grid.Classify(_inputs, expected);
        _grid.Classify(Inputs(Samples, 2, 3, 4), new TensorSpan<float>(outputs, [Samples, 3]));
        Assert.Equal(expected, outputs);
    }

    [Fact]
    public void Tokens_are_tensors_of_integers()
    {
        var words = new Tokens(seed: 1);
        int[] tokens = [1, 2, 3, 4, 5, 6];
        var expected = new float[4];
        words.Predict(tokens, expected);
        var outputs = new float[4];
        words.Predict(new ReadOnlyTensorSpan<int>(tokens, [2, 3]), new TensorSpan<float>(outputs, [2, 2]));
        Assert.Equal(expected, outputs);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var outputs = new float[Samples * Grid.OutputLength];
        nint[] inputShape = [Samples, 2, 3, 4], outputShape = [Samples, 3];
        for (int call = 0; call < 100; call++)
            _grid.Predict(new ReadOnlyTensorSpan<float>(_inputs, inputShape), new TensorSpan<float>(outputs, outputShape));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int call = 0; call < 100; call++)
            _grid.Predict(new ReadOnlyTensorSpan<float>(_inputs, inputShape), new TensorSpan<float>(outputs, outputShape));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Other_shapes_are_refused_with_both()
    {
        string message = Assert.Throws<ArgumentException>(
            "inputs", () => _grid.Predict(Inputs(Samples, 6, 4), new TensorSpan<float>(new float[15], [Samples, 3]))).Message;
        Assert.Contains("Grid expects inputs of 2×3×4, one sample, or samples×2×3×4, but got 5×6×4", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            "outputs", () => _grid.Predict(Inputs(Samples, 2, 3, 4), new TensorSpan<float>(new float[15], [3, Samples])));
        // As many numbers, but not as many samples.
        Assert.Throws<ArgumentException>(() => _grid.Predict(Inputs(Samples, 2, 3, 4), new TensorSpan<float>(new float[12], [4, 3])));
        Assert.Throws<ArgumentException>("inputs", () => _grid.Predict(default(ReadOnlyTensorSpan<float>), default(TensorSpan<float>)));
    }

    [Fact]
    public void Strided_tensors_are_refused_and_dense_slices_taken()
    {
        var wide = new float[Samples * 2 * 3 * 8];
        var strided = new ReadOnlyTensorSpan<float>(wide, [Samples, 2, 3, 8]);
        string message = "";
        try
        {
            _grid.Predict(strided.Slice([NRange.All, NRange.All, NRange.All, 2..6]), new TensorSpan<float>(new float[15], [Samples, 3]));
        }
        catch (ArgumentException refused)
        {
            message = refused.Message;
        }

        Assert.Contains("Grid expects inputs whose elements lie side by side", message, StringComparison.Ordinal);

        var expected = new float[2 * Grid.OutputLength];
        _grid.Predict(_inputs.AsSpan(Grid.InputLength, 2 * Grid.InputLength), expected);
        var outputs = new float[expected.Length];
        _grid.Predict(Inputs(Samples, 2, 3, 4).Slice([1..3, NRange.All, NRange.All, NRange.All]), new TensorSpan<float>(outputs, [2, 3]));
        Assert.Equal(expected, outputs);
    }

    private ReadOnlyTensorSpan<float> Inputs(params nint[] shape) => new(_inputs, shape);
}

/// <summary>A network whose sample has three axes.</summary>
[Network, Input(2, 3, 4), Flatten, Dense(3), SoftmaxCrossEntropy]
public sealed partial class Grid;

/// <summary>A network of tokens.</summary>
[Network, Input(3), Embedding(10, 3), Flatten, Dense(2), SoftmaxCrossEntropy]
public sealed partial class Tokens;
