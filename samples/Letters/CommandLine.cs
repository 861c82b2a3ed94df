using System.CommandLine;
using Samples;

namespace Letters;

/// <summary>The sample's options: their names, defaults and ranges.</summary>
internal sealed class CommandLine
{
    private readonly Option<string?> _data;
    private readonly Option<int?> _epochs;
    private readonly Option<int> _batch;
    private readonly Option<int> _threads;
    private readonly Option<ulong> _seed;
    private readonly Option<double?> _rate;
    private readonly Option<int> _length;
    private readonly Option<double> _temperature;
    private readonly Option<string> _prompt;
    private readonly Option<string?> _model;

    public CommandLine()
    {
        _data = Command.Path("--data", "FILE", "A text to learn from; a few fables if left out.");
        _epochs = Command.NumberOrNone("--epochs", "Passes over the text. [default: as many as suit its length]", 1, 100_000);
        _batch = Command.Number("--batch", "Stretches of 64 characters in an optimiser step.", 16, 1, 1_000_000);
        _threads = Command.Threads();
        _seed = Command.Seed("Decides first weights, order of stretches and characters drawn.");
        _rate = Command.Rate("--rate", "Adam's learning rate. [default: 0.004]");
        _length = Command.Number("--length", "Characters to write at the end.", 400, 0, 1_000_000);
        _temperature = Command.Real("--temperature", "T", "How freely characters are drawn; 0 takes the likeliest.", 0.6, 0);
        _prompt = Command.Text("--prompt", "TEXT", "What the network goes on from.", "");
        _model = Command.Path("--model", "FILE", "Save the trained parameters to this safetensors file.");
    }

    /// <summary>The program as a command.</summary>
    public SampleCommand Command { get; } =
        new("Letters", "Trains a network to guess the next character of a text, and lets it write.");

    /// <summary>What a run was asked to do.</summary>
    public Settings Settings(ParseResult line) => new()
    {
        Data = line.GetValue(_data),
        Epochs = line.GetValue(_epochs),
        Batch = line.GetValue(_batch),
        Threads = line.GetValue(_threads),
        Seed = line.GetValue(_seed),
        Rate = (float)(line.GetValue(_rate) ?? 0.004),
        Length = line.GetValue(_length),
        Temperature = line.GetValue(_temperature),
        Prompt = line.GetValue(_prompt)!,
        Model = line.GetValue(_model),
    };
}
