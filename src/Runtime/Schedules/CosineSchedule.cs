using System.Globalization;

namespace Unrolled;

/// <summary>
/// Lowers the rate along half a cosine (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
/// 2017): at step <c>t</c> of <c>T</c> the factor is <c>minimum + (1 - minimum)·(1 + cos(π·t/T))/2</c>, PyTorch's
/// <c>torch.optim.lr_scheduler.CosineAnnealingLR</c> with <c>eta_min = minimum·rate</c>. From step <c>T</c> on it stays
/// at the minimum, where PyTorch's would climb again.
/// </summary>
/// <param name="totalSteps">Optimiser steps until the minimum is reached, at least 1.</param>
/// <param name="minimum">The part of the rate that remains, 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
public sealed class CosineSchedule(long totalSteps, double minimum = 0) : Schedule
{
    private readonly long _totalSteps = totalSteps >= 1
        ? totalSteps
        : throw new ArgumentOutOfRangeException(
            nameof(totalSteps), totalSteps, "A schedule lasts at least 1 step; for epochs, multiply by the batches in one.");

    private readonly double _minimum = RequireShare(minimum, nameof(minimum));

    /// <inheritdoc/>
    public override double Factor(long step, int epoch) =>
        _minimum + (1 - _minimum) * HalfCosine((double)Math.Min(step, _totalSteps) / _totalSteps);

    /// <summary>The schedule and its settings.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"CosineSchedule(totalSteps: {_totalSteps}, minimum: {_minimum:R})");

    // (1 + cos πx)/2 = cos²(πx/2) = 1 - sin²(πx/2), and with x' = 1 - x the same is sin²(πx'/2): an angle of π/4 at most, and exact ends.
    private static double HalfCosine(double x)
    {
        double sine = Sine(Math.PI / 2 * Math.Min(x, 1 - x));
        return x <= 0.5 ? 1 - sine * sine : sine * sine;
    }

    // Taylor's series z - z³/3! + … up to z¹⁷, nested: to π/4 the rest is below 1e-19. No library's sine, since
    // those differ between platforms.
    private static double Sine(double z)
    {
        double square = z * z;
        double series = 1;
        for (int n = 16; n > 0; n -= 2)
            series = 1 - square / (n * (n + 1)) * series;
        return z * series;
    }
}
