namespace Unrolled.Numerics.Tests;

/// <summary>The losses over a whole batch, with their gradient for the outputs.</summary>
internal static class OracleLoss
{
    /// <summary>The label that does not count.</summary>
    private const int Ignored = -100;

    public static (double Loss, double[] Gradient) Of(Layer? loss, double[] outputs, Batch batch, int lastAxis) => loss switch
    {
        SoftmaxCrossEntropy => CrossEntropy(outputs, batch.Labels!, lastAxis),
        MeanSquaredError => SquaredError(outputs, batch.Values!),
        _ => throw new InvalidOperationException("The network declares no loss."),
    };

    /// <summary>−log softmax(x)[label], mean over the labels that count; its gradient is (softmax(x) − onehot(label)) / count.</summary>
    private static (double, double[]) CrossEntropy(double[] outputs, int[] labels, int classes)
    {
        double loss = 0;
        double[] gradient = new double[outputs.Length];
        int count = labels.Count(label => label != Ignored);
        for (int n = 0; n < labels.Length; n++)
        {
            if (labels[n] == Ignored)
                continue;
            double[] softmax = OracleSoftmax.Of(outputs.AsSpan(n * classes, classes));
            loss -= Math.Log(softmax[labels[n]]) / count;
            for (int c = 0; c < classes; c++)
                gradient[n * classes + c] = (softmax[c] - (c == labels[n] ? 1 : 0)) / count;
        }
        return (loss, gradient);
    }

    /// <summary>(x − t)², mean over all elements; its gradient is 2·(x − t) / count.</summary>
    private static (double, double[]) SquaredError(double[] outputs, float[] targets)
    {
        double[] error = [.. outputs.Select((x, i) => x - targets[i])];
        return (error.Sum(e => e * e) / error.Length, [.. error.Select(e => 2 * e / error.Length)]);
    }
}
