namespace Unrolled.Numerics.Tests;

/// <summary>In training y = m·x, dx = m·dy with masks that a test has seen, or that are all 1 at a rate of 0; in inference y = x.</summary>
internal sealed class OracleDropout(Dropout dropout, int[] shape) : OracleBatchLayer(shape)
{
    /// <summary>The masks of the samples of a batch; nothing until they are known.</summary>
    public double[][]? Masks { get; set; }

    public override double[] Forward(double[] x) => x;

    public override double[][] Forward(double[][] x) => Masked(x);

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new InvalidOperationException("Batch by batch.");

    public override double[][] Backward(double[][] x, double[][] dy) => Masked(dy);

    public override void Remember()
    {
    }

    private double[][] Masked(double[][] values)
    {
        if (dropout.Rate == 0)
            return values;
        var masks = Masks ?? throw new InvalidOperationException($"The oracle does not know the masks of {dropout}.");
        return [.. values.Select((sample, n) => sample.Select((value, i) => value * masks[n][i]).ToArray())];
    }
}
