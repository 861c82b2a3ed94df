using System.Globalization;

namespace Unrolled;

/// <summary>
/// Ends <c>Trainer.Fit</c> when the loss on validation data no longer falls (Prechelt, "Early stopping - but
/// when?", 1998), and gives the network the parameters of the epoch where it was lowest. These are settings alone, for
/// <see cref="TrainerOptions.EarlyStopping"/>; one object serves any number of trainers.
/// </summary>
/// <param name="patience">Epochs in a row without an improvement after which training ends, at least 1.</param>
/// <param name="minimumImprovement">How far below the best loss a loss must lie to count as an improvement, finite and at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
public sealed class EarlyStopping(int patience, double minimumImprovement = 0)
{
    /// <summary>Epochs in a row without an improvement after which training ends.</summary>
    public int Patience { get; } = patience >= 1
        ? patience
        : throw new ArgumentOutOfRangeException(nameof(patience), patience, "patience must be at least 1 epoch; 3 to 10 are usual.");

    /// <summary>How far below the best loss a loss must lie to count as an improvement.</summary>
    public double MinimumImprovement { get; } = minimumImprovement >= 0 && double.IsFinite(minimumImprovement)
        ? minimumImprovement
        : throw new ArgumentOutOfRangeException(
            nameof(minimumImprovement), minimumImprovement, "minimumImprovement must be finite and at least 0; 0 counts any lower loss.");

    /// <summary>The settings.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"EarlyStopping(patience: {Patience}, minimumImprovement: {MinimumImprovement})");
}
