namespace Unrolled.Onnx.Conformance;

/// <summary>A run of the tests in a folder, against a manifest.</summary>
internal sealed class ConformanceRun(string data, string manifest)
{
    /// <summary>Runs the tests that are asked for.</summary>
    /// <param name="update">Whether the manifest is written anew instead of compared with.</param>
    /// <param name="every">Of the tests that qualified, one of so many is run.</param>
    /// <param name="only">What names must contain, or null.</param>
    /// <param name="output">Takes the summary.</param>
    /// <returns>0, or 1 where a test is worse than the manifest has it.</returns>
    /// <exception cref="InvalidDataException">There is no test to run, or the manifest has a line that is none.</exception>
    public int Run(bool update, int every, string? only, TextWriter output)
    {
        IReadOnlyDictionary<string, Outcome> before = File.Exists(manifest) ? Manifest.Read(manifest) : new Dictionary<string, Outcome>();
        IReadOnlyList<OnnxTest> tests = OnnxTest.All(data);
        if (only is not null)
            tests = [.. tests.Where(test => test.Name.Contains(only, StringComparison.Ordinal))];
        if (every > 1)
            tests = [.. tests.Where(test => before.TryGetValue(test.Name, out Outcome? known) && known.Status != Status.IsNone)
                .Where((_, i) => i % every == 0)];
        if (tests.Count == 0)
            throw new InvalidDataException("no test is left to run; ask for others, or for all with --every 1 and without --only.");
        IReadOnlyList<Outcome> outcomes = Suite.Run(tests);
        foreach (string line in Manifest.Summary(outcomes))
            output.WriteLine(line);
        if (only is not null)
        {
            output.Write(Manifest.Text(outcomes));
            return 0;
        }

        if (update)
        {
            File.WriteAllText(manifest, Manifest.Text(outcomes));
            return 0;
        }

        string[] worse = [.. Regressions.Of(outcomes, before)], gains = [.. Regressions.Gains(outcomes, before)];
        foreach (string line in worse)
            output.WriteLine(line);
        if (gains.Length > 0)
            output.WriteLine($"{gains.Length} tests pass that did not; tests/onnx.sh --update notes them: {string.Join(", ", gains)}");
        return worse.Length > 0 ? 1 : 0;
    }
}
