namespace Unrolled.Numerics.Tests;

/// <summary>Networks on which the generator was once wrong, or might be.</summary>
internal static class Found
{
    private static readonly Part Loose = new("Loose", [new Dense(4) { Frozen = false }, new Tanh()]);
    private static readonly Part Rows = new("Rows", [new Dense(4), new LayerNorm { Frozen = false }, new BatchNorm { Frozen = false }]);
    private static readonly Part Nested = new("Nested",
        [new Residual(Rows) { Frozen = false, Projection = true }, new Repeat(Loose, 2) { Tied = true }]);
    private static readonly Part Mixed = new("Mixed", [new Conv1D(4, 3) { Padding = 1 }, new Conv1D(2, 1)]);
    private static readonly Part Scaled = new("Scaled", [new Softmax(), new LayerNorm()]);
    private static readonly Part Cells = new("Cells",
        [new Gru(11) { ReturnSequences = true }, new Rnn(3) { ReturnSequences = true }, new Gru(2) { ReturnSequences = true }]);

    /// <summary>A scale for each channel behind a view, where the axis of the channels means something else than before it.</summary>
    private static readonly Declaration[] BehindViews =
    [
        new([1, 5, 5], [new Conv2D(2, 3), new Tanh(), new Flatten(), new ReLU(), new BatchNorm(), new Dense(3), new MeanSquaredError()]),
        // Initial states of a loop that waits for the batch's numbers.
        new([4, 3], [new BatchNorm(), new Gru(3) { ReturnSequences = true, InitialState = true }, new Lstm(2) { InitialState = true },
            new Dense(2), new MeanSquaredError()]),
        new([4], [new Embedding(7, 3), new Flatten(), new ReLU(), new BatchNorm(), new Dense(3), new MeanSquaredError()]),
        new([3, 4], [new Dense(5), new Tanh(), new Flatten(), new ReLU(), new BatchNorm(), new Dense(3), new MeanSquaredError()]),
        new([3, 4], [new LayerNorm(), new Flatten(), new ReLU(), new BatchNorm(), new Dense(3), new MeanSquaredError()]),
        new([2, 6, 6], [new MaxPool2D(2), new Flatten(), new ReLU(), new BatchNorm(), new Dense(3), new SoftmaxCrossEntropy()]),
    ];

    /// <summary>Layers whose output nobody takes: their gradient is that of the regularisation alone.</summary>
    private static readonly Declaration[] Unused =
    [
        new([4], [new Dense(3), new Tanh(), new Dense(5), new Dense(2) { From = "tanh1" }, new MeanSquaredError()])
        {
            Network = new() { L2 = 0.2 },
        },
        new([4],
        [
            new Dense(3), new Tanh(), new Dense(5) { L1 = 0.1 }, new BatchNorm(), new Dense(2) { From = "tanh1" },
            new SoftmaxCrossEntropy(),
        ]),
        new([4, 3], [new Dense(3), new Lstm(2), new Gru(3) { From = "dense1" }, new MeanSquaredError()])
        {
            Network = new() { L2 = 0.2, RegularizeBias = true },
        },
    ];

    /// <summary>Values that are joined with themselves, through views too.</summary>
    private static readonly Declaration[] JoinedWithThemselves =
    [
        new([2, 3], [new Flatten(), new Concat("flatten1"), new Dense(2), new MeanSquaredError()]),
        new([2, 3], [new Dense(3), new Flatten(), new Concat("flatten1"), new Dense(2), new MeanSquaredError()]),
        new([2, 3, 4],
        [
            new Conv2D(2, 2), new Flatten(), new Add("flatten1"), new Concat("flatten1", "add1"), new Dense(2), new SoftmaxCrossEntropy(),
        ]),
        new([6], [new Dense(6), new Reshape(2, 3), new Concat("reshape1"), new Add("concat1"), new Flatten(), new MeanSquaredError()]),
        new([6], [new Tanh(), new Concat("tanh1", "tanh1"), new Add("concat1"), new Dense(2), new MeanSquaredError()]),
    ];

    /// <summary>What the runtime reads once all phases are done, though an early one writes it.</summary>
    private static readonly Declaration[] ReadAtTheEnd =
    [
        new([2], [new Embedding(3, 2), new BatchNorm(), new BatchNorm(), new Tanh() { From = "embedding1" }, new Huber(0.4)]),
        new([4], [new Tanh(), new Dense(3), new BatchNorm(), new Tanh(), new BatchNorm(), new Sigmoid { From = "tanh1" }]),
    ];

    private static readonly Part Kept = new("Kept", [new Conv2D(3, 3) { Padding = 1 }, new BatchNorm(), new ReLU()]);
    private static readonly Part Step = new("Step", [new Gru(3) { ReturnSequences = true }, new LayerNorm()]);

