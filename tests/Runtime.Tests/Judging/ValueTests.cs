namespace Unrolled.Tests.Judging;

/// <summary>Numbers about values, against scikit-learn's documented examples and the definitions.</summary>
public class ValueTests
{
    [Fact]
    public void R2_is_that_of_scikit_learns_examples()
    {
        // r2_score([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]), mean_absolute_error and root_mean_squared_error of the same.
        Evaluation one = Judged.Values(1, [2.5f, 0, 2, 8], [3, -0.5f, 2, 7]);
        Assert.Equal(0.9486081370449679, one.R2, 1e-12);
        Assert.Equal(0.5, one.MeanAbsoluteError, 1e-12);
        Assert.Equal(0.6123724356957945, one.RootMeanSquaredError, 1e-12);
        // r2_score([[0.5, 1], [-1, 1], [7, -6]], [[0, 2], [-1, 2], [8, -5]], multioutput='uniform_average').
        Assert.Equal(0.9368005266622779, Judged.Values(2, [0, 2, -1, 2, 8, -5], [0.5f, 1, -1, 1, 7, -6]).R2, 1e-12);
    }

    [Fact]
    public void A_target_that_never_varies_is_met_or_not()
    {
        Assert.Equal(1, Judged.Values(1, [2, 2, 2], [2, 2, 2]).R2);
        Assert.Equal(0, Judged.Values(1, [2, 2, 3], [2, 2, 2]).R2);
        Assert.Equal(double.NaN, Judged.Values(1, [2], [2]).R2);
        Assert.Equal(double.NaN, Judged.Values(1, [2, float.NaN], [2, 2]).R2);
        Assert.Equal(double.NaN, Judged.Values(1, [2, float.NaN], [1, 2]).MeanAbsoluteError);
    }

    [Theory, InlineData(1), InlineData(16), InlineData(50), InlineData(5000)]
    public void Targets_far_from_zero_lose_no_digits(int block)
    {
        const int Samples = 3000, Outputs = 3;
        float[] targets = [.. Judged.Scores(Samples * Outputs, seed: 8).Select(s => 100_000 + s)];
        float[] outputs = [.. targets.Zip(Judged.Scores(targets.Length, seed: 9), (t, s) => t + s)];
        double Explained(int output)
        {
            double[] t = [.. Enumerable.Range(0, Samples).Select(s => (double)targets[s * Outputs + output])];
            double[] x = [.. Enumerable.Range(0, Samples).Select(s => (double)outputs[s * Outputs + output])];
            double mean = t.Average();
            return 1 - t.Zip(x, (a, b) => (a - b) * (a - b)).Sum() / t.Sum(a => (a - mean) * (a - mean));
        }
        Evaluation result = Judged.Values(Outputs, outputs, targets, block);
        Assert.Equal(Enumerable.Range(0, Outputs).Average(Explained), result.R2, 1e-10);
        Assert.Equal(targets.Zip(outputs, (t, x) => Math.Abs((double)x - t)).Average(), result.MeanAbsoluteError, 1e-12);
        Assert.Equal(
            Math.Sqrt(targets.Zip(outputs, (t, x) => ((double)x - t) * ((double)x - t)).Average()), result.RootMeanSquaredError, 1e-12);
    }

    [Fact]
    public void What_does_not_apply_is_not_there()
    {
        Evaluation values = Judged.Values(1, [1, 2], [1, 3]), classes = Judged.Classes(3, new float[6], [0, 1]);
        Assert.True(double.IsNaN(classes.R2) && double.IsNaN(classes.MeanAbsoluteError) && double.IsNaN(classes.RootMeanSquaredError)
            && double.IsNaN(classes.RocAuc));
        Assert.True(
            double.IsNaN(values.RocAuc) && float.IsNaN(values.Accuracy) && double.IsNaN(values.TopK(1)) && values.Confusions.IsEmpty);
        Assert.Equal("loss 0.000000, R² 0.5000, mean absolute error 0.5 over 2 samples", values.ToString());
        Assert.Equal("loss 0.000000, accuracy 0.5000 over 2 samples", classes.ToString());
        Assert.Equal(
            """
            samples                         2
            loss                     0.000000
            R²                         0.5000
            mean absolute error           0.5
            root mean squared error  0.707107

            """.ReplaceLineEndings("\n"),
            values.Report());
        Assert.EndsWith($"\n{classes.Confusion}", classes.Report());
    }
}
