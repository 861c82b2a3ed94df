namespace Unrolled.Hosting.Tests;

/// <summary>A network whose outputs tell by which weights they were made: the sum of its inputs times its only number.</summary>
[Network, Input(64), Dense(64), MeanSquaredError]
public sealed partial class Scales
{
    /// <summary>A network all of whose parameters are one number.</summary>
    public static Scales Of(float number)
    {
        var network = new Scales();
        network.Parameters.Fill(number);
        return network;
    }

    /// <summary>What it gives for ones.</summary>
    public static float[] Expected(float number)
    {
        var outputs = new float[OutputLength];
        Of(number).Predict(Ones, outputs);
        return outputs;
    }

    public static float[] Ones { get; } = [.. Enumerable.Repeat(1f, InputLength)];
}

/// <summary>A network of tokens.</summary>
[Network, Input(4), Embedding(10, 3), Flatten, Dense(2), SoftmaxCrossEntropy]
public sealed partial class Words;

/// <summary>The network that pages speak of.</summary>
[Network, Input(12), Dense(8), ReLU, Dense(2), SoftmaxCrossEntropy]
public sealed partial class Spam;
