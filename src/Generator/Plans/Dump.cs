using System.Text;

namespace Unrolled.Generator.Plans;

/// <summary>A program for people: its statements, one a line, and where its memory lies.</summary>
internal static class Dump
{
    private static readonly (string Title, Func<Phase, IReadOnlyList<Statement>> Of)[] Parts =
    [
        ("each group", static p => p.Group),
        ("each chunk", static p => p.Chunk),
        ("the batch", static p => p.Merge),
        ("all threads", static p => p.Wide),
    ];

    public static string Of(Program program)
    {
        var text = new StringBuilder();
        for (int phase = 0; phase < program.Phases.Count; phase++)
        {
            foreach ((string title, Func<Phase, IReadOnlyList<Statement>> of) in Parts)
                Write(text, program.Phases.Count == 1 ? title : $"phase {phase + 1}, {title}", of(program.Phases[phase]));
        }

        Write(text, "each step that is taken", program.Finish);
        text.Append("memory\n");
        foreach (Buffer buffer in Buffers(program))
        {
            string place = $"{buffer.Region} {buffer.Offset}..{buffer.Offset + buffer.Length}";
            text.Append("    ").Append(place.PadRight(24)).Append(buffer).Append('\n');
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string title, IReadOnlyList<Statement> statements)
    {
        if (statements.Count == 0)
            return;
        text.Append(title).Append('\n');
        foreach (Statement statement in statements)
            Write(text, statement, "    ");
    }

    private static void Write(StringBuilder text, Statement statement, string indent)
    {
        string deeper = indent + "    ";
        switch (statement)
        {
            case Statement.Call call:
                text.Append($"{indent}{call.Callee}({string.Join(", ", call.Operands)})\n");
                break;
            case Statement.Clear clear:
                text.Append($"{indent}clear(→ {clear.Address}, {clear.Length})\n");
                break;
            case Statement.Repeat repeat:
                text.Append($"{indent}{(repeat.Backward ? "backward " : "")}for {repeat.Counter} of {repeat.Count}\n");
                foreach (Statement inner in repeat.Body)
                    Write(text, inner, deeper);
                break;
            case Statement.EachGroup each:
                text.Append($"{indent}each group\n");
                foreach (Statement inner in each.Body)
                    Write(text, inner, deeper);
                break;
            case Statement.WideLoop wide:
                text.Append($"{indent}{Statement.WideLoop.Counter} of {wide.Items}\n");
                foreach (Statement inner in wide.Body)
                    Write(text, inner, deeper);
                if (wide.Rest.Count > 0)
                    text.Append($"{indent}the last\n");
                foreach (Statement inner in wide.Rest)
                    Write(text, inner, deeper);
                break;
            case Statement.When choice:
                text.Append($"{indent}if {choice.Condition}\n");
                foreach (Statement inner in choice.Then)
                    Write(text, inner, deeper);
                if (choice.Otherwise.Count > 0)
                    text.Append($"{indent}otherwise\n");
                foreach (Statement inner in choice.Otherwise)
                    Write(text, inner, deeper);
                break;
        }
    }

    private static IEnumerable<Buffer> Buffers(Program program) => program.Phases.SelectMany(static p => p.All).Concat(program.Finish)
        .SelectMany(static s => s.Touches).Select(static t => t.Buffer).Distinct()
        .OrderBy(static b => b.Region).ThenBy(static b => b.Offset).ThenBy(static b => b.Name, StringComparer.Ordinal);
}
