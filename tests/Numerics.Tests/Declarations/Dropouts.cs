namespace Unrolled.Numerics.Tests;

/// <summary>
/// Networks whose masks can be seen. With a first layer that gives ones and last weights of 0, a loss whose gradient is 1 for one output of
/// each
/// sample makes the last layer's gradient the masks themselves: row n that of sample n.
/// </summary>
internal static class Dropouts
{
    /// <summary>Outputs, and the largest batch whose masks show.</summary>
    public const int Samples = 19;

    /// <summary>Features between the two masks of the last network.</summary>
    public const int Twice = 9;

    private static readonly Dense Probe = new(Samples) { Bias = false, Name = "probe" };

    /// <summary>The networks by short names.</summary>
    private static readonly Dictionary<string, Declaration> Networks = new()
    {
        ["dropout_rows"] = new([5], [new Dense(13) { Name = "front" }, new Dropout(0.3), Probe, new MeanSquaredError()]),
        ["dropout_images"] =
            new([2, 3, 5], [new Conv2D(3, 1) { Name = "front" }, new Dropout(0.9), new Flatten(), Probe, new MeanSquaredError()]),
        ["dropout_steps"] = new([4, 3],
            [new Rnn(5) { ReturnSequences = true, Nonlinearity = "ReLU", Name = "front" }, new Dropout(0.5), new Flatten(), Probe,
                new MeanSquaredError()]),
        ["dropout_twice"] = new([5],
            [new Dense(Twice) { Name = "start" }, new Dropout(0.5), new Dense(Twice) { Name = "front" }, new Dropout(0.5), Probe,
                new MeanSquaredError()]),
    };

    public static IReadOnlyList<Declaration> All => [.. Networks.Values];

    /// <summary>The networks' titles by short names.</summary>
    public static IReadOnlyDictionary<string, string> Titles { get; } = Networks.ToDictionary(n => n.Key, n => n.Value.Title);

    /// <summary>The chance of being dropped.</summary>
    public static double Rate(string name) => Networks[name].Layers.OfType<Dropout>().First().Rate;
}
