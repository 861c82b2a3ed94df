using Unrolled.Generator.Kernels;
using Unrolled.Generator.Plans;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>The methods that a program's entries run: its statements, phase by phase.</summary>
/// <param name="library">Takes the kernels.</param>
/// <param name="straightLimit">Vector operations up to which a kernel becomes straight lines.</param>
/// <param name="budget">What the body may have of text.</param>
/// <param name="cancel">Ends the writing.</param>
internal sealed class EntryText(KernelLibrary library, int straightLimit, TextBudget budget, CancellationToken cancel)
{
    private readonly CodeWriter _methods = new();
    private readonly List<string> _cases = [];
    private readonly Dictionary<string, string> _known = [];

    /// <summary>The methods.</summary>
    public string Methods => _methods.ToString().TrimEnd('\n');

    /// <summary>What each entry calls, as cases of a switch.</summary>
    public IReadOnlyList<string> Cases => _cases;

    /// <summary>Adds an entry unless it has nothing to do: a method, or one for each phase.</summary>
    /// <param name="name">A member of <c>Entry</c>.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="program">The program.</param>
    /// <param name="scope">Where its statements run.</param>
    /// <param name="statements">Its part of a phase.</param>
    public void Add(string name, string summary, Program program, Scope scope, Func<Phase, IReadOnlyList<Statement>> statements) =>
        Add(name, summary, program, scope, [.. program.Phases.Select(statements)], "Phase", "Phase");

    /// <summary>Adds an entry of several parts, of which the frame tells the number, unless they have nothing to do.</summary>
    /// <param name="name">A member of <c>Entry</c>.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="program">The program.</param>
    /// <param name="scope">Where its statements run.</param>
    /// <param name="parts">What each part does.</param>
    /// <param name="number">The member of <c>Frame</c> that tells the part.</param>
    /// <param name="suffix">What the method that chooses a part is called behind the entry's name.</param>
    public void Add(
        string name, string summary, Program program, Scope scope, IReadOnlyList<IReadOnlyList<Statement>> parts, string number,
        string suffix)
    {
        PhaseText[] phases = [.. parts.Select((part, i) => Print(i, part, program, scope))];
        PhaseText[] busy = [.. phases.Where(static p => p.Lines.Count > 0)];
        if (busy.Length == 0)
            return;
        if (phases.Length == 1)
        {
            // What two programs prepare is often the same.
            string body = Body(busy[0]);
            if (!_known.TryGetValue(body, out string? known))
                Method(_known[body] = known = name, summary, busy[0]);
            _cases.Add($"case Entry.{name}: {known}(ref frame); break;");
            return;
        }

        var cases = new SortedDictionary<int, string>();
        foreach (IGrouping<string, PhaseText> alike in busy.GroupBy(static p => p.Form))
        {
            var turns = new Turns([.. alike.Select(static p => p.Lines)]);
            if (turns.Saved >= Rolled.Worth)
                Together([.. alike], turns);
            else
                alike.ToList().ForEach(Alone);
        }

        _methods.Write("");
        using (_methods.Block($"private static void {name}{suffix}(ref Frame frame)"))
        using (_methods.Block($"switch (frame.{number})"))
            Write(string.Join("\n", cases.Values));
        _cases.Add($"case Entry.{name}: {name}{suffix}(ref frame); break;");

        // The first phase's method is named after the entry.
        string MethodOf(PhaseText phase) => name + (phase.Number == 0 ? "" : $"_{phase.Number + 1}");

        void Alone(PhaseText phase)
        {
            Method(MethodOf(phase), $"{summary} {suffix} {phase.Number + 1} of {phases.Length}.", phase);
            cases[phase.Number] = $"case {phase.Number}: {MethodOf(phase)}(ref frame); break;";
        }

        void Together(IReadOnlyList<PhaseText> alike, Turns turns)
        {
            string method = MethodOf(alike[0]), which = string.Join(", ", alike.Take(3).Select(static p => p.Number + 1));
            Method(
                method, $"{summary} {suffix}s {which} … {alike[alike.Count - 1].Number + 1} of {phases.Length}.", alike[0].Locals,
                turns.Declarations().Concat(turns.Lines()), $", int {Turns.Counter}");
            int first = alike[0].Number, step = alike[1].Number - first, last = alike[alike.Count - 1].Number;
            if (alike.Select(static p => p.Number).SequenceEqual(Enumerable.Range(0, alike.Count).Select(turn => first + turn * step)))
            {
                string among = step == 1 ? "" : $" when (frame.{number} - {first}) % {step} == 0";
                string turn = step == 1 ? $"frame.{number} - {first}" : $"(frame.{number} - {first}) / {step}";
                cases[first] = $"case >= {first} and <= {last}{among}: {method}(ref frame, {turn}); break;";
                return;
            }

            for (int turn = 0; turn < alike.Count; turn++)
                cases[alike[turn].Number] = $"case {alike[turn].Number}: {method}(ref frame, {turn}); break;";
        }
    }

    private PhaseText Print(int number, IReadOnlyList<Statement> statements, Program program, Scope scope)
    {
        var text = new StatementText(library, program, straightLimit, scope);
        Line[] lines = [.. statements.Select(text.Of)];
        return new PhaseText(number, lines, [.. text.Locals]);
    }

    private string Body(PhaseText phase)
    {
        var names = new BufferNames();
        string[] lines = [.. Rolled.Text(phase.Lines, names, cancel)];
        return string.Join("\n", [.. phase.Locals, .. names.Declarations, .. lines]);
    }

    private void Method(string name, string summary, PhaseText phase) => Method(name, summary, [], [Body(phase)]);

    private void Method(string name, string summary, IReadOnlyList<string> locals, IEnumerable<string> lines, string parameters = "")
    {
        _methods.Write("");
        _methods.Write($"/// <summary>{summary}</summary>");
        using (_methods.Block($"private static void {name}(ref Frame frame{parameters})"))
        {
            foreach (string line in locals.Concat(lines))
                Write(line);
        }
    }

    private void Write(string text)
    {
        budget.Add(text.Length);
        _methods.Write(text);
    }

    private sealed record PhaseText(int Number, IReadOnlyList<Line> Lines, IReadOnlyList<string> Locals)
    {
        public string Form { get; } = string.Join("\n", Lines.Select(static l => l.Form));
    }
}
