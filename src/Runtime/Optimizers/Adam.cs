using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) with PyTorch's formulas
/// (<c>torch.optim.Adam</c>): at step <c>t</c>, with gradient <c>g</c>, rate <c>η</c> and weight decay <c>λ</c>,
/// <code>
/// g ← g + λ·θ
/// m ← m + (g - m)·(1 - β₁)
/// v ← β₂·v + (1 - β₂)·g²
/// θ ← θ - η/(1 - β₁ᵗ) · m / (√v/√(1 - β₂ᵗ) + ε)
/// </code>
/// <c>β₁ᵗ</c> and <c>β₂ᵗ</c> are repeated products in double. A moment of magnitude below 2⁻¹⁰⁰ becomes zero.
/// </summary>
public unsafe class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly float _weightDecay;
    private readonly double _exactDecay;
    private readonly bool _decoupled;
    private double _power1 = 1;
    private double _power2 = 1;
    private float _stepSize;
    private float _correction;
    private float _shrink;

    /// <summary>Chooses the coefficients; all but the rate are rarely changed.</summary>
    /// <param name="rate">The learning rate, finite and greater than 0.</param>
    /// <param name="beta1">How much of the gradients' mean is kept, 0 to less than 1.</param>
    /// <param name="beta2">How much of the squared gradients' mean is kept, 0 to less than 1.</param>
    /// <param name="epsilon">Keeps the step finite where gradients vanish; greater than 0.</param>
    /// <param name="weightDecay">Adds this many times the parameter to its gradient, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coefficient is out of its range.</exception>
#pragma warning disable RS0022 // AdamW is an Adam; who else derives from one can change nothing of it.
    public Adam(double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : this(rate, beta1, beta2, epsilon, weightDecay, decoupled: false)
    {
    }
#pragma warning restore RS0022

    /// <summary>Chooses whether weight decay passes through the moments or, decoupled, shrinks the parameters beside them.</summary>
    private protected Adam(double rate, double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
        : base(rate, "exp_avg", "exp_avg_sq")
    {
        _beta1 = AsWritten(RequireShare(beta1, nameof(beta1)));
        _beta2 = AsWritten(RequireShare(beta2, nameof(beta2)));
        _epsilon = (float)RequirePositive(epsilon, nameof(epsilon));
        _decoupled = decoupled;
        _weightDecay = (float)RequireNotNegative(weightDecay, nameof(weightDecay));
        _exactDecay = AsWritten(weightDecay);
    }

    private protected override string Coefficients =>
        string.Create(CultureInfo.InvariantCulture, $"beta1: {_beta1}, beta2: {_beta2}, epsilon: {_epsilon}, weightDecay: {_weightDecay}");

    private protected override void Prepare()
    {
        _power1 *= _beta1;
        _power2 *= _beta2;
        _stepSize = (float)(StepRate / (1 - _power1));
        _correction = (float)(1 / Math.Sqrt(1 - _power2));
        _shrink = (float)(1 - StepRate * _exactDecay);
    }

    private protected override void Restore()
    {
        (_power1, _power2) = (1, 1);
        for (long step = 0; step < Steps; step++)
        {
            (double before1, double before2) = (_power1, _power2);
            _power1 *= _beta1;
            _power2 *= _beta2;
            // Both have become zero, or the smallest denormal, which rounds to itself.
            if (_power1 == before1 && _power2 == before2)
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void UpdateVectors(float* parameters, float* gradients, float* state, nint stride, int count)
    {
        var towards = new Vector<float>((float)(1 - _beta1));
        var kept = new Vector<float>((float)_beta2);
        var added = new Vector<float>((float)(1 - _beta2));
        var correction = new Vector<float>(_correction);
        var epsilon = new Vector<float>(_epsilon);
        var stepSize = new Vector<float>(-_stepSize);
        var weightDecay = new Vector<float>(_weightDecay);
        var shrink = new Vector<float>(_shrink);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> parameter = Vector.Load(parameters + i);
            Vector<float> gradient = Vector.Load(gradients + i);
            if (_decoupled)
                parameter *= shrink;
            else if (_weightDecay != 0)
                gradient += weightDecay * parameter;
            Vector<float> mean = Vector.Load(state + i);
            mean = Flush(mean + (gradient - mean) * towards);
            mean.Store(state + i);
            Vector<float> square = Flush(Vector.Load(state + stride + i) * kept + added * gradient * gradient);
            square.Store(state + stride + i);
            // The division by √(1 - β₂ᵗ) is a product: two divisions and a root an element would be all that this loop waits for.
            Vector<float> scale = Vector.SquareRoot(square) * correction + epsilon;
            (parameter + stepSize * mean / scale).Store(parameters + i);
        }
    }
}
