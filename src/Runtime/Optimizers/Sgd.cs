using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// Stochastic gradient descent with PyTorch's formulas (<c>torch.optim.SGD</c>, dampening 0): with gradient <c>g</c>,
/// rate <c>η</c>, momentum <c>μ</c> and weight decay <c>λ</c>,
/// <code>
/// g ← g + λ·θ
/// b ← g at the first step, μ·b + g after it
/// g ← b, or g + μ·b with Nesterov (Sutskever and others, 2013)
/// θ ← θ - η·g
/// </code>
/// A momentum <c>b</c> of magnitude below 2⁻¹⁰⁰ becomes zero.
/// </summary>
public sealed unsafe class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly float _weightDecay;
    private readonly bool _nesterov;
    private float _decay;

    /// <summary>Chooses the coefficients.</summary>
    /// <param name="rate">The learning rate, finite and greater than 0.</param>
    /// <param name="momentum">How much of the last step's direction is kept, 0 (none) to less than 1.</param>
    /// <param name="nesterov">Looks ahead along the momentum; needs one.</param>
    /// <param name="weightDecay">Adds this many times the parameter to its gradient, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coefficient is out of its range.</exception>
    /// <exception cref="ArgumentException">Nesterov without momentum.</exception>
    public Sgd(double rate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(rate, RequireShare(momentum, nameof(momentum)) > 0 ? ["momentum_buffer"] : [])
    {
        if (nesterov && momentum == 0)
            throw new ArgumentException(
                "Nesterov's step looks ahead along the momentum, which is 0; pass a momentum such as 0.9.",
                nameof(nesterov));
        _momentum = (float)momentum;
        _nesterov = nesterov;
        _weightDecay = (float)RequireNotNegative(weightDecay, nameof(weightDecay));
    }

    private protected override string Coefficients =>
        string.Create(CultureInfo.InvariantCulture, $"momentum: {_momentum}, nesterov: {_nesterov}, weightDecay: {_weightDecay}");

    // b starts at zero, so that keeping nothing of it makes the first b the gradient itself.
    private protected override void Prepare() => _decay = Steps > 1 ? _momentum : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void UpdateVectors(float* parameters, float* gradients, float* state, nint stride, int count)
    {
        var rate = new Vector<float>((float)StepRate);
        var decay = new Vector<float>(_decay);
        var ahead = new Vector<float>(_momentum);
        var weightDecay = new Vector<float>(_weightDecay);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> parameter = Vector.Load(parameters + i);
            Vector<float> gradient = Vector.Load(gradients + i);
            if (_weightDecay != 0)
                gradient += weightDecay * parameter;
            if (_momentum != 0)
            {
                Vector<float> momentum = Flush(decay * Vector.Load(state + i) + gradient);
                momentum.Store(state + i);
                gradient = _nesterov ? gradient + ahead * momentum : momentum;
            }
            (parameter - rate * gradient).Store(parameters + i);
        }
    }
}
