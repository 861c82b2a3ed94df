namespace Unrolled;

/// <summary>
/// How the learning rate changes while a network trains: a factor on the optimiser's <see cref="Optimizer.Rate"/> for
/// every step. It is a function of where training stands and keeps no state, so one schedule serves any number of
/// trainers, and a resumed run goes on where it stopped. Epochs are those of <c>Trainer.Fit</c> and <c>Trainer.Train</c>: where the caller
/// takes each <c>Step</c> himself, the epoch stays 0 and a schedule by epochs stands still; use one by steps there.
/// </summary>
/// <remarks>
/// Schedules of your own derive from this class. For the same bits on every machine they use additions,
/// multiplications, divisions and square roots only: <c>Math.Cos</c>, <c>Math.Exp</c> and their like differ between
/// platforms. Their <see cref="object.ToString"/> names the schedule and its settings in files, so that a run is not
/// resumed with another.
/// </remarks>
public abstract class Schedule
{
    /// <summary>What the rate is multiplied by in the coming step.</summary>
    /// <param name="step">Optimiser steps taken before, from 0.</param>
    /// <param name="epoch">Epochs that <c>Trainer.Fit</c> has completed before, from 0.</param>
    /// <returns>A finite factor, at least 0.</returns>
    public abstract double Factor(long step, int epoch);

    /// <summary>The factor, made sure of.</summary>
    /// <exception cref="InvalidOperationException">A schedule of the user's own gave a factor that is negative or not finite.</exception>
    internal double Checked(long step, int epoch)
    {
        double factor = Factor(step, epoch);
        return factor >= 0 && double.IsFinite(factor) ? factor : throw new InvalidOperationException(
            $"{this} gives the factor {factor} at step {step}, epoch {epoch}, " +
            "but a factor must be finite and at least 0; nothing has changed.");
    }

    /// <summary>Throws unless a share of the rate is 0 to 1.</summary>
    private protected static double RequireShare(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a part of the optimiser's rate and must be 0 to 1.");
}
