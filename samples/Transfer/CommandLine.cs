using System.CommandLine;
using System.CommandLine.Help;

namespace Transfer;

/// <summary>What a run was asked to do.</summary>
/// <param name="Data">Where the IDX files are; null for generated digits.</param>
/// <param name="Examples">Examples of each new digit.</param>
/// <param name="Epochs">Passes over the new digits.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Seed">Decides first weights and orders.</param>
internal sealed record Settings(string? Data, int Examples, int Epochs, int Threads, ulong Seed);

/// <summary>The sample's options.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR", Description = "A directory of MNIST's four IDX files, .gz or plain; drawn digits if left out." };
    private static readonly Option<int> Examples = Of("--examples", "N", "Examples of each new digit.", 20, 1, 100_000);
    private static readonly Option<int> Epochs = Of("--epochs", "N", "Passes over the new digits.", 5, 1, 100_000);
    private static readonly Option<int> Threads = Of("--threads", "N", "Threads that compute; they change no result.", Environment.ProcessorCount, 1, 1024);
    private static readonly Option<ulong> Seed = new("--seed") { HelpName = "N", Description = "Decides first weights and orders.", DefaultValueFactory = _ => 1 };

    /// <summary>Reads the arguments; null if they asked for help, which has then been printed.</summary>
    /// <exception cref="UsageException">An argument is unknown, lacks its value or is out of its range.</exception>
    public static Settings? Read(string[] args)
    {
        var command = new Command("Transfer", "Trains LeNet-5 on the digits 0 to 4, and reuses what it has learned to see for 5 to 9.") { Data, Examples, Epochs, Threads, Seed, new HelpOption() };
        ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpAction help)
        {
            help.Invoke(result);
            return null;
        }
        if (result.Errors.Count > 0)
            throw new UsageException(result.Errors[0].Message);
        return new Settings(result.GetValue(Data), result.GetValue(Examples), result.GetValue(Epochs), result.GetValue(Threads), result.GetValue(Seed));
    }

    private static Option<int> Of(string name, string value, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { HelpName = value, Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is var number && number >= least && number <= most)
                return;
            result.AddError($"{name} expects a whole number from {least} to {most}.");
        });
        return option;
    }
}

/// <summary>The run cannot start as it was asked for; the message says what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
