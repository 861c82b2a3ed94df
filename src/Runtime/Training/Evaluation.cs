using System.Collections.Immutable;
using Unrolled.Training;

namespace Unrolled;

/// <summary>
/// How well a network does on samples. Which numbers there are follows from its loss; those that do not apply are NaN or empty. All are
/// the same for any number of threads. <see cref="Loss"/> is weighted by classes and samples where they have weights; no other number is.
/// </summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">
/// The share, 0 to 1, of labels whose class has the largest output, ignored labels left out; with a loss over binary outputs, of outputs
/// that are on their target's side: logits above 0 where the target is above ½. NaN for other losses.
/// </param>
/// <param name="Count">Samples that were evaluated.</param>
public sealed record Evaluation(float Loss, float Accuracy, int Count)
{
    /// <summary>The most classes, or binary outputs, for which confusions are counted.</summary>
    public const int MaxConfusionClasses = 1000;

    /// <summary>The classes' names, by label; empty if the data had none.</summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];

    /// <summary>
    /// Which classes were taken for which: one matrix. With a loss over binary outputs there is one matrix of two classes, 0 and
    /// 1, for each output. Empty for other losses, and where there are more than <see cref="MaxConfusionClasses"/>.
    /// </summary>
    public ImmutableArray<ConfusionMatrix> Confusions { get; init; } = [];

    /// <summary>The only one of <see cref="Confusions"/>; null where there is none, or one for each of several outputs.</summary>
    public ConfusionMatrix? Confusion => Confusions.Length == 1 ? Confusions[0] : null;

    /// <summary>
    /// The area under the ROC curve: the share of pairs of a positive and a negative in which the positive has the larger score, equal ones
    /// counted half. Of binary outputs, the mean over those that have both kinds; of two classes, the second one is positive. NaN where
    /// no output has both, for other losses, for more than 100 outputs, and for more than 2²⁶ scores.
    /// </summary>
    public double RocAuc { get; init; } = double.NaN;

    /// <summary><c>e</c> to the <see cref="Loss"/>, for a cross entropy over classes; NaN for other losses.</summary>
    public double Perplexity { get; init; } = double.NaN;

    /// <summary>
    /// The share of the targets' variance that the outputs explain, <c>1 - Σ(x - t)²/Σ(t - mean t)²</c>, mean over outputs; 1 at best. A
    /// target that never varies counts 1 if it is met exactly, and 0 otherwise (as scikit-learn's <c>r2_score</c>). NaN where targets are
    /// no values, and for fewer than 2 samples.
    /// </summary>
    public double R2 { get; init; } = double.NaN;

    /// <summary>The mean of <c>|x - t|</c> over samples and outputs; NaN where targets are no values.</summary>
    public double MeanAbsoluteError { get; init; } = double.NaN;

    /// <summary>The root of the mean of <c>(x - t)²</c> over samples and outputs; NaN where targets are no values.</summary>
    public double RootMeanSquaredError { get; init; } = double.NaN;

    /// <summary>The ranks of the labels' classes, where there are labels.</summary>
    internal RankCounts? Ranks { get; init; }

    /// <summary>
    /// The share, 0 to 1, of labels whose class is among the <paramref name="k"/> with the largest outputs, the first of equal ones first;
    /// <c>TopK(1)</c> is the accuracy. NaN where the loss is not over classes.
    /// </summary>
    /// <param name="k">How many classes are looked at, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public double TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        return Ranks?.Share(k) ?? double.NaN;
    }

    /// <summary>All that is known, as a table of the numbers and one for each of <see cref="Confusions"/>.</summary>
    public string Report() => EvaluationText.Report(this);

    /// <summary>One line, with the numbers that tell most.</summary>
    public override string ToString() => EvaluationText.Line(this);

    /// <summary>Whether all numbers are the same.</summary>
    public bool Equals(Evaluation? other) => other is not null
        && Numbers().SequenceEqual(other.Numbers())
        && Equals(Ranks, other.Ranks)
        && Confusions.SequenceEqual(other.Confusions)
        && ClassNames.SequenceEqual(other.ClassNames);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Loss, Accuracy, Count);

    private double[] Numbers() =>
        [Loss, Accuracy, Count, RocAuc, Perplexity, R2, MeanAbsoluteError, RootMeanSquaredError];
}
