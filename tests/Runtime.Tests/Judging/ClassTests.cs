namespace Unrolled.Tests.Judging;

/// <summary>Numbers about classes, against their definitions and scikit-learn's documented examples.</summary>
public class ClassTests
{
    [Theory, InlineData(1), InlineData(16), InlineData(50), InlineData(1000)]
    public void The_k_best_are_the_first_k_in_the_order_of_scores(int block)
    {
        const int Samples = 333, Classes = 7;
        float[] outputs = Judged.Scores(Samples * Classes, seed: 1);
        int[] labels = [.. Enumerable.Range(0, Samples).Select(s => s % 9 == 4 ? -100 : s % Classes)];
        Evaluation result = Judged.Classes(Classes, outputs, labels, block);
        int[] counted = [.. Enumerable.Range(0, Samples).Where(s => labels[s] >= 0)];
        foreach (int k in (int[])[1, 2, 5, 7, 20])
        {
            int found = counted.Count(s => Enumerable.Range(0, Classes)
                .OrderByDescending(c => outputs[s * Classes + c]).Take(k).Contains(labels[s]));
            Assert.Equal((double)found / counted.Length, result.TopK(k));
        }
        Assert.Equal(result.Accuracy, (float)result.TopK(1));
        Assert.Equal(result.Accuracy, result.Confusion!.Accuracy, 1e-6);
        Assert.Equal(counted.Length, result.Confusion.Total);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.TopK(0));
    }

    [Fact]
    public void A_label_whose_score_is_no_number_is_never_found_and_a_number_beside_NaN_may_be()
    {
        Evaluation result = Judged.Classes(3, [float.NaN, 1, 2, 5, float.NaN, 1, float.NaN, float.NaN, float.NaN], [0, 0, 1]);
        Assert.Equal(1 / 3.0, result.TopK(1));
        Assert.Equal(1 / 3.0, result.TopK(3));
        // The first sample was taken for class 2, the last for none.
        Assert.Equal((1, 1, 2), (result.Confusion![0, 2], result.Confusion[0, 0], result.Confusion.Total));
    }

    [Fact]
    public void Precision_recall_and_F1_are_those_of_scikit_learns_report()
    {
        // classification_report(y_true=[0, 1, 2, 2, 2], y_pred=[0, 0, 2, 2, 1]), in the documentation of scikit-learn.
        float[] outputs = [1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0];
        ConfusionMatrix matrix = Judged.Classes(3, outputs, [0, 1, 2, 2, 2]).Confusion!;
        Close(new(0.5, 1, 2 / 3.0, 1), matrix.Of(0));
        Close(new(0, 0, 0, 1), matrix.Of(1));
        Close(new(1, 2 / 3.0, 0.8, 3), matrix.Of(2));
        Close(new(0.5, 5 / 9.0, (2 / 3.0 + 0.8) / 3, 5), matrix.Macro);
        Close(new(0.7, 0.6, (2 / 3.0 + 2.4) / 5, 5), matrix.Weighted);
        Assert.Equal(0.6, matrix.Accuracy);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, 3]);
    }

    [Fact]
    public void Classes_that_never_occur_are_no_part_of_the_mean()
    {
        ConfusionMatrix matrix = new(new long[,] { { 3, 0, 1 }, { 0, 0, 0 }, { 0, 0, 4 } });
        Assert.Equal((1 + 0.8) / 2, matrix.Macro.Precision);
        Assert.Equal((0.75 + 1) / 2, matrix.Macro.Recall);
    }

    [Fact]
    public void A_matrix_is_a_table()
    {
        ConfusionMatrix matrix = new(new long[,] { { 12, 3 }, { 0, 1234 } }, ["cat", "dog"]);
        Assert.Equal(
            """
            actual \ predicted  cat   dog  precision  recall      F1  support
            cat                  12     3     1.0000  0.8000  0.8889       15
            dog                   0  1234     0.9976  1.0000  0.9988     1234
            macro mean                        0.9988  0.9000  0.9438     1249
            weighted mean                     0.9976  0.9976  0.9975     1249

            """.ReplaceLineEndings("\n"),
            matrix.ToString());
        Assert.Equal(matrix, new ConfusionMatrix(new long[,] { { 12, 3 }, { 0, 1234 } }, ["cat", "dog"]));
        Assert.NotEqual(matrix, new ConfusionMatrix(new long[,] { { 12, 3 }, { 0, 1234 } }));
        // Beyond 20 classes there are no columns for what was taken for what.
        string wide = new ConfusionMatrix(new long[21, 21]).ToString();
        Assert.StartsWith("class          precision  recall", wide);
    }

    [Fact]
    public void Matrices_that_are_none_are_refused()
    {
        Assert.Contains("2×3", Assert.Throws<ArgumentException>(() => new ConfusionMatrix(new long[2, 3])).Message);
        Assert.Contains("negative", Assert.Throws<ArgumentException>(() => new ConfusionMatrix(new long[,] { { -1 } })).Message);
        Assert.Contains(
            "2 classes need 2 names", Assert.Throws<ArgumentException>(() => new ConfusionMatrix(new long[2, 2], ["a"])).Message);
    }

    [Fact]
    public void More_classes_than_a_matrix_takes_have_ranks_alone()
    {
        const int Classes = Evaluation.MaxConfusionClasses + 1;
        float[] outputs = new float[2 * Classes];
        (outputs[7], outputs[Classes + 3]) = (1, 1);
        Evaluation result = Judged.Classes(Classes, outputs, [7, 4]);
        Assert.Null(result.Confusion);
        Assert.Empty(result.Confusions);
        Assert.Equal(0.5f, result.Accuracy);
        Assert.Equal(0.5, result.TopK(4));
        // Behind the largest and three that are equal but come first.
        Assert.Equal(1, result.TopK(5));
    }

    [Fact]
    public void Perplexity_is_e_to_the_mean_loss_over_all_blocks()
    {
        // The blocks' losses are 0, 16 and 32, and they have 16, 16 and 8 samples.
        Evaluation result = Judged.Classes(2, new float[80], new int[40], block: 16);
        Assert.Equal(12.8f, result.Loss, 1e-5f);
        Assert.Equal(Math.Exp(result.Loss), result.Perplexity);
        Assert.Equal(double.NaN, Judged.Values(1, [1, 2], [1, 2]).Perplexity);
    }

    private static void Close(ClassScores expected, ClassScores actual)
    {
        Assert.Equal(expected.Precision, actual.Precision, 1e-12);
        Assert.Equal(expected.Recall, actual.Recall, 1e-12);
        Assert.Equal(expected.F1, actual.F1, 1e-12);
        Assert.Equal(expected.Support, actual.Support);
    }
}
