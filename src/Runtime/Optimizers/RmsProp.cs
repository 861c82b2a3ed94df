using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// RMSprop (Hinton, "Neural networks for machine learning", lecture 6, 2012; centred: Graves, "Generating sequences
/// with recurrent neural networks", 2013) with PyTorch's formulas (<c>torch.optim.RMSprop</c>): with gradient <c>g</c>,
/// rate <c>η</c>, smoothing <c>α</c>, momentum <c>μ</c> and weight decay <c>λ</c>,
/// <code>
/// g ← g + λ·θ
/// v ← α·v + (1 - α)·g²
/// m ← m + (g - m)·(1 - α), and w = v - m² where centred; w = v otherwise
/// b ← μ·b + g / (√w + ε)
/// θ ← θ - η·b
/// </code>
/// A moment of magnitude below 2⁻¹⁰⁰ becomes zero, and so does a <c>w</c> that rounding has made negative.
/// </summary>
public sealed unsafe class RmsProp : Optimizer
{
    private readonly double _alpha;
    private readonly float _epsilon;
    private readonly float _weightDecay;
    private readonly float _momentum;
    private readonly bool _centered;

    /// <summary>Chooses the coefficients.</summary>
    /// <param name="rate">The learning rate, finite and greater than 0.</param>
    /// <param name="alpha">How much of the squared gradients' mean is kept, 0 to less than 1.</param>
    /// <param name="epsilon">Keeps the step finite where gradients vanish; greater than 0.</param>
    /// <param name="weightDecay">Adds this many times the parameter to its gradient, at least 0.</param>
    /// <param name="momentum">How much of the last step's direction is kept, 0 (none) to less than 1.</param>
    /// <param name="centered">Divides by the gradients' standard deviation instead of their root mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coefficient is out of its range.</exception>
    public RmsProp(
        double rate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false)
        : base(rate, Names(centered, RequireShare(momentum, nameof(momentum)) > 0))
    {
        _alpha = AsWritten(RequireShare(alpha, nameof(alpha)));
        _epsilon = (float)RequirePositive(epsilon, nameof(epsilon));
        _weightDecay = (float)RequireNotNegative(weightDecay, nameof(weightDecay));
        _momentum = (float)momentum;
        _centered = centered;
    }

    private protected override string Coefficients =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"alpha: {_alpha}, epsilon: {_epsilon}, weightDecay: {_weightDecay}, momentum: {_momentum}, centered: {_centered}");

    private protected override void Prepare()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void UpdateVectors(float* parameters, float* gradients, float* state, nint stride, int count)
    {
        float* means = state + stride;
        float* momenta = _centered ? means + stride : means;
        var rate = new Vector<float>((float)StepRate);
        var kept = new Vector<float>((float)_alpha);
        var added = new Vector<float>((float)(1 - _alpha));
        var epsilon = new Vector<float>(_epsilon);
        var decay = new Vector<float>(_momentum);
        var weightDecay = new Vector<float>(_weightDecay);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> parameter = Vector.Load(parameters + i);
            Vector<float> gradient = Vector.Load(gradients + i);
            if (_weightDecay != 0)
                gradient += weightDecay * parameter;
            Vector<float> square = Flush(Vector.Load(state + i) * kept + added * gradient * gradient);
            square.Store(state + i);
            if (_centered)
            {
                Vector<float> mean = Vector.Load(means + i);
                mean = Flush(mean + (gradient - mean) * added);
                mean.Store(means + i);
                square -= mean * mean;
                square = Vector.ConditionalSelect(Vector.LessThan(square, Vector<float>.Zero), Vector<float>.Zero, square);
            }
            Vector<float> direction = gradient / (Vector.SquareRoot(square) + epsilon);
            if (_momentum != 0)
            {
                direction = Flush(decay * Vector.Load(momenta + i) + direction);
                direction.Store(momenta + i);
            }
            (parameter - rate * direction).Store(parameters + i);
        }
    }

    private static string[] Names(bool centered, bool momentum) => (centered, momentum) switch
    {
        (false, false) => ["square_avg"],
        (true, false) => ["square_avg", "grad_avg"],
        (false, true) => ["square_avg", "momentum_buffer"],
        (true, true) => ["square_avg", "grad_avg", "momentum_buffer"],
    };
}
