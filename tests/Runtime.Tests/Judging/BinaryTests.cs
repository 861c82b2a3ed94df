namespace Unrolled.Tests.Judging;

/// <summary>Numbers about binary outputs and about the order of scores.</summary>
public class BinaryTests
{
    [Theory, InlineData(1), InlineData(16), InlineData(50), InlineData(1000)]
    public void Accuracy_and_matrices_count_sides(int block)
    {
        const int Samples = 200, Outputs = 3;
        float[] outputs = Judged.Scores(Samples * Outputs, seed: 2),
            targets = [.. Judged.Scores(Samples * Outputs, seed: 3).Select(s => s > 0 ? 0.8f : 0.5f)];
        Evaluation result = Judged.Binary(Outputs, outputs, targets, block);
        int right = outputs.Zip(targets, (x, t) => x > 0 == t > 0.5f ? 1 : 0).Sum();
        Assert.Equal((float)((double)right / outputs.Length), result.Accuracy);
        Assert.Null(result.Confusion);
        Assert.Equal(Outputs, result.Confusions.Length);
        for (int o = 0; o < Outputs; o++)
        {
            int[] places = [.. Enumerable.Range(0, Samples).Select(s => s * Outputs + o)];
            Assert.Equal(places.Count(i => targets[i] > 0.5f && outputs[i] <= 0), result.Confusions[o][1, 0]);
            Assert.Equal(places.Count(i => targets[i] <= 0.5f && outputs[i] > 0), result.Confusions[o][0, 1]);
            Assert.Equal(Samples, result.Confusions[o].Total);
        }
        Assert.Equal(double.NaN, result.TopK(1));
        Assert.Contains("output 2", result.Report());
    }

    [Fact]
    public void An_output_that_is_no_number_is_on_no_side()
    {
        Evaluation result = Judged.Binary(1, [float.NaN, -1], [0, 0]);
        Assert.Equal(0.5f, result.Accuracy);
        Assert.Equal(1, result.Confusion!.Total);
        Assert.Equal(double.NaN, Judged.Binary(1, [float.NaN, -1, 2], [0, 0, 1]).RocAuc);
    }

    [Fact]
    public void The_area_is_that_of_scikit_learns_example()
    {
        // roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), in the documentation of scikit-learn.
        Assert.Equal(0.75, Judged.Binary(1, [0.1f, 0.4f, 0.35f, 0.8f], [0, 0, 1, 1]).RocAuc);
    }

    [Theory, InlineData(1), InlineData(16), InlineData(50), InlineData(1000)]
    public void The_area_is_the_share_of_pairs_in_order_equal_ones_counted_half(int block)
    {
        const int Samples = 190, Outputs = 3;
        float[] outputs = Judged.Scores(Samples * Outputs, seed: 4);
        // The last output is never positive: it has no area, and is no part of the mean.
        float[] targets = [.. Judged.Scores(Samples * Outputs, seed: 5).Select((s, i) => i % Outputs < 2 && s > 0.5f ? 1f : 0f)];
        double Area(int output)
        {
            int[] places = [.. Enumerable.Range(0, Samples).Select(s => s * Outputs + output)];
            float[] positives = [.. places.Where(i => targets[i] == 1).Select(i => outputs[i])];
            float[] negatives = [.. places.Where(i => targets[i] == 0).Select(i => outputs[i])];
            return positives.Average(p => negatives.Average(n => p > n ? 1 : p == n ? 0.5 : 0));
        }
        Assert.Equal((Area(0) + Area(1)) / 2, Judged.Binary(Outputs, outputs, targets, block).RocAuc, 1e-12);
    }

    [Theory, InlineData(1), InlineData(16), InlineData(1000)]
    public void Two_classes_have_an_area_by_the_difference_of_their_logits(int block)
    {
        const int Samples = 100;
        float[] outputs = Judged.Scores(2 * Samples, seed: 6);
        int[] labels = [.. Judged.Scores(Samples, seed: 7).Select((s, i) => i % 7 == 2 ? -100 : s > 0 ? 1 : 0)];
        float[] Of(int label) =>
            [.. Enumerable.Range(0, Samples).Where(s => labels[s] == label).Select(s => outputs[2 * s + 1] - outputs[2 * s])];
        double expected = Of(1).Average(p => Of(0).Average(n => p > n ? 1 : p == n ? 0.5 : 0));
        Assert.Equal(expected, Judged.Classes(2, outputs, labels, block).RocAuc, 1e-12);
        Assert.Equal(double.NaN, Judged.Classes(2, outputs, new int[Samples]).RocAuc);
    }

    [Fact]
    public void There_is_no_area_of_more_outputs_than_a_hundred() =>
        Assert.Equal(double.NaN, Judged.Binary(101, new float[202], [.. new float[101], .. Enumerable.Repeat(1f, 101)]).RocAuc);
}
