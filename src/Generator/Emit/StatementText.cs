using System.Globalization;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Emit;

/// <summary>Statements of a program as C#, in a method that takes the frame.</summary>
/// <param name="library">Takes the kernels.</param>
/// <param name="program">The program.</param>
/// <param name="straightLimit">Vector operations up to which a kernel becomes straight lines.</param>
/// <param name="scope">Where the method's statements run.</param>
internal sealed class StatementText(KernelLibrary library, Program program, int straightLimit, Scope scope)
{
    private readonly SortedDictionary<string, string> _locals = new(StringComparer.Ordinal);

    /// <summary>The declarations of the locals that were used.</summary>
    public IEnumerable<string> Locals => _locals.Values;

    public Line Of(Statement statement)
    {
        var line = new Line();
        Write(line, statement, "");
        return line;
    }

    private void Write(Line line, Statement statement, string indent)
    {
        string deeper = indent + "    ";
        switch (statement)
        {
            case Statement.Call call:
                line.Text($"{indent}{Name(call.Callee)}(");
                Separated(line, call.Operands);
                line.Text(");");
                break;
            case Statement.Clear clear:
                line.Text($"{indent}new Span<float>(");
                Write(line, clear.Address);
                line.Text($", {clear.Length}).Clear();");
                break;
            case Statement.Repeat { Counter: var i, Count: var count } repeat:
                string head = repeat.Backward ? $"int {i} = {count - 1}; {i} >= 0; {i}--" : $"int {i} = 0; {i} < {count}; {i}++";
                line.Text($"{indent}for ({head})\n");
                Block(line, repeat.Body, indent);
                break;
            case Statement.EachGroup each:
                // A long batch's values may lie beyond 2³¹ floats.
                const string Group = Statement.EachGroup.Counter;
                string first = "0";
                if (each.Pair.Count > 0)
                {
                    first = "frame.Groups & ~1";
                    line.Text($"{indent}for (nint {Group} = 0; {Group} < frame.Groups - 1; {Group} += 2)\n");
                    Block(line, each.Pair, indent);
                    line.Text("\n");
                }

                line.Text($"{indent}for (nint {Group} = {first}; {Group} < frame.Groups; {Group}++)\n");
                Block(line, each.Body, indent);
                break;
            case Statement.WideLoop { Rest.Count: 0 } wide:
                Local(Statement.WideLoop.Counter, ItemDeclaration);
                Lines(line, wide.Body, indent);
                break;
            case Statement.WideLoop wide:
                line.Text($"{indent}if ({Local(Statement.WideLoop.Counter, ItemDeclaration)} < {wide.Count})\n");
                Block(line, wide.Body, indent);
                line.Text($"\n{indent}else\n");
                Block(line, wide.Rest, indent);
                break;
            case Statement.When choice:
                line.Text($"{indent}if ({Test(choice.Condition)})\n");
                Block(line, choice.Then, indent);
                if (choice.Otherwise.Count == 0)
                    break;
                line.Text($"\n{indent}else\n");
                Block(line, choice.Otherwise, indent);
                break;
            default:
                throw new InvalidOperationException($"No text for {statement.GetType().Name}.");
        }

        void Block(Line line, IReadOnlyList<Statement> body, string indent)
        {
            if (body.Count == 1 && body[0] is not Statement.When)
            {
                Write(line, body[0], deeper);
                return;
            }

            line.Text($"{indent}{{\n");
            Lines(line, body, deeper);
            line.Text($"\n{indent}}}");
        }
    }

    private void Lines(Line line, IReadOnlyList<Statement> body, string indent)
    {
        for (int i = 0; i < body.Count; i++)
        {
            line.Text(i == 0 ? "" : "\n");
            Write(line, body[i], indent);
        }
    }

    private string Name(Callee callee) => callee switch
    {
        Callee.Generated generated => generated.Kernel.Emit(library, straightLimit),
        Callee.Library known => known.Method.Name,
        _ => throw new InvalidOperationException($"{callee.GetType().Name} is not settled yet."),
    };

