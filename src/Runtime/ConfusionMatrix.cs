using System.Collections.Immutable;
using System.Globalization;

namespace Unrolled;

/// <summary>How often each class was taken for each, and what follows from it class by class.</summary>
public sealed class ConfusionMatrix : IEquatable<ConfusionMatrix>
{
    // The table of more would be wider than a screen.
    private const int MostColumns = 20;

    // [actual, predicted]
    private readonly long[] _counts;
    private readonly long[] _actual;
    private readonly long[] _predicted;

    /// <summary>A matrix of counts.</summary>
    /// <param name="counts">How often a sample of the class in the first place was taken for the one in the second.</param>
    /// <param name="classNames">The classes' names, by label; numbers if left out.</param>
    /// <exception cref="ArgumentException">
    /// The matrix is empty or not square, a count is negative, or there are more or fewer names.
    /// </exception>
    public ConfusionMatrix(long[,] counts, IEnumerable<string>? classNames = null)
        : this(Flat(counts), counts.GetLength(0), [.. classNames ?? []])
    {
        if (ClassNames.Length > 0 && ClassNames.Length != Classes)
            throw new ArgumentException($"{Classes} classes need {Classes} names, but {ClassNames.Length} were given.", nameof(classNames));
    }

    internal ConfusionMatrix(ReadOnlySpan<long> counts, int classes, ImmutableArray<string> classNames)
    {
        Classes = classes;
        ClassNames = classNames;
        _counts = counts.ToArray();
        (_actual, _predicted) = (new long[classes], new long[classes]);
        for (int i = 0; i < counts.Length; i++)
        {
            _actual[i / classes] += counts[i];
            _predicted[i % classes] += counts[i];
        }
        Total = _actual.Sum();
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The classes' names, by label; empty if they have none.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>What was counted.</summary>
    public long Total { get; }

    /// <summary>How often a sample of one class was taken for another.</summary>
    /// <param name="actual">The class that it has, from 0.</param>
    /// <param name="predicted">The class that the network gave it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long this[int actual, int predicted] => _counts[Known(actual) * Classes + Known(predicted)];

    /// <summary>The share that was taken for what it is; NaN where nothing was counted.</summary>
    public double Accuracy => (double)Enumerable.Range(0, Classes).Sum(c => this[c, c]) / Total;

    /// <summary>
    /// The mean of each number over the classes that occur, as labels or as predictions: each class counts alike. The support is all of it.
    /// </summary>
    public ClassScores Macro => Mean(static _ => 1);

    /// <summary>The mean of each number over classes, each weighted by its support, which is all of it together.</summary>
    public ClassScores Weighted => Mean(static scores => scores.Support);

    /// <summary>Precision, recall, F1 and support of one class.</summary>
    /// <param name="label">The class, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public ClassScores Of(int label)
    {
        long right = this[label, label], actual = _actual[label], predicted = _predicted[label];
        return new(Share(right, predicted), Share(right, actual), Share(2 * right, actual + predicted), actual);
    }

    /// <summary>
    /// A table: for each class how often it was taken for each (up to 20 classes), precision, recall, F1 and support; and both means.
    /// </summary>
    public override string ToString()
    {
        int columns = Classes <= MostColumns ? Classes : 0;
        string[] names = [.. Enumerable.Range(0, Classes).Select(c => ClassNames.Length == Classes ? ClassNames[c] : $"{c}")];
        string[] empty = [.. Enumerable.Repeat("", columns)];
        return TextTable.Format(
        [
            [columns > 0 ? "actual \\ predicted" : "class", .. names.Take(columns), "precision", "recall", "F1", "support"],
            .. names.Select((name, c) => (string[])
                [name, .. Enumerable.Range(0, columns).Select(p => Text(this[c, p])), .. Cells(Of(c))]),
            ["macro mean", .. empty, .. Cells(Macro)],
            ["weighted mean", .. empty, .. Cells(Weighted)],
        ], texts: 0);
    }

    /// <summary>Whether all counts and names are the same.</summary>
    public bool Equals(ConfusionMatrix? other) => other is not null && Classes == other.Classes
        && _counts.AsSpan().SequenceEqual(other._counts) && ClassNames.SequenceEqual(other.ClassNames);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfusionMatrix);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Classes, Total);

    private ClassScores Mean(Func<ClassScores, double> weight)
    {
        ClassScores[] scores = [.. Enumerable.Range(0, Classes).Where(c => _actual[c] + _predicted[c] > 0).Select(Of)];
        double all = scores.Sum(weight);
        double MeanOf(Func<ClassScores, double> number) => scores.Sum(s => weight(s) * number(s)) / all;
        return new(MeanOf(static s => s.Precision), MeanOf(static s => s.Recall), MeanOf(static s => s.F1), Total);
    }

    private int Known(int label) => label >= 0 && label < Classes ? label : throw new ArgumentOutOfRangeException(
        nameof(label), label, $"The matrix has {Classes} classes; 0 to {Classes - 1} can be asked for.");

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private static string[] Cells(ClassScores scores) =>
        [Text(scores.Precision), Text(scores.Recall), Text(scores.F1), Text(scores.Support)];

    private static string Text(double share) => share.ToString("F4", CultureInfo.InvariantCulture);

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static long[] Flat(long[,] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.GetLength(0) == 0 || counts.GetLength(0) != counts.GetLength(1))
            throw new ArgumentException(
                $"A confusion matrix has as many rows as columns, at least 1, but it is {counts.GetLength(0)}×{counts.GetLength(1)}.",
                nameof(counts));
        long[] flat = [.. counts.Cast<long>()];
        return Array.Exists(flat, static count => count < 0)
            ? throw new ArgumentException("A confusion matrix has counts, but one is negative.", nameof(counts))
            : flat;
    }
}

/// <summary>How well one class is told from the others; numbers whose denominator would be 0 are 0, as in scikit-learn.</summary>
/// <param name="Precision">The share of what was taken for the class that is of it.</param>
/// <param name="Recall">The share of the class that was taken for it.</param>
/// <param name="F1">The harmonic mean of the two, <c>2·precision·recall/(precision + recall)</c>.</param>
/// <param name="Support">Samples of the class.</param>
public readonly record struct ClassScores(double Precision, double Recall, double F1, long Support)
{
    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"ClassScores {{ Precision = {Precision}, Recall = {Recall}, F1 = {F1}, Support = {Support} }}";
}
