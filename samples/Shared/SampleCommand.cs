using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Numerics;
using Unrolled;

namespace Samples;

/// <summary>A sample as a command: its options, what it does with them, and how it ends.</summary>
/// <param name="name">The program's name.</param>
/// <param name="description">What it does, in a sentence.</param>
public sealed class SampleCommand(string name, string description)
{
    private const int Failed = 1, Misused = 2, Interrupted = 130;

    private readonly Command _command = new(name, description) { new HelpOption() };

    /// <summary>A path, or nothing.</summary>
    public Option<string?> Path(string name, string value, string description) => Add(OptionKinds.Path(name, value, description));

    /// <summary>A word or sentence.</summary>
    public Option<string> Text(string name, string value, string description, string usual) =>
        Add(OptionKinds.Text(name, value, description, usual));

    /// <summary>A whole number within bounds.</summary>
    public Option<T> Number<T>(string name, string description, T usual, T least, T most) where T : struct, IBinaryInteger<T> =>
        Add(OptionKinds.Number(name, description, usual, least, most));

    /// <summary>A whole number within bounds, or nothing.</summary>
    public Option<int?> NumberOrNone(string name, string description, int least, int most) =>
        Add(OptionKinds.NumberOrNone(name, description, least, most));

    /// <summary>A finite number above 0, or nothing.</summary>
    public Option<double?> Rate(string name, string description) => Add(OptionKinds.Rate(name, description));

    /// <summary>A finite number from a bound on.</summary>
    public Option<double> Real(string name, string value, string description, double usual, double least) =>
        Add(OptionKinds.Real(name, value, description, usual, least));

    /// <summary>A word that is there or not.</summary>
    public Option<bool> Flag(string name, string description) => Add(new Option<bool>(name) { Description = description });

    /// <summary>One of a few words, the first unless given.</summary>
    public Option<string> OneOf(string name, string description, string[] choices) => Add(OptionKinds.OneOf(name, description, choices));

    /// <summary><c>--epochs</c>.</summary>
    public Option<int> Epochs(int usual, string description = "Passes over the training samples.") =>
        Number("--epochs", description, usual, 1, 100_000);

    /// <summary><c>--threads</c>.</summary>
    public Option<int> Threads() =>
        Number("--threads", "Threads that compute; they change no result.", Environment.ProcessorCount, 1, 1024);

    /// <summary><c>--seed</c>.</summary>
    public Option<ulong> Seed(string description) => Number("--seed", description, 1UL, ulong.MinValue, ulong.MaxValue);

    /// <summary>Reads the arguments; null if they asked for help, which has then been printed.</summary>
    /// <exception cref="UsageException">An argument is unknown, lacks its value or is out of its range.</exception>
    public ParseResult? Read(string[] args)
    {
        // A file name may begin with @.
        ParseResult result = _command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpAction help)
        {
            help.Invoke(result);
            return null;
        }
        return result.Errors.Count == 0 ? result : throw new UsageException(Explain(result.Errors[0]));
    }

    /// <summary>Reads the arguments, runs the sample and says in a line what went wrong.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="run">What the sample does, and the token of the first Ctrl+C; a second one ends the process.</param>
    /// <returns>The program's exit code.</returns>
    public int Run(string[] args, Action<ParseResult, CancellationToken> run)
    {
        using var interrupt = new CancellationTokenSource();
        ConsoleCancelEventHandler cancel = (_, key) =>
        {
            key.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        };
        Console.CancelKeyPress += cancel;
        try
        {
            if (Read(args) is { } line)
                run(line, interrupt.Token);
            return 0;
        }
        catch (UsageException e)
        {
            return End(Misused, $"error: {e.Message} Run with --help to see all options.");
        }
        catch (OperationCanceledException)
        {
            return End(Interrupted, "interrupted: nothing was saved.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NonFiniteLossException)
        {
            return End(Failed, $"error: {e.Message}");
        }
        finally
        {
            Console.CancelKeyPress -= cancel;
        }
    }

    private static int End(int code, string message)
    {
        Console.Error.WriteLine(message);
        return code;
    }

    private static string Explain(ParseError error) => error.SymbolResult is OptionResult { Tokens.Count: 0, Option: var option }
        ? $"{option.Name} expects a value ({option.HelpName}), but got nothing."
        : error.Message;

    private Option<T> Add<T>(Option<T> option)
    {
        _command.Options.Add(option);
        return option;
    }
}