    /// <summary>Blocks of which there are so many that their calls are a loop, and their phases one method.</summary>
    private static readonly Declaration[] Deep =
    [
        new([2, 3, 4], [new Conv2D(3, 1), new Repeat(new Part("Block", [new Residual(Kept), new ReLU()]), 9), new Flatten(), new Dense(2),
            new SoftmaxCrossEntropy()]),
        new([3, 4], [new Dense(3), new Repeat(Step, 9), new Dense(2), new MeanSquaredError()]) { Network = new() { InputGradient = true } },
        new([5], [new Repeat(new Part("Row", [new Dense(5), new Tanh()]), 20) { Tied = true }, new Dense(2), new MeanSquaredError()]),
        new([5], [new Repeat(new Part("Row", [new Dense(5), new Tanh()]), 20), new Dense(2), new MeanSquaredError()]),
    ];

    private static readonly Part Square = new("Square", [new Dense(512), new Tanh()]);

    private static readonly Part Halve = new("Halve", [new Dense(4), new Transpose(), new MaxPool1D(2), new Transpose()]);

    /// <summary>Layers so wide that they are worked off over the whole batch.</summary>
    private static readonly Declaration[] Wide =
    [
        new([515], [new Dense(530), new ReLU(), new Dense(513) { Bias = false }, new BatchNorm(), new SiLU(), new Dense(3),
            new SoftmaxCrossEntropy()]),
        new([7, 5], [new Lstm(9), new Dense(520), new Tanh(), new Dense(520) { From = "dense1", L2 = 0.1 }, new Add("dense1"),
            new MeanSquaredError()]) { Network = new() { InputGradient = true } },
        new([512], [new Repeat(Square, 2) { Tied = true }, new Use(Square) { Frozen = true }, new Dense(2), new MeanSquaredError()]),
        new([2], [new Embedding(5, 260), new Flatten(), new Dense(512), new GELU()]),
        // A tied layer with many steps in one place and few in the next.
        new([24, 4], [new Repeat(Halve, 2) { Tied = true }, new Flatten(), new Dense(1), new MeanSquaredError()]),
        // A wide layer whose input is a view of the network's.
        new([1, 16, 32], [new Flatten(), new Dense(512), new ReLU(), new Dense(2), new MeanSquaredError()]),
    ];

    /// <summary>Whatever is frozen from outside stays as it is, whatever stands inside.</summary>
    private static readonly Declaration[] FrozenFromOutside =
    [
        new([5], [new Use(Loose) { Frozen = true }, new Dense(2), new MeanSquaredError()]),
        new([5], [new Use(Nested) { Frozen = true }, new Dense(2), new MeanSquaredError()]) { Network = new() { L2 = 0.1 } },
        new([5],
        [
            new Branch(Loose, Rows) { Frozen = true }, new Repeat(Rows, 2) { Frozen = false }, new Dense(2), new SoftmaxCrossEntropy(),
        ]),
    ];

    /// <summary>Networks without a single operation, loops of one turn, states of no floats.</summary>
    private static readonly Declaration[] NextToNothing =
    [
        new([1, 8, 2], [new Reshape(1, 16), new MeanAbsoluteError()]) { Network = new() { InputGradient = true } },
        new([3, 8, 5], [new Flatten()]),
        new([1, 1, 1], [new ConvTranspose2D(1, 1, 2)]),
        new([1, 2, 5], [new ConvTranspose2D(1, 3, 2) { Stride = 2 }, new Conv2D(4, 1, 3), new MeanSquaredError()]),
        new([1, 1], [new Conv1D(1, 1) { Causal = true }, new MeanSquaredError()]),
        new([3, 6], [new Conv1D(4, 1) { Causal = true }, new Conv1D(2, 3) { Causal = true }, new MeanSquaredError()]),
        new([1, 1, 1], [new MaxPool2D(2) { Padding = 1 }, new MeanSquaredError()]) { Network = new() { InputGradient = true } },
        new([2, 1, 3], [new Conv2D(2, 1), new MaxPool2D(2) { Stride = 1, Padding = 1 }, new MeanSquaredError()]),
    ];

    private static readonly Part Curved = new("Curved", [new GELU()]);

    /// <summary>Functions of one length in a row, one of which reads what another makes through a view.</summary>
    private static readonly Declaration[] AcrossViews =
    [
        new([8, 2],
        [
            new Repeat(new Part("Viewed", [new Flatten(), new Residual(Curved), new Reshape(16, 1), new Flatten(), new Reshape(8, 2)]),
                2) { Tied = true },
        ]),
        new([2, 6], [new Dense(6), new Flatten(), new Tanh(), new Reshape(2, 6), new Flatten(), new SiLU(), new Add("tanh1"),
            new MeanSquaredError()]),
    ];

    public static IReadOnlyList<Declaration> All { get; } =
    [
        .. AcrossViews, .. NextToNothing, .. BehindViews, .. Unused, .. JoinedWithThemselves, .. FrozenFromOutside, .. ReadAtTheEnd,
        .. Deep, .. Wide,
        new([2, 18],
        [
            new Repeat(Mixed, 3), new Transpose(), new Residual(Scaled) { Projection = true }, new Repeat(Cells, 2) { Tied = true },
            new Rnn(10), new Huber(0.4),
        ])
        {
            Network = new() { InputGradient = true },
        },
    ];
}
