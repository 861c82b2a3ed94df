using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// AdaGrad (Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization",
/// 2011) with PyTorch's formulas (<c>torch.optim.Adagrad</c>): at step <c>t</c>, with gradient <c>g</c>, rate <c>η</c>,
/// rate decay <c>δ</c> and weight decay <c>λ</c>,
/// <code>
/// g ← g + λ·θ
/// s ← s + g²
/// θ ← θ - η/(1 + (t - 1)·δ) · g / (√s + ε)
/// </code>
/// A sum <c>s</c> below 2⁻¹⁰⁰ becomes zero.
/// </summary>
public sealed unsafe class AdaGrad : Optimizer
{
    private readonly double _rateDecay;
    private readonly float _weightDecay;
    private readonly float _initialSum;
    private readonly float _epsilon;
    private float _stepSize;

    /// <summary>Chooses the coefficients; all but the rate are rarely changed.</summary>
    /// <param name="rate">The learning rate, finite and greater than 0.</param>
    /// <param name="rateDecay">How fast the rate falls with the steps, at least 0.</param>
    /// <param name="weightDecay">Adds this many times the parameter to its gradient, at least 0.</param>
    /// <param name="initialSum">What the sum of squares begins with, at least 0.</param>
    /// <param name="epsilon">Keeps the step finite where gradients vanish; greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coefficient is out of its range.</exception>
    public AdaGrad(double rate = 1e-2, double rateDecay = 0, double weightDecay = 0, double initialSum = 0, double epsilon = 1e-10)
        : base(rate, "sum")
    {
        _rateDecay = AsWritten(RequireNotNegative(rateDecay, nameof(rateDecay)));
        _weightDecay = (float)RequireNotNegative(weightDecay, nameof(weightDecay));
        _initialSum = (float)RequireNotNegative(initialSum, nameof(initialSum));
        _epsilon = (float)RequirePositive(epsilon, nameof(epsilon));
    }

    private protected override void Initialise() => State(0).Fill(_initialSum);

    private protected override string Coefficients =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"rateDecay: {_rateDecay}, weightDecay: {_weightDecay}, initialSum: {_initialSum}, epsilon: {_epsilon}");

    private protected override void Prepare() => _stepSize = (float)(StepRate / (1 + (Steps - 1) * _rateDecay));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void UpdateVectors(float* parameters, float* gradients, float* state, nint stride, int count)
    {
        var stepSize = new Vector<float>(_stepSize);
        var epsilon = new Vector<float>(_epsilon);
        var weightDecay = new Vector<float>(_weightDecay);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> parameter = Vector.Load(parameters + i);
            Vector<float> gradient = Vector.Load(gradients + i);
            if (_weightDecay != 0)
                gradient += weightDecay * parameter;
            Vector<float> sum = Flush(Vector.Load(state + i) + gradient * gradient);
            sum.Store(state + i);
            (parameter - stepSize * gradient / (Vector.SquareRoot(sum) + epsilon)).Store(parameters + i);
        }
    }
}