    private void Separated(Line line, IEnumerable<Operand> operands)
    {
        string separator = "";
        foreach (Operand operand in operands)
        {
            line.Text(separator);
            if (operand is Operand.At at)
                Write(line, at.Address);
            else
                line.Text(Number(operand));
            separator = ", ";
        }
    }

    /// <summary>The pointer to the parameters of a part; 0 is the network's own.</summary>
    private string Parameters(int part) => part == 0
        ? Local("parameters", "float* parameters = frame.Parameters;")
        : Local($"parameters{part}", $"float* parameters{part} = frame.Parts[{part}];");

    private void Write(Line line, Address address)
    {
        string turns = string.Join(" + ", address.Turns.Select(static t => $"{t.Counter} * {t.Elements}"));
        if (address.Memory is Memory.Of { Buffer: var buffer })
        {
            line.Address(Pointer(buffer.Region), buffer.Offset, address.Offset, turns, buffer.Name);
            return;
        }

        (string pointer, int offset) = address.Memory switch
        {
            Memory.Weights { Parameter: var p } => (Parameters(p.Part), p.OffsetInPart),
            Memory.Slot slot => (Local("gradients", "float* gradients = frame.Gradients;"), slot.Parameter.GradientOffset),
            Memory.Table table => (library.TableOf(table.Constant.Values), 0),
            Memory.Caller caller => (Pointer(caller), 0),
            _ => throw new InvalidOperationException($"No address for {address}."),
        };
        line.Address(pointer, offset + address.Offset, turns);
    }

    private string Number(Operand operand) => operand switch
    {
        Operand.Integer integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        Operand.Unsigned unsigned => unsigned.Value + "u",
        Operand.Real real => Texts.Text.Float(real.Value),
        Operand.Number number => "frame." + number.Field,
        Operand.GroupStride stride => program.GroupStride(stride.Buffer).ToString(CultureInfo.InvariantCulture),
        Operand.Adds { Counter: null } => Local("add", AddDeclaration),
        Operand.Adds adds => $"{Local("add", AddDeclaration)} | {adds.Counter} > 0",
        Operand.Truth truth => truth.Value ? "true" : "false",
        Operand.Nothing => "null",
        _ => throw new InvalidOperationException($"No text for {operand.GetType().Name}."),
    };

    private const string ItemDeclaration = "int item = frame.Item;";

    private const string AddDeclaration = "bool add = frame.Accumulate | frame.Group > 0;";

    private static string Test(Condition condition) => condition switch
    {
        Condition.OutputsWanted => "frame.Outputs != null",
        Condition.Distributions => "frame.Labels == null",
        Condition.GradientGiven => "frame.Given",
        Condition.SlotEmpty => "!frame.Accumulate",
        _ => throw new InvalidOperationException($"No text for {condition}."),
    };

    /// <summary>The caller's memory: inputs that are integers are tokens, and such targets labels.</summary>
    private static string Pointer(Memory.Caller caller) => "frame." + (caller.Field, caller.Element) switch
    {
        (CallerMemory.Inputs, Element.Int32) => "Tokens",
        (CallerMemory.Targets, Element.Int32) => "Labels",
        _ => caller.Field.ToString(),
    };

    /// <summary>A region's pointer: a group's own, or in a chunk's code the chunk's first group's, or the batch's.</summary>
    private string Pointer(Region region) => (region, scope) switch
    {
        (Region.Group, _) => Local("values", "float* values = frame.Values;"),
        (Region.Chunk, Scope.Group) => Local("kept", $"float* kept = frame.Chunk + frame.Group * {program.ChunkStride};"),
        (Region.Chunk, _) => Local("chunk", "float* chunk = frame.Chunk;"),
        (Region.Batch, Scope.Batch) => Local("batch", "float* batch = frame.Batch;"),
        (Region.Batch, _) => Local("part", $"float* part = frame.Batch + (nint)(frame.First / {Isa.Group}) * {program.BatchStride};"),
        _ => Local("shared", "float* shared = frame.Shared;"),
    };

    private string Local(string name, string declaration)
    {
        _locals[name] = declaration;
        return name;
    }
}
