using System.Globalization;

namespace Unrolled;

/// <summary>
/// Raises the rate evenly over the first steps, then follows another schedule: at step <c>t</c> of <c>T</c> the factor
/// is <c>start + (1 - start)·t/T</c>, PyTorch's <c>torch.optim.lr_scheduler.LinearLR</c>. What follows counts its steps
/// from the end of the warm-up, as in <c>SequentialLR</c>, and its epochs from the start of training.
/// </summary>
/// <param name="steps">Optimiser steps until the whole rate is reached, at least 1.</param>
/// <param name="then">What follows; the whole rate if left out.</param>
/// <param name="start">The part of the rate at the first step, 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
public sealed class WarmUp(long steps, Schedule? then = null, double start = 1.0 / 3) : Schedule
{
    private readonly long _steps = steps >= 1
        ? steps
        : throw new ArgumentOutOfRangeException(nameof(steps), steps, "A warm-up lasts at least 1 step; leave it out for none.");

    private readonly double _start = RequireShare(start, nameof(start));

    /// <inheritdoc/>
    public override double Factor(long step, int epoch) => step < _steps
        ? _start + (1 - _start) * ((double)step / _steps)
        : then?.Factor(step - _steps, epoch) ?? 1;

    /// <summary>The schedule and its settings.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"WarmUp(steps: {_steps}, then: {then?.ToString() ?? "none"}, start: {_start:R})");
}
