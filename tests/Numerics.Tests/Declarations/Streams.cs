namespace Unrolled.Numerics.Tests;

/// <summary>
/// Networks that take a sequence step by step. Reflection cannot hand over spans and states, so each has a class beside it that does.
/// </summary>
internal static class Streams
{
    /// <summary>What the class beside a network is called, behind the network's name.</summary>
    public const string Suffix = "Stream";

    /// <summary>Its method.</summary>
    public const string Method = "Run";

    public static IReadOnlyList<Declaration> All { get; } =
    [
        new([7, 3],
        [
            new Lstm(5) { ReturnSequences = true }, new Gru(4) { ReturnSequences = true },
            new Rnn(6) { ReturnSequences = true, Nonlinearity = "ReLU" }, new Dense(3),
            new MeanSquaredError(),
        ]),
        new([7, 3],
            [new Gru(19) { Bias = false, ReturnSequences = true }, new Lstm(17), new Tanh(), new Dense(3), new SoftmaxCrossEntropy()]),
        new([1, 2], [new Rnn(3), new MeanSquaredError()]),
        new([8], [new Embedding(11, 4), new Lstm(5) { ReturnSequences = true }, new Dense(11), new SoftmaxCrossEntropy()]),
        new([5], [new Embedding(9, 17), new Gru(4), new Softmax(), new MeanSquaredError()]),
        new([6, 5], [new Gru(7) { ReturnSequences = true }, new LogSoftmax(), new Dense(3), new MeanSquaredError()]),
        new([3, 12], [new Conv1D(4, 3) { Causal = true, Dilation = 2 }, new ReLU(), new Conv1D(5, 2) { Causal = true, Bias = false },
            new MeanSquaredError()]),
        new([4, 9],
        [
            new Conv1D(18, 2) { Causal = true, Groups = 2 }, new BatchNorm(), new GELU(), new Conv1D(4, 3) { Causal = true, Dilation = 3 },
            new Transpose(),
            new Gru(5) { ReturnSequences = true }, new LayerNorm(), new Dense(2), new MeanSquaredError(),
        ]),
        new([6, 4],
        [
            new Dense(5), new RMSNorm(), new Scale(), new Mish(), new Gru(4) { ReturnSequences = true }, new PReLU(),
            new Offset { Shared = true }, new Clip(-1, 1),
            new MeanSquaredError(),
        ]),
        new([3, 7], [new Conv1D(4, 3) { Causal = true }, new PReLU(), new Scale(), new Transpose(), new Rnn(3), new MeanSquaredError()]),
        new([3, 7], [new Conv1D(4, 3) { Causal = true }, new Transpose(), new Rnn(5), new Dense(2), new MeanSquaredError()]),
        new([6, 4],
        [
            new Dense(5), new LayerNorm(), new BatchNorm(), new SiLU(), new Dropout(0.4), new Rnn(4) { ReturnSequences = true },
            new Softmax(), new BatchNorm { Frozen = true },
            new MeanSquaredError(),
        ]),
        new([6, 5], [new Gru(7) { ResetAfter = false, InitialState = true, ReturnSequences = true }, new Lstm(4) { InitialState = true },
            new Dense(3), new MeanSquaredError()]),
        new([5, 2], [new Rnn(1) { InitialState = true, Frozen = true }, new Dense(2), new MeanSquaredError()]),
    ];

    /// <summary>Networks that look ahead, or hand nothing from step to step: they take no single steps.</summary>
    public static IReadOnlyList<Declaration> None { get; } =
    [
        new([3, 8], [new Conv1D(4, 3), new Transpose(), new Gru(3), new MeanSquaredError()]),
        new([3, 8], [new Conv1D(4, 3) { Causal = true, Stride = 2 }, new MeanSquaredError()]),
        new([4, 3], [new Gru(3) { ReturnSequences = true }, new Flatten(), new Dense(2), new MeanSquaredError()]),
        new([4, 3], [new Gru(3) { Bidirectional = true, ReturnSequences = true }, new Dense(2), new MeanSquaredError()]),
        new([5], [new Dense(3), new MeanSquaredError()]),
        new([3, 8], [new Conv1D(4, 3) { Causal = true }, new GroupNorm(2), new Transpose(), new Gru(3), new MeanSquaredError()]),
    ];

    /// <summary>The network with its class beside it.</summary>
    public static Declaration With(Declaration declaration)
    {
        bool tokens = declaration.Layers[0] is Embedding;
        return declaration with
        {
            Beside = name => $$"""
                public static class {{name}}{{Suffix}}
                {
                    public static float[] {{Method}}(
                        {{name}} network, {{(tokens ? "int" : "float")}}[] inputs, int steps, int outputs, bool disturb)
                    {
                        var state = default({{name}}.State);
                        float[] all = new float[steps * outputs], others = new float[outputs];
                        int width = inputs.Length / steps;
                        for (int t = 0; t < steps; t++)
                        {
                            if (disturb)
                            {
                                var copy = state;
                                network.Step({{Step(tokens, "(steps - 1 - t)")}}, ref copy, others);
                            }
                            network.Step({{Step(tokens, "t")}}, ref state, System.MemoryExtensions.AsSpan(all, t * outputs, outputs));
                        }
                        return all;
                    }
                }
                """,
        };
    }

    private static string Step(bool tokens, string step) =>
        tokens ? $"inputs[{step}]" : $"System.MemoryExtensions.AsSpan(inputs, {step} * width, width)";
}
