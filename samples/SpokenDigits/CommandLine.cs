using System.CommandLine;
using System.CommandLine.Help;

namespace SpokenDigits;

/// <summary>The sample's options: their names, defaults and ranges.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Data = new("--data")
    {
        HelpName = "DIR",
        Description = "Recordings named digit_speaker_take.wav; tones if left out.",
    };
    private static readonly Option<string?> HoldOut = new("--hold-out")
    {
        HelpName = "SPEAKER",
        Description = "Judge by a speaker who was not heard; by a random tenth if left out.",
    };
    private static readonly Option<int?> Epochs = new("--epochs")
    {
        HelpName = "N",
        Description = "Passes over the recordings. [default: as many as suit them]",
    };
    private static readonly Option<int> Threads = Of("--threads", "N", "Threads that compute; they change no result.",
        Environment.ProcessorCount);
    private static readonly Option<ulong> Seed = Of("--seed", "N", "Decides first weights, order, and what is changed at random.", 1UL);

    /// <summary>Reads the arguments; null if they asked for help, which has then been printed.</summary>
    /// <exception cref="UsageException">An argument is unknown, lacks its value or is out of its range.</exception>
    public static Settings? Read(string[] args)
    {
        var command = new Command("SpokenDigits", "Trains a network to tell spoken digits apart, and lets it listen.")
        {
            Data, HoldOut, Epochs, Threads, Seed, new HelpOption(),
        };
        ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpAction help)
        {
            help.Invoke(result);
            return null;
        }
        if (result.Errors.Count > 0)
            throw new UsageException(result.Errors[0].Message);
        var settings = new Settings
        {
            Data = result.GetValue(Data),
            HoldOut = result.GetValue(HoldOut),
            Epochs = result.GetValue(Epochs),
            Threads = result.GetValue(Threads),
            Seed = result.GetValue(Seed),
        };
        Require(settings.Epochs is null or >= 1 and <= 100_000, "--epochs expects a whole number from 1 to 100000");
        Require(settings.Threads is >= 1 and <= 1024, "--threads expects a whole number from 1 to 1024");
        return settings;
    }

    private static void Require(bool condition, string expected)
    {
        if (!condition)
            throw new UsageException(expected + ".");
    }

    private static Option<T> Of<T>(string name, string value, string description, T usual) => new(name)
    {
        HelpName = value,
        Description = description,
        DefaultValueFactory = _ => usual,
    };
}

/// <summary>The run cannot start as it was asked for; the message says what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
