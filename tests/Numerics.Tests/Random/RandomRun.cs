using System.Diagnostics;

namespace Unrolled.Numerics.Tests;

/// <summary>
/// Many random networks, in batches that are compiled together, several batches at a time; failures are printed as they come, made small.
/// </summary>
/// <param name="count">How many.</param>
/// <param name="seed">What all of them follow from.</param>
/// <param name="first">The index of the first one.</param>
/// <param name="output">Where progress and failures go.</param>
internal sealed class RandomRun(int count, ulong seed, int first, TextWriter output)
{
    /// <summary>Networks in one assembly.</summary>
    private const int Together = 30;

    /// <summary>Batches of which one is made in all bodies.</summary>
    private const int AllBodiesEach = 4;

    /// <summary>Failures of one kind that are made small; the rest tell only what they are.</summary>
    private const int ShrunkOfOneKind = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Verdict, int> _verdicts = Enum.GetValues<Verdict>().ToDictionary(v => v, _ => 0);
    private readonly Dictionary<string, int> _reasons = [];
    private readonly Dictionary<string, int> _kinds = [];
    private readonly List<string> _failures = [];
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _reported;

    /// <summary>What failed, each with its seed and declaration.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The networks by what became of them, in one line.</summary>
    public string Summary
    {
        get
        {
            int all = _verdicts.Values.Sum();
            string clear = $"{_verdicts[Verdict.Failed]} failures, {_verdicts[Verdict.Refused]} refusals";
            return $"{all} networks, {clear}, {_verdicts[Verdict.Skipped]} skipped ({all / _watch.Elapsed.TotalSeconds:F1} networks/s)";
        }
    }

    /// <summary>Runs all of them.</summary>
    public void Run()
    {
        var batches = Enumerable.Range(first, count).Chunk(Together);
        Parallel.ForEach(batches, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, Run);
        output.WriteLine(Summary);
        foreach (var (reason, number) in _reasons.OrderByDescending(r => r.Value))
            output.WriteLine($"  {number} × {reason}");
    }

    private void Run(int[] indices)
    {
        (int Index, Declaration Declaration)[] networks = [.. indices.Select(i => (i, NetworkGen.Of(seed, i)))];
        // Compiling is most of the work, and the bodies are written by one emitter: every fourth batch compares them, the others prove one
        // of them each.
        int batch = indices[0] / Together;
        IReadOnlyList<Body>? bodies = batch % AllBodiesEach == 0 ? null : [Bodies.Available[batch % Bodies.Available.Count]];
        using var set = new NetworkSet(networks.Select(n => n.Declaration), concurrent: false, bodies);
        foreach (var (index, declaration) in networks)
            Note(index, declaration, NetworkChecks.Run(declaration, set));
    }

    private void Note(int index, Declaration declaration, Finding finding)
    {
        bool shrinks;
        lock (_gate)
        {
            _verdicts[finding.Verdict]++;
            if (finding.Verdict is Verdict.Skipped or Verdict.Refused or Verdict.Failed)
                _reasons[$"{finding.Verdict}: {finding.Kind}"] = _reasons.GetValueOrDefault($"{finding.Verdict}: {finding.Kind}") + 1;
            _kinds[finding.Kind] = _kinds.GetValueOrDefault(finding.Kind) + 1;
            shrinks = _kinds[finding.Kind] <= ShrunkOfOneKind;
            if (_watch.Elapsed - _reported > Pause)
            {
                _reported = _watch.Elapsed;
                output.WriteLine($"{Summary}, {GC.GetTotalMemory(false) >> 20} MB");
            }
        }
        if (finding.Verdict == Verdict.Failed)
            Report(index, declaration, finding, shrinks);
    }

    private void Report(int index, Declaration declaration, Finding finding, bool shrinks)
    {
        string text = $"Network {index} of seed {seed} fails ({finding.Kind}): {declaration.Title}";
        if (shrinks)
        {
            var (small, why) = Shrinker.Shrink(declaration, finding);
            text += $"\n{why.Text}\nMade small:\n{small.Source("Small")}";
        }
        lock (_gate)
        {
            _failures.Add(text);
            output.WriteLine(text);
        }
    }
}
