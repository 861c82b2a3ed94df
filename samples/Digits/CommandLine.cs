using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

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

    private readonly Option<string?> _data = Text("--data", "DIR", "Directory of MNIST's four IDX files, plain or .gz. Digits are generated if left out.");
    private readonly Option<int> _epochs = Number("--epochs", "N", "Passes over the training samples.", 5, 1, 100_000);
    private readonly Option<int> _batch = Number("--batch", "N", "Samples in an optimiser step.", 64, 1, 1_000_000);
    private readonly Option<int> _threads = Number("--threads", "N", "Threads that compute; they change no result.", Environment.ProcessorCount, 1, 1024);
    private readonly Option<ulong> _seed = Number("--seed", "N",
        "Decides first weights, order of samples and generated digits.", 1UL, ulong.MinValue, ulong.MaxValue);
    private readonly Option<string> _optimizer = OneOf("--optimizer", "What turns gradients into steps; sgd has momentum 0.9.", Optimizers);
    private readonly Option<float?> _rate = Rate("--rate", "R", "Learning rate. [default: 0.001 for adam, 0.05 for sgd]");
    private readonly Option<string?> _model = Text("--model", "FILE", "Save the trained parameters to this safetensors file.");
    private readonly Command _command;

    private CommandLine() => _command = new Command("Digits", "Trains LeNet-5 to read handwritten digits.")
    {
        _data, _epochs, _batch, _threads, _seed, _optimizer, _rate, _model, new HelpOption(),
    };

    /// <summary>Reads the arguments; null if they asked for help, which has then been printed.</summary>
    /// <exception cref="UsageException">An argument is unknown, lacks its value or is out of its range.</exception>
    public static Settings? Read(string[] args)
    {
        var line = new CommandLine();
        // A file name may begin with @.
        ParseResult result = line._command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpAction help)
        {
            help.Invoke(result);
            return null;
        }
        return result.Errors.Count > 0 ? throw new UsageException(Explain(result.Errors[0])) : line.Settings(result);
    }

    private static string Explain(ParseError error) => error.SymbolResult is OptionResult { Tokens.Count: 0, Option: var option }
        ? $"{option.Name} expects a value ({option.HelpName}), but got nothing."
        : error.Message;

    private Settings Settings(ParseResult result) => new()
    {
        Data = result.GetValue(_data),
        Epochs = result.GetValue(_epochs),
        Batch = result.GetValue(_batch),
        Threads = result.GetValue(_threads),
        Seed = result.GetValue(_seed),
        Optimizer = result.GetValue(_optimizer)!,
        Rate = result.GetValue(_rate),
        Model = result.GetValue(_model),
    };

    private static Option<string?> Text(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = Only("a path", text => text.Length > 0, text => text),
    };

    private static Option<T> Number<T>(string name, string value, string description, T usual, T least, T most) where T : struct, INumber<T> => new(name)
    {
        HelpName = value,
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = Only(
            $"a whole number from {least} to {most}",
            text => T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most,
            text => T.Parse(text, CultureInfo.InvariantCulture)),
    };

    private static Option<float?> Rate(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = Only<float?>(
            "a finite number greater than 0, such as 0.001",
            text => float.TryParse(text, CultureInfo.InvariantCulture, out float number) && number > 0 && float.IsFinite(number),
            text => float.Parse(text, CultureInfo.InvariantCulture)),
    };

    private static Option<string> OneOf(string name, string description, string[] choices) => new(name)
    {
        HelpName = string.Join('|', choices),
        Description = description,
        DefaultValueFactory = _ => choices[0],
        CustomParser = Only(string.Join(" or ", choices), choices.Contains, text => text),
    };

    private static Func<ArgumentResult, T?> Only<T>(string expected, Predicate<string> fits, Func<string, T?> convert) => argument =>
    {
        string text = argument.Tokens[0].Value;
        if (fits(text))
            return convert(text);
        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} expects {expected}, but got '{text}'.");
        return default;
    };
}
