using System.CommandLine;
using Samples;

namespace SpokenDigits;

/// <summary>The sample's options: their names, defaults and ranges.</summary>
internal sealed class CommandLine
{
    private readonly Option<string?> _data;
    private readonly Option<string> _holdOut;
    private readonly Option<int> _epochs;
    private readonly Option<int> _networks;
    private readonly Option<int> _threads;
    private readonly Option<ulong> _seed;
    private readonly Option<string?> _confusion;

    public CommandLine()
    {
        _data = Command.Path("--data", "DIR", "Recordings named digit_speaker_take.wav; tones if left out.");
        _holdOut = Command.Text(
            "--hold-out", "SPEAKER", "Judge by a speaker who was not heard; by a random tenth if left out.", "");
        _epochs = Command.Epochs(60, "Passes of each network over the recordings.");
        _networks = Command.Number("--networks", "Networks that are trained apart and judge together.", 3, 1, 100);
        _threads = Command.Threads();
        _seed = Command.Seed("Decides first weights, order, and what is changed at random.");
        _confusion = Command.Path("--confusion", "FILE", "Draw which digits were taken for which into this picture.");
    }

    /// <summary>The program as a command.</summary>
    public SampleCommand Command { get; } =
        new("SpokenDigits", "Trains networks to tell spoken digits apart, and lets them listen.");

    /// <summary>What a run was asked to do.</summary>
    public Settings Settings(ParseResult line) => new()
    {
        Data = line.GetValue(_data),
        HoldOut = line.GetValue(_holdOut) is { Length: > 0 } speaker ? speaker : null,
        Epochs = line.GetValue(_epochs),
        Networks = line.GetValue(_networks),
        Threads = line.GetValue(_threads),
        Seed = line.GetValue(_seed),
        Confusion = line.GetValue(_confusion),
    };
}
