using System.Numerics;
using Unrolled.Memory;

namespace Unrolled;

/// <summary>
/// How parameters follow their gradients. An optimiser keeps state for each parameter (momentum, moments), so it serves one trainer only.
/// Every element goes through the same IEEE operations on every machine: multiplications and additions are not fused.
/// </summary>
public abstract unsafe class Optimizer
{
    // 2⁻¹⁰⁰, exactly.
    private const float Smallest = 1f / (1UL << 50) / (1UL << 50);

    private readonly int _stateArrays;
    private PinnedBuffer? _state;
    private int _stride;

    private protected Optimizer(float rate, int stateArrays)
    {
        Rate = rate;
        _stateArrays = stateArrays;
    }

    /// <summary>The learning rate, greater than 0. It may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite or not greater than 0.</exception>
    public float Rate
    {
        get;
        set => field = value > 0 && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Rate), value, "A learning rate must be finite and greater than 0; 0.001 is a usual one for Adam.");
    }

    /// <summary>Makes the state for a network's parameters, all zero.</summary>
    /// <exception cref="InvalidOperationException">This optimiser already serves a trainer.</exception>
    internal void Attach(int parameters)
    {
        int stride = (parameters + 15) / 16 * 16;
        if (Interlocked.CompareExchange(ref _state, new PinnedBuffer(checked(stride * _stateArrays)), null) is not null)
            throw new InvalidOperationException(
                $"This {GetType().Name} already serves a trainer and keeps that network's state; create a new {GetType().Name} for each trainer.");
        _stride = stride;
    }

    /// <summary>Computes what all parameters share in the coming step. Called once, before its updates.</summary>
    internal abstract void BeginStep();

    /// <summary>Updates <paramref name="count"/> parameters from <paramref name="start"/> on; blocks may run at once on several threads.</summary>
    internal void Update(float* parameters, float* gradients, int start, int count)
    {
        float* state = _state!.Pointer + start;
        int whole = count - count % Vector<float>.Count;
        UpdateVectors(parameters + start, gradients + start, state, _stride, whole);
        if (whole < count)
            UpdateRest(parameters + start + whole, gradients + start + whole, state + whole, count - whole);
    }

    /// <summary>Updates elements in whole vectors.</summary>
    /// <param name="parameters">The first parameter.</param>
    /// <param name="gradients">Its gradient.</param>
    /// <param name="state">Its element of the first state array.</param>
    /// <param name="stride">Floats from one state array to the next.</param>
    /// <param name="count">A multiple of the vector's length.</param>
    private protected abstract void UpdateVectors(float* parameters, float* gradients, float* state, nint stride, int count);

    /// <summary>Moments this small become zero: with a zero gradient they would otherwise decay into denormals and stay slow for ever.</summary>
    private protected static Vector<float> Flush(Vector<float> moment) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(moment), new Vector<float>(Smallest)), Vector<float>.Zero, moment);

    /// <summary>Throws unless a coefficient lies in its range; NaN never does.</summary>
    private protected static float Require(float value, bool valid, string name, string range) =>
        valid ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");

    // The last, partial vector goes through the same code in memory of its own, so that no formula is written twice.
    private void UpdateRest(float* parameters, float* gradients, float* state, int count)
    {
        int width = Vector<float>.Count;
        float* copy = stackalloc float[(2 + _stateArrays) * width];
        Copy(parameters, copy, count);
        Copy(gradients, copy + width, count);
        for (int i = 0; i < _stateArrays; i++)
            Copy(state + (nint)i * _stride, copy + (2 + i) * width, count);
        UpdateVectors(copy, copy + width, copy + 2 * width, width, width);
        Copy(copy, parameters, count);
        for (int i = 0; i < _stateArrays; i++)
            Copy(copy + (2 + i) * width, state + (nint)i * _stride, count);
    }

    private static void Copy(float* from, float* to, int count) => new Span<float>(from, count).CopyTo(new Span<float>(to, count));
}
