using System.Diagnostics;

namespace Unrolled.Generator.Tests.Declarations;

/// <summary>Many random declarations; those that fail are printed as they come.</summary>
/// <param name="count">How many.</param>
/// <param name="seed">What all of them follow from.</param>
/// <param name="first">The index of the first one.</param>
/// <param name="output">Where progress and failures go.</param>
internal sealed class DeclarationRun(int count, ulong seed, int first, TextWriter output)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Verdict, int> _verdicts = Enum.GetValues<Verdict>().ToDictionary(static v => v, static _ => 0);
    private readonly Dictionary<string, int> _told = [];
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _reported, _slowest;
    private long _longest;

    /// <summary>Runs all of them.</summary>
    /// <returns>Whether each gave code that compiles, or a diagnostic.</returns>
    public bool Run()
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(first, first + count, options, index =>
        {
            Declared declared = DeclarationGen.Of(seed, index);
            Note(index, declared, Attempt.At(declared.Source, declared.Version, declared.Bodies));
        });
        output.WriteLine(Summary);
        var told = _told.OrderByDescending(static t => t.Value).ThenBy(static t => t.Key, StringComparer.Ordinal);
        foreach ((string what, int number) in told)
            output.WriteLine($"  {number} × {what}");
        return _verdicts.All(static v => v.Key is Verdict.Compiles or Verdict.Refused or Verdict.CompilersToTell || v.Value == 0);
    }

    private string Summary =>
        $"{_verdicts.Values.Sum()} declarations of seed {seed}: {string.Join(", ", _verdicts.Select(static v => $"{v.Value} {v.Key}"))}; "
        + $"the longest code {_longest:N0} characters, the slowest {_slowest.TotalSeconds:F1} s; {_watch.Elapsed.TotalSeconds:F0} s in all";

    private void Note(int index, Declared declared, Attempt attempt)
    {
        lock (_gate)
        {
            _verdicts[attempt.Verdict]++;
            _longest = Math.Max(_longest, attempt.Characters);
            _slowest = attempt.Time > _slowest ? attempt.Time : _slowest;
            if (attempt.Verdict == Verdict.Refused)
                _told[attempt.Told] = _told.GetValueOrDefault(attempt.Told) + 1;
            if (!attempt.IsFine)
                output.WriteLine($"Declaration {index} of seed {seed}: {attempt.Verdict}, {attempt.Told}\n{declared}");
            if (_watch.Elapsed - _reported <= s_pause)
                return;
            _reported = _watch.Elapsed;
            output.WriteLine(Summary);
        }
    }
}
