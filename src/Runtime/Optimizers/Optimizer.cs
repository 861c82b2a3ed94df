using System.Globalization;
using System.Numerics;
using Unrolled.Memory;

namespace Unrolled;

/// <summary>
/// How parameters follow their gradients. An optimiser keeps state for each parameter (momentum, moments), so it serves one trainer only.
/// Every element goes through the same IEEE operations on every machine: multiplications and additions are not fused. The class is closed:
/// others cannot derive from it, since a step's bits, its state in files, and what ranks compare of each other are promises of its own.
/// </summary>
public abstract unsafe class Optimizer
{
    // 2⁻¹⁰⁰, exactly.
    private const float Smallest = 1f / (1UL << 50) / (1UL << 50);

    private readonly string[] _stateNames;
    private PinnedBuffer<float>? _state;
    private int _stride;
    private double _factor = 1;
    private float _rate;

    /// <param name="rate">The learning rate.</param>
    /// <param name="stateNames">PyTorch's names of what is kept for each parameter, an array of the parameters' length each.</param>
    private protected Optimizer(double rate, params string[] stateNames)
    {
        Rate = rate;
        _stateNames = stateNames;
    }

    /// <summary>
    /// The learning rate, greater than 0. It may be changed between steps. 0.001 and 0.001f are the same rate: the decimal that was
    /// written, and in steps the float next to it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite or not greater than 0, also as a float.</exception>
    public double Rate
    {
        get;
        set
        {
            field = (float)value > 0 && float.IsFinite((float)value)
                ? AsWritten(value)
                : throw new ArgumentOutOfRangeException(
                    nameof(Rate), value, "A learning rate must be finite and greater than 0; 0.001 is a usual one for Adam.");
            _rate = (float)value;
        }
    }

    /// <summary>Makes the state for a network's parameters.</summary>
    /// <exception cref="InvalidOperationException">This optimiser already serves a trainer.</exception>
    internal void Attach(int parameters)
    {
        int stride = (parameters + 15) / 16 * 16;
        if (Interlocked.CompareExchange(ref _state, new PinnedBuffer<float>(checked(stride * _stateNames.Length)), null) is not null)
            throw new InvalidOperationException(
                $"This {GetType().Name} already serves a trainer and keeps that network's state; " +
                $"create a new {GetType().Name} for each trainer.");
        _stride = stride;
        Initialise();
    }

    /// <summary>Steps begun since the state was new.</summary>
    internal long Steps { get; private set; }

    /// <summary>What is kept for each parameter, by its names in files.</summary>
    internal ReadOnlySpan<string> StateNames => _stateNames;

    /// <summary>The optimiser and its coefficients, all but the rate: two optimisers of the same text take the same steps.</summary>
    internal string Description => $"{GetType().Name}({Coefficients})";

    /// <summary>The coefficients with their names, in the invariant culture.</summary>
    private protected abstract string Coefficients { get; }

    /// <summary>The rate of the step that runs.</summary>
    private protected double StepRate => _rate * _factor;

    /// <summary>Begins a step. Called once, before its updates.</summary>
    /// <param name="factor">What a schedule makes of <see cref="Rate"/>.</param>
    internal void BeginStep(double factor = 1)
    {
        Steps++;
        _factor = factor;
        Prepare();
    }

    /// <summary>Computes what all parameters share in the coming step, which is number <see cref="Steps"/>, from 1.</summary>
    private protected abstract void Prepare();

    /// <summary>One of the state arrays, with a little behind its end.</summary>
    internal Span<float> State(int array) => _state!.Span.Slice(array * _stride, _stride);

    /// <summary>Goes on where another optimiser of the same text stopped, whose state arrays have been copied into this one's.</summary>
    internal void Resume(long steps, double rate)
    {
        Steps = steps;
        Rate = rate;
        Restore();
    }

    /// <summary>Computes what <see cref="Prepare"/> would have made of <see cref="Steps"/> calls.</summary>
    private protected virtual void Restore()
    {
    }

    /// <summary>Called when the state is new.</summary>
    private protected virtual void Initialise()
    {
    }

    /// <summary>
    /// Updates <paramref name="count"/> parameters from <paramref name="start"/> on; blocks may run at once on several
    /// threads.
    /// </summary>
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

    /// <summary>
    /// Moments this small become zero: with a zero gradient they would otherwise decay into denormals and stay slow for
    /// ever.
    /// </summary>
    private protected static Vector<float> Flush(Vector<float> moment) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(moment), new Vector<float>(Smallest)), Vector<float>.Zero, moment);

    /// <summary>
    /// The decimal that was written, as a double or as a float: 0.999f is 0.99900001…, and what is computed from 1 - 0.999 would be off
    /// in its fifth digit.
    /// </summary>
    private protected static double AsWritten(double value) => value == (float)value
        ? double.Parse(((float)value).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value;

    /// <summary>Throws unless a coefficient is finite and at least 0.</summary>
    private protected static double RequireNotNegative(double value, string name) =>
        Require(value, value >= 0 && float.IsFinite((float)value), name, "finite and at least 0");

    /// <summary>Throws unless a coefficient is finite and greater than 0.</summary>
    private protected static double RequirePositive(double value, string name) =>
        Require(value, (float)value > 0 && float.IsFinite((float)value), name, "finite and greater than 0");

    /// <summary>Throws unless a coefficient, a share that is kept from step to step, is 0 to less than 1.</summary>
    private protected static double RequireShare(double value, string name) =>
        Require(value, value >= 0 && (float)value < 1, name, "0 to less than 1");

    // Elements are floats: a value must lie in its range as a float, too. NaN never does.
    private static double Require(double value, bool valid, string name, string range) =>
        valid ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");

    // The last, partial vector goes through the same code in memory of its own, so that no formula is written twice.
    private void UpdateRest(float* parameters, float* gradients, float* state, int count)
    {
        int width = Vector<float>.Count;
        float* copy = stackalloc float[(2 + _stateNames.Length) * width];
        Copy(parameters, copy, count);
        Copy(gradients, copy + width, count);
        for (int i = 0; i < _stateNames.Length; i++)
            Copy(state + (nint)i * _stride, copy + (2 + i) * width, count);
        UpdateVectors(copy, copy + width, copy + 2 * width, width, width);
        Copy(copy, parameters, count);
        for (int i = 0; i < _stateNames.Length; i++)
            Copy(copy + (2 + i) * width, state + (nint)i * _stride, count);
    }

    private static void Copy(float* from, float* to, int count) => new Span<float>(from, count).CopyTo(new Span<float>(to, count));
}
