using System.CommandLine;
using Samples;

namespace Digits;

/// <summary>The sample's options: their names, defaults and ranges.</summary>
internal sealed class CommandLine
{
    public const string Adam = "adam";
    public const string Sgd = "sgd";
    public const float AdamRate = 1e-3f;
    public const float SgdRate = 0.05f;
    public const float SgdMomentum = 0.9f;

    /// <summary>The optimisers to choose from.</summary>
    public static readonly string[] Optimizers = [Adam, Sgd];

    private readonly Option<string?> _data;
    private readonly Option<int> _epochs;
    private readonly Option<int> _batch;
    private readonly Option<int> _threads;
    private readonly Option<ulong> _seed;
    private readonly Option<string> _optimizer;
    private readonly Option<double?> _rate;
    private readonly Option<string?> _model;
    private readonly Option<int?> _written;
    private readonly Option<string?> _test;
    private readonly Option<bool> _mpi;

    public CommandLine()
    {
        _data = Command.Path("--data", "DIR", "Directory of MNIST's four IDX files, plain or .gz. Digits are generated if left out.");
        _epochs = Command.Epochs(5);
        _batch = Command.Number("--batch", "Samples in an optimiser step.", 64, 1, 1_000_000);
        _threads = Command.Threads();
        _seed = Command.Seed("Decides first weights, order of samples and generated digits.");
        _optimizer = Command.OneOf("--optimizer", "What turns gradients into steps; sgd has momentum 0.9.", Optimizers);
        _rate = Command.Rate("--rate", "Learning rate. [default: 0.001 for adam, 0.05 for sgd]");
        _model = Command.Path("--model", "FILE", "Save the trained parameters to this safetensors file.");
        _written = Command.NumberOrNone(
            "--written", "Learn from so many digits as people write them, drawn anew in each epoch, and let the rate fall to 0.",
            1, 10_000_000);
        _test = Command.Path("--test", "DIR", "Judge by MNIST's test pictures in this directory.");
        _mpi = Command.Flag("--mpi", "Train with the other processes that mpirun or srun started; --threads are those of each.");
    }

    /// <summary>The program as a command.</summary>
    public SampleCommand Command { get; } = new("Digits", "Trains LeNet-5 to read handwritten digits.");

    /// <summary>What a run was asked to do.</summary>
    public Settings Settings(ParseResult line) => new()
    {
        Data = line.GetValue(_data),
        Epochs = line.GetValue(_epochs),
        Batch = line.GetValue(_batch),
        Threads = line.GetResult(_threads) is { Implicit: false } ? line.GetValue(_threads) : null,
        Seed = line.GetValue(_seed),
        Optimizer = line.GetValue(_optimizer)!,
        Rate = (float?)line.GetValue(_rate),
        Model = line.GetValue(_model),
        Written = line.GetValue(_written),
        Test = line.GetValue(_test),
        Mpi = line.GetValue(_mpi),
    };
}
