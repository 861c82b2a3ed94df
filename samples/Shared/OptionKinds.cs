using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Samples;

/// <summary>Kinds of options: what text each takes, and what it says of others.</summary>
internal static class OptionKinds
{
    public static Option<string?> Path(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = Only("a path", static text => text.Length > 0, static text => text),
    };

    public static Option<string> Text(string name, string value, string description, string usual) => new(name)
    {
        HelpName = value,
        Description = description,
        DefaultValueFactory = _ => usual,
    };

    public static Option<T> Number<T>(string name, string description, T usual, T least, T most) where T : struct, IBinaryInteger<T> =>
        new(name)
        {
            HelpName = "N",
            Description = description,
            DefaultValueFactory = _ => usual,
            CustomParser = Only($"a whole number from {least} to {most}", text => IsWhole(text, least, most), Whole<T>),
        };

    public static Option<int?> NumberOrNone(string name, string description, int least, int most) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = Only<int?>(
            $"a whole number from {least} to {most}", text => IsWhole(text, least, most), static text => Whole<int>(text)),
    };

    public static Option<double?> Rate(string name, string description) => new(name)
    {
        HelpName = "R",
        Description = description,
        CustomParser = Only<double?>(
            "a finite number greater than 0, such as 0.001",
            static text => IsReal(text, out double number) && number > 0, static text => Real(text)),
    };

    public static Option<double> Real(string name, string value, string description, double usual, double least) => new(name)
    {
        HelpName = value,
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = Only(
            string.Create(CultureInfo.InvariantCulture, $"a finite number of at least {least}, such as {usual}"),
            text => IsReal(text, out double number) && number >= least, Real),
    };

    public static Option<string> OneOf(string name, string description, string[] choices) => new(name)
    {
        HelpName = string.Join('|', choices),
        Description = description,
        DefaultValueFactory = _ => choices[0],
        CustomParser = Only(string.Join(" or ", choices), choices.Contains, static text => text),
    };

    private static bool IsWhole<T>(string text, T least, T most) where T : struct, IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most;

    private static T Whole<T>(string text) where T : struct, IBinaryInteger<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsReal(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static double Real(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static Func<ArgumentResult, T?> Only<T>(string expected, Predicate<string> fits, Func<string, T?> convert) => argument =>
    {
        string text = argument.Tokens[0].Value;
        if (fits(text))
            return convert(text);
        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} expects {expected}, but got '{text}'.");
        return default;
    };
}
