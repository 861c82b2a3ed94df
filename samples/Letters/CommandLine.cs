using System.CommandLine;
using System.CommandLine.Help;

namespace Letters;

/// <summary>The sample's options: their names, defaults and ranges.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Data = new("--data") { HelpName = "FILE", Description = "A text to learn from; a few fables if left out." };
    private static readonly Option<int?> Epochs = new("--epochs") { HelpName = "N", Description = "Passes over the text. [default: as many as suit its length]" };
    private static readonly Option<int> Batch = Of("--batch", "N", "Stretches of 64 characters in an optimiser step.", 16);
    private static readonly Option<int> Threads = Of("--threads", "N", "Threads that compute; they change no result.", Environment.ProcessorCount);
    private static readonly Option<ulong> Seed = Of("--seed", "N", "Decides first weights, order of stretches and characters drawn.", 1UL);
    private static readonly Option<float> Rate = Of("--rate", "R", "Adam's learning rate.", 0.004f);
    private static readonly Option<int> Length = Of("--length", "N", "Characters to write at the end.", 400);
    private static readonly Option<double> Temperature = Of("--temperature", "T", "How freely characters are drawn; 0 takes the likeliest.", 0.6);
    private static readonly Option<string> Prompt = Of("--prompt", "TEXT", "What the network goes on from.", "");
    private static readonly Option<string?> Model = new("--model") { HelpName = "FILE", Description = "Save the trained parameters to this safetensors file." };

    /// <summary>Reads the arguments; null if they asked for help, which has then been printed.</summary>
    /// <exception cref="UsageException">An argument is unknown, lacks its value or is out of its range.</exception>
    public static Settings? Read(string[] args)
    {
        var command = new Command("Letters", "Trains a network to guess the next character of a text, and lets it write.")
        {
            Data, Epochs, Batch, Threads, Seed, Rate, Length, Temperature, Prompt, Model, new HelpOption(),
        };
        ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpAction help)
        {
            help.Invoke(result);
            return null;
        }
        if (result.Errors.Count > 0)
            throw new UsageException(result.Errors[0].Message);
        return Checked(new Settings
        {
            Data = result.GetValue(Data),
            Epochs = result.GetValue(Epochs),
            Batch = result.GetValue(Batch),
            Threads = result.GetValue(Threads),
            Seed = result.GetValue(Seed),
            Rate = result.GetValue(Rate),
            Length = result.GetValue(Length),
            Temperature = result.GetValue(Temperature),
            Prompt = result.GetValue(Prompt)!,
            Model = result.GetValue(Model),
        });
    }

    private static Settings Checked(Settings settings)
    {
        Require(settings.Epochs is null or >= 1 and <= 100_000, "--epochs expects a whole number from 1 to 100000");
        Require(settings.Batch is >= 1 and <= 1_000_000, "--batch expects a whole number from 1 to 1000000");
        Require(settings.Threads is >= 1 and <= 1024, "--threads expects a whole number from 1 to 1024");
        Require(settings.Rate > 0 && float.IsFinite(settings.Rate), "--rate expects a finite number greater than 0, such as 0.004");
        Require(settings.Length is >= 0 and <= 1_000_000, "--length expects a whole number from 0 to 1000000");
        Require(settings.Temperature >= 0 && double.IsFinite(settings.Temperature), "--temperature expects a finite number of at least 0, such as 0.6");
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
