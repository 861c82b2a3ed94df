using System.Globalization;
using System.Text;

namespace Unrolled.Onnx.Conformance;

/// <summary>What came of each test when the file was written last: a line each, behind the rule.</summary>
internal static class Manifest
{
    private static readonly Dictionary<Status, string> Words = new()
    {
        [Status.Passes] = "passes",
        [Status.Fails] = "fails",
        [Status.IsNone] = "is none",
    };

    /// <exception cref="InvalidDataException">A line is none.</exception>
    public static IReadOnlyDictionary<string, Outcome> Read(string path) => File.ReadLines(path)
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => line.Split('|', StringSplitOptions.TrimEntries) switch
        {
            [var status, var name, var rest] when Words.ContainsValue(status) => Parsed(status, name, rest),
            _ => throw new InvalidDataException(
                $"\"{line}\" is no line of the manifest: a status, a test, and the difference or the reason are expected."),
        }).ToDictionary(static outcome => outcome.Name);

    public static string Text(IReadOnlyList<Outcome> outcomes)
    {
        var text = new StringBuilder();
        foreach (string line in (string[])["ONNX's own tests of nodes, and what came of them; tests/onnx.sh --update writes this file.",
            .. Qualification.Rule.Split('\n'), .. Summary(outcomes)])
            text.AppendLine($"# {line}".TrimEnd());
        int width = outcomes.Max(static o => o.Name.Length);
        foreach (Outcome outcome in outcomes.OrderBy(static o => o.Status).ThenBy(static o => o.Name, StringComparer.Ordinal))
        {
            string rest = outcome.Status == Status.Passes ? outcome.Ulps.ToString(CultureInfo.InvariantCulture) : outcome.Reason;
            text.AppendLine($"{Words[outcome.Status],-7} | {outcome.Name.PadRight(width)} | {rest}");
        }

        return text.ToString();
    }

    /// <summary>The counts in a sentence.</summary>
    public static IEnumerable<string> Summary(IReadOnlyList<Outcome> outcomes)
    {
        int passing = outcomes.Count(static o => o.Status == Status.Passes);
        int asked = outcomes.Count(static o => o.Status != Status.IsNone);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Of {outcomes.Count} tests {asked} qualify, and {passing} of those pass: {100.0 * passing / Math.Max(1, asked):F1} %.");
    }

    private static Outcome Parsed(string status, string name, string rest)
    {
        Status known = Words.First(word => word.Value == status).Key;
        return known != Status.Passes ? new Outcome(name, known, 0, rest)
            : long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out long ulps) ? new Outcome(name, known, ulps, "")
            : throw new InvalidDataException($"the manifest has the difference \"{rest}\" for {name}, but a whole number is expected.");
    }
}
