namespace Unrolled.Numerics.Tests;

/// <summary>The losses over a whole batch, with their gradient for the outputs.</summary>
internal static class OracleLoss
{
    /// <summary>The label that does not count.</summary>
    private const int Ignored = -100;

    public static (double Loss, double[] Gradient) Of(Layer? loss, double[] outputs, Batch batch, int lastAxis) => loss switch
    {
        SoftmaxCrossEntropy entropy when batch.Labels is null =>
            OfDistributions(outputs, batch.Values!, lastAxis, entropy.LabelSmoothing ?? 0),
        SoftmaxCrossEntropy entropy => CrossEntropy(outputs, batch.Labels!, batch.ClassWeights, lastAxis, entropy.LabelSmoothing ?? 0),
        MeanSquaredError => Mean(outputs, batch.Values!, outputs.Length, (x, t) => (x - t) * (x - t), (x, t) => 2 * (x - t)),
        MeanAbsoluteError => Mean(outputs, batch.Values!, outputs.Length, (x, t) => Math.Abs(x - t), (x, t) => Math.Sign(x - t)),
        Huber huber => Huber(outputs, batch.Values!, huber.Delta ?? 1),
        BinaryCrossEntropy => Mean(outputs, batch.Values!, outputs.Length,
            (x, t) => t * Math.Log(1 + Math.Exp(-x)) + (1 - t) * Math.Log(1 + Math.Exp(x)), (x, t) => 1 / (1 + Math.Exp(-x)) - t),
        KLDivergence => Mean(outputs, batch.Values!, batch.Count, (x, t) => t == 0 ? 0 : t * (Math.Log(t) - x), (_, t) => -t),
        _ => throw new InvalidOperationException("The network declares no loss."),
    };

    /// <summary>
    /// −log softmax(x)[label] in the part 1 − ε, and its mean over all labels in the part ε; mean over the labels that count, each with its
    /// class's weight w. The gradient is w·(softmax(x) − the target's distribution) / Σ w.
    /// </summary>
    private static (double, double[]) CrossEntropy(double[] outputs, int[] labels, double[]? weights, int classes, double smoothing)
    {
        double loss = 0;
        double[] gradient = new double[outputs.Length];
        double Weight(int label) => weights?[label] ?? 1;
        double all = labels.Where(label => label != Ignored).Sum(Weight);
        for (int n = 0; n < labels.Length; n++)
        {
            if (labels[n] == Ignored)
                continue;
            double share = Weight(labels[n]) / all;
            double[] softmax = OracleSoftmax.Of(outputs.AsSpan(n * classes, classes));
            for (int c = 0; c < classes; c++)
            {
                double target = smoothing / classes + (c == labels[n] ? 1 - smoothing : 0);
                if (target > 0)
                    loss -= target * Math.Log(softmax[c]) * share;
                gradient[n * classes + c] = (softmax[c] - target) * share;
            }
        }
        return (loss, gradient);
    }

    /// <summary>−Σ q·log softmax(x) with q = (1 − ε)·t + ε/classes, mean over rows.</summary>
    private static (double, double[]) OfDistributions(double[] outputs, float[] targets, int classes, double smoothing)
    {
        double loss = 0;
        int rows = outputs.Length / classes;
        double[] gradient = new double[outputs.Length];
        for (int n = 0; n < rows; n++)
        {
            double[] softmax = OracleSoftmax.Of(outputs.AsSpan(n * classes, classes));
            double[] q = [.. Enumerable.Range(0, classes).Select(c => (1 - smoothing) * targets[n * classes + c] + smoothing / classes)];
            for (int c = 0; c < classes; c++)
            {
                loss -= q[c] == 0 ? 0 : q[c] * Math.Log(softmax[c]) / rows;
                gradient[n * classes + c] = (softmax[c] * q.Sum() - q[c]) / rows;
            }
        }
        return (loss, gradient);
    }

    private static (double, double[]) Huber(double[] outputs, float[] targets, double delta) => Mean(outputs, targets, outputs.Length,
        (x, t) => Math.Abs(x - t) <= delta ? (x - t) * (x - t) / 2 : delta * (Math.Abs(x - t) - delta / 2),
        (x, t) => Math.Abs(x - t) <= delta ? x - t : delta * Math.Sign(x - t));

    /// <summary>The sum of f(x, t) over all elements by a count; its gradient is f′(x, t) by the same.</summary>
    private static (double, double[]) Mean(
        double[] outputs, float[] targets, int count, Func<double, double, double> f, Func<double, double, double> slope) =>
        (outputs.Zip(targets, (x, t) => f(x, t)).Sum() / count, [.. outputs.Zip(targets, (x, t) => slope(x, t) / count)]);
}
