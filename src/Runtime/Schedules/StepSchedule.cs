using System.Globalization;

namespace Unrolled;

/// <summary>
/// Lowers the rate in steps: the factor is <c>factor^⌊n/every⌋</c> with <c>n</c> the optimiser's steps, or the epochs.
/// The formula is that of PyTorch's <c>torch.optim.lr_scheduler.StepLR</c>; the power is a repeated product.
/// </summary>
public sealed class StepSchedule : Schedule
{
    private readonly int _everySteps;
    private readonly int _everyEpochs;
    private readonly double _factor;

    /// <summary>Chooses when the rate falls, by steps or by epochs, and to what part: <c>new StepSchedule(everyEpochs: 30)</c>.</summary>
    /// <param name="everySteps">Optimiser steps from one fall to the next.</param>
    /// <param name="everyEpochs">
    /// Epochs of <c>Trainer.Fit</c> or <c>Trainer.Train</c> from one fall to the next. Calls of <c>Trainer.Step</c> complete none, and the
    /// rate would never fall; give <paramref name="everySteps"/> for those: the epochs times the batches in one.
    /// </param>
    /// <param name="factor">What the rate is multiplied by at each fall, finite and greater than 0.</param>
    /// <exception cref="ArgumentException">Neither or both of steps and epochs are given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public StepSchedule(int everySteps = 0, int everyEpochs = 0, double factor = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        ArgumentOutOfRangeException.ThrowIfNegative(everyEpochs);
        if (everySteps > 0 == everyEpochs > 0)
            throw new ArgumentException(
                "A rate falls every so many steps or every so many epochs, " +
                $"but {everySteps} steps and {everyEpochs} epochs were given; set one of them.",
                everySteps > 0 ? nameof(everyEpochs) : nameof(everySteps));
        if (!(factor > 0 && double.IsFinite(factor)))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "factor must be finite and greater than 0; 0.1 is a usual one.");
        _everySteps = everySteps;
        _everyEpochs = everyEpochs;
        _factor = factor;
    }

    /// <inheritdoc/>
    public override double Factor(long step, int epoch)
    {
        double product = 1;
        for (long falls = _everySteps > 0 ? step / _everySteps : epoch / _everyEpochs; falls > 0; falls--)
        {
            double next = product * _factor;
            // 1 all along, or zero, or infinite, or a denormal that rounds to itself.
            if (next == product)
                break;
            product = next;
        }
        return product;
    }

    /// <summary>The schedule and its settings.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"StepSchedule(everySteps: {_everySteps}, everyEpochs: {_everyEpochs}, factor: {_factor:R})");
}
