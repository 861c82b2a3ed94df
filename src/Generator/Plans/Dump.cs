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
        Write(text, "once a call", program.Prepare);
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

    private static void Write(StringBuilder text, string title, IReadOnlyList<Statement> statements, string indent = "")
    {
        if (statements.Count == 0)
            return;
        text.Append(indent).Append(title).Append('\n');
        foreach (Statement statement in statements)
            Write(text, statement, indent + "    ");
    }

    private static void Write(StringBuilder text, Statement statement, string indent)
    {
        switch (statement)
        {
            case Statement.Call call:
                text.Append($"{indent}{call.Callee}({string.Join(", ", call.Operands)})\n");
                break;
            case Statement.Clear clear:
                text.Append($"{indent}clear(→ {clear.Address}, {clear.Length})\n");
                break;
            case Statement.Repeat repeat:
                Write(text, $"{(repeat.Backward ? "backward " : "")}for {repeat.Counter} of {repeat.Count}", repeat.Body, indent);
                break;
            case Statement.EachGroup each:
                Write(text, "each pair of groups", each.Pair, indent);
                Write(text, each.Pair.Count > 0 ? "the last group" : "each group", each.Body, indent);
                break;
            case Statement.WideLoop wide:
                Write(text, $"{Statement.WideLoop.Counter} of {wide.Items}", wide.Body, indent);
                Write(text, "the last", wide.Rest, indent);
                break;
            case Statement.When choice:
                Write(text, $"if {choice.Condition}", choice.Then, indent);
                Write(text, "otherwise", choice.Otherwise, indent);
                break;
        }
    }

    private static IEnumerable<Buffer> Buffers(Program program) => program.All
        .SelectMany(static s => s.Touches).Select(static t => t.Buffer).Distinct()
        .OrderBy(static b => b.Region).ThenBy(static b => b.Offset).ThenBy(static b => b.Name, StringComparer.Ordinal);
}
