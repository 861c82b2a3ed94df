namespace Unrolled.Numerics.Tests;

/// <summary>A network as a user would declare it. The last layer is its loss, if it has one.</summary>
/// <param name="Input">The shape of one sample.</param>
/// <param name="Layers">The attributes in order.</param>
internal sealed record Declaration(int[] Input, Layer[] Layers)
{
    /// <summary>The real one: 44,426 parameters.</summary>
    public static Declaration LeNet5 { get; } = new([1, 28, 28],
    [
        new Conv2D(6, 5), new ReLU(), new MaxPool2D(2),
        new Conv2D(16, 5), new ReLU(), new MaxPool2D(2),
        new Flatten(), new Dense(120), new ReLU(), new Dense(84), new ReLU(), new Dense(10),
        new SoftmaxCrossEntropy(),
    ]);

    /// <summary>What holds for all layers.</summary>
    public Network Network { get; init; } = new();

    /// <summary>One line, the name of this network in test lists.</summary>
    public string Title =>
        $"{(Network == new Network() ? "" : $"{Network} ")}[{string.Join(", ", Input)}] {string.Join(", ", Layers.Select(l => l.Text))}";

    /// <summary>C# that goes into the file beside the network, for what reflection cannot call; given the class's name.</summary>
    public Func<string, string> Beside { get; init; } = _ => "";

    /// <summary>The same with nothing left to learn, so that all statistics are the running ones.</summary>
    public Declaration Frozen() =>
        this with { Layers = [.. Layers.Select(l => l is WeightedLayer weighted ? weighted with { Frozen = true } : l)] };

    /// <summary>The declaration as a C# file.</summary>
    /// <param name="className">The class to declare.</param>
    public string Source(string className) => $$"""
        using Unrolled;
        using T.{{className}}Parts;

        namespace T
        {
        [{{Network.Text}}, Input({{string.Join(", ", Input)}})]
        {{string.Join("\n", Layers.Select(l => $"[{l.Text}]"))}}
        public sealed partial class {{className}};

        {{Beside(className)}}
        }

        namespace T.{{className}}Parts
        {
        {{string.Join("\n", Layers.OfType<CompositeLayer>().SelectMany(l => l.All).SelectMany(p => p.Sources).Distinct())}}
        }
        """;

    public override string ToString() => Title;
}
