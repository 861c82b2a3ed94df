using System.Globalization;

namespace Unrolled.Training;

/// <summary>An evaluation for people.</summary>
internal static class EvaluationText
{
    // All numbers in the order of tables; those that are NaN are left out.
    private static readonly (string Name, string Format, Func<Evaluation, double> Of)[] s_numbers =
    [
        ("loss", "F6", static e => e.Loss),
        ("accuracy", "F4", static e => e.Accuracy),
        ("top 5", "F4", static e => e.Ranks is { Classes: > 5 } ? e.TopK(5) : double.NaN),
        ("ROC AUC", "F4", static e => e.RocAuc),
        ("perplexity", "F4", static e => e.Perplexity),
        ("R²", "F4", static e => e.R2),
        ("mean absolute error", "G6", static e => e.MeanAbsoluteError),
        ("root mean squared error", "G6", static e => e.RootMeanSquaredError),
    ];

    /// <summary>The most useful numbers besides the loss, which is always there.</summary>
    private static readonly string[] s_short = ["accuracy", "ROC AUC", "R²", "mean absolute error"];

    public static string Line(Evaluation evaluation)
    {
        IEnumerable<string> parts = s_numbers
            .Where(n => n.Name == "loss" || (s_short.Contains(n.Name) && !double.IsNaN(n.Of(evaluation))))
            .Select(n => $"{n.Name} {n.Of(evaluation).ToString(n.Format, CultureInfo.InvariantCulture)}");
        return $"{string.Join(", ", parts)} over {evaluation.Count:N0} samples";
    }

    public static string Report(Evaluation evaluation)
    {
        var rows = s_numbers.Where(n => !double.IsNaN(n.Of(evaluation)))
            .Select(n => new[] { n.Name, n.Of(evaluation).ToString(n.Format, CultureInfo.InvariantCulture) });
        string numbers = TextTable.Format([["samples", $"{evaluation.Count:N0}"], .. rows], texts: 0);
        var matrices = evaluation.Confusions.Select((matrix, i) =>
            evaluation.Confusions.Length == 1 ? $"\n{matrix}" : $"\noutput {i}\n{matrix}");
        return numbers + string.Concat(matrices);
    }
}
