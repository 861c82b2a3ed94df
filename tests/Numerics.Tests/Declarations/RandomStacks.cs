namespace Unrolled.Numerics.Tests;

/// <summary>
/// Small random networks from seeds: odd shapes, strides, paddings, dilations and groups, one layer feeding another; the later ones are of
/// layers with
/// states and statistics.
/// </summary>
internal sealed class RandomStacks
{
    /// <summary>From this seed on stacks are of recurrent and normalising layers.</summary>
    private const int FirstSequence = 25;

    private readonly Random _random;
    private readonly bool _sequence;
    private readonly int[] _input;
    private readonly List<Layer> _layers = [];
    private int[] _shape;

    private RandomStacks(int seed)
    {
        _random = new(seed);
        _sequence = seed >= FirstSequence;
        _input = _sequence ? [Between(1, 7), .. seed % 3 == 0 ? Array.Empty<int>() : [Between(1, 6)]] : _random.Next(4) switch
        {
            0 => [Between(1, 40)],
            1 => [Between(1, 5), Between(1, 9)],
            _ => [Between(1, 5), Between(4, 13), Between(4, 13)],
        };
        _shape = _input;
    }

    public static IReadOnlyList<Declaration> All { get; } = [.. Enumerable.Range(1, 34).Select(seed => new RandomStacks(seed).Build())];

    private Declaration Build()
    {
        bool image = _input.Length == 3;
        if (_sequence && _input.Length == 1)
            Add(new Embedding(Between(1, 12), Between(1, 6)));
        for (int i = Between(1, 5); i > 0; i--)
            Add(image ? ImageLayer() : _sequence ? SequenceLayer() : RowLayer());
        if (image && _random.Next(4) > 0)
            Add(new Flatten());
        if (_shape.Length < 3)
            Add(new Dense(Between(2, 12)));
        Add(_shape.Length < 3 && _random.Next(2) == 0 ? new SoftmaxCrossEntropy() : new MeanSquaredError());
        return new(_input, [.. _layers]);
    }

    /// <summary>Appends a layer unless its windows do not fit.</summary>
    private void Add(Layer layer)
    {
        try
        {
            _shape = new OracleNetwork(new(_input, [.. _layers, layer])).Output;
            _layers.Add(layer);
        }
        catch (ArgumentException)
        {
            // A kernel larger than what is left of the image: the stack stays shorter.
        }
    }

    private Layer RowLayer() => _random.Next(5) switch
    {
        0 => new Softmax(),
        1 or 2 => Activation(),
        _ => new Dense(Between(1, 20)) { Bias = Maybe(false) },
    };

    private Layer SequenceLayer() => (_shape.Length == 1 ? 3 + _random.Next(5) : _random.Next(8)) switch
    {
        0 => new Lstm(Between(1, 9)) { ReturnSequences = Maybe(true), Bias = Maybe(false) },
        1 => new Gru(Between(1, 9)) { ReturnSequences = Maybe(true), Bias = Maybe(false) },
        2 => new Rnn(Between(1, 9)) { ReturnSequences = true, Nonlinearity = _random.Next(2) == 0 ? "ReLU" : null },
        // What one normalisation scales another would undo: gradients of nothing but rounding.
        3 or 4 when _layers is [.., BatchNorm or LayerNorm] => Activation(),
        3 => new BatchNorm { Bias = Maybe(false), Momentum = Maybe(0.2), Frozen = Maybe(true) },
        4 => new LayerNorm { Bias = Maybe(false) },
        5 => new Dropout(0),
        6 => new Dense(Between(1, 9)) { L2 = Maybe(0.2), Frozen = Maybe(true) },
        _ => Activation(),
    };

    private Layer ImageLayer() => _random.Next(6) switch
    {
        0 => Pool(new MaxPool2D(Between(1, 3))),
        1 => Pool(new AvgPool2D(Between(1, 3))),
        2 => Activation(),
        _ => Convolution(),
    };

    private Layer Activation() => _random.Next(4) switch
    {
        0 => new ReLU(),
        1 => new LeakyReLU(Maybe(0.3)),
        2 => new Sigmoid(),
        _ => new Tanh(),
    };

    private PoolLayer Pool(PoolLayer pool) => pool with { Stride = Maybe(Between(1, 3)), Padding = Maybe(pool.Size / 2) };

    private Conv2D Convolution()
    {
        int[] divisors = [.. Enumerable.Range(1, _shape[0]).Where(d => _shape[0] % d == 0)];
        int groups = divisors[_random.Next(divisors.Length)];
        return new(groups * Between(1, Math.Max(1, 8 / groups)), Between(1, 4), Between(1, 4))
        {
            Stride = Maybe(Between(1, 3)),
            StrideWidth = Maybe(Between(1, 2)),
            Padding = Maybe(Between(0, 2)),
            PaddingHeight = Maybe(Between(0, 3)),
            Dilation = Maybe(Between(1, 2)),
            DilationWidth = Maybe(Between(1, 3)),
            Groups = groups == 1 ? null : groups,
            Bias = Maybe(false),
        };
    }

    private int Between(int low, int high) => _random.Next(low, high + 1);

    private TValue? Maybe<TValue>(TValue value) where TValue : struct => _random.Next(3) == 0 ? value : null;
}
