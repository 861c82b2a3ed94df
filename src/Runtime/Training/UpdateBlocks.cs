using System.Collections.Immutable;
using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>
/// All gradients, cut into blocks that are worked off in the order of how far into its tensor each lies. Threads take
/// consecutive shares, so each has, unless another was faster, the same rows of every tensor in every step: moments are
/// where it wrote them, and so are weights for the input gradients of a wide layer, which threads share by rows too.
/// </summary>
internal sealed class UpdateBlocks
{
    /// <summary>Floats in a block; a multiple of every vector's length.</summary>
    public const int Size = 4096;

    private readonly int _gradients;
    private readonly int _size;
    private readonly int[] _order;

    /// <summary>Cuts the gradients of a network.</summary>
    /// <param name="parameters">Its tensors.</param>
    /// <param name="learned">Where their gradients are.</param>
    /// <param name="size">Floats in a block.</param>
    public UpdateBlocks(ImmutableArray<ParameterInfo> parameters, ImmutableArray<LearnedRange> learned, int size = Size)
    {
        _gradients = learned.Max(range => range.Gradient + range.Length);
        _size = size;
        double[] depths = new double[Up(_gradients)];
        foreach (ParameterInfo tensor in parameters.Where(tensor => tensor.Learned))
        {
            int start = LearnedPlaces.Gradient(learned, tensor);
            int end = Up(start + tensor.Length);
            for (int number = Up(start); number < end; number++)
                depths[number] = (double)(number * size - start) / tensor.Length;
        }
        // Blocks as deep as each other stay in the order of their numbers.
        _order = [.. Enumerable.Range(0, depths.Length).OrderBy(number => depths[number])];
    }

    /// <summary>How many there are.</summary>
    public int Count => _order.Length;

    /// <summary>The block that is worked off as the <paramref name="item"/>th: its number, and its gradients.</summary>
    public (int Number, int Start, int Count) this[int item]
    {
        get
        {
            int number = _order[item], start = number * _size;
            return (number, start, Math.Min(_size, _gradients - start));
        }
    }

    private int Up(int gradients) => (gradients + _size - 1) / _size;
}
