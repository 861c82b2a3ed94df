using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>
/// The part of the class that chooses a body. The guards are constants to the JIT and to NativeAOT: other bodies fold away.
/// </summary>
internal static class DispatchText
{
    public static string Of(NetworkSpec spec, IReadOnlyList<Isa> bodies, Graph graph, Graph? step, NetworkPrograms programs)
    {
        var writer = new CodeWriter();
        using (TypeText.Open(writer, spec, ""))
        {
            writer.Write("static partial void DescribeProgram(ref global::Unrolled.Generated.ProgramInfo program)");
            writer.Write($"    => program = {ProgramInfo(graph, step, programs)};");
            writer.Write("");
            writer.Write("static partial void DescribePlan(ref string plan) => plan = s_body switch");
            writer.Write("{");
            foreach (Isa isa in bodies)
                writer.Write($"    {(isa == bodies[bodies.Count - 1] ? "_" : Member(isa))} => {Class(spec, isa)}.Plan,");
            writer.Write("};");
            writer.Write("");
            const string Generated = "global::Unrolled.Generated";
            using (writer.Block($"static unsafe partial void RunEntry({Generated}.Entry entry, {Generated}.Frame* frame)"))
                Choose(writer, spec, bodies);
        }

        return writer.ToString();
    }

    /// <summary>Runs the chosen body. The one that every machine has is last and needs no guard; without it there may be none.</summary>
    private static void Choose(CodeWriter writer, NetworkSpec spec, IReadOnlyList<Isa> bodies)
    {
        string otherwise = "";
        foreach (Isa isa in bodies)
        {
            string run = $"{Class(spec, isa)}.Run(entry, frame);";
            if (isa.Guard.Length > 0)
                writer.Write($"{otherwise}if ({isa.Guard} && s_body == {Member(isa)})\n    {run}");
            else
                writer.Write(otherwise.Length > 0 ? $"else\n    {run}" : run);
            otherwise = "else ";
        }

        if (bodies.All(static isa => isa.Guard.Length > 0))
            writer.Write($"else\n    throw global::Unrolled.Generated.BodySelection.None({List(bodies)});");
    }

    /// <summary>Bodies as an argument in C#.</summary>
    public static string List(IEnumerable<Isa> bodies) => $"[{string.Join(", ", bodies.Select(Member))}]";

    private static string Member(Isa isa) => "global::Unrolled.Body." + isa.Name;

    private static string Class(NetworkSpec spec, Isa isa) =>
        $"global::{GeneratedNames.Around}.{GeneratedNames.OfBodies(spec)}.{isa.Name}Body";

    private static string ProgramInfo(Graph graph, Graph? step, NetworkPrograms programs)
    {
        LossNode? loss = graph.Loss;
        string kind = loss is null ? "None" : loss.TakesLabels ? "Labels" : "Values";
        (string Name, object Value)[] sizes =
        [
            ("TrainValues", programs.Train.Values),
            ("EvaluateValues", programs.Evaluate?.Values ?? 0),
            ("PredictGroupValues", programs.PredictGroup.Values),
            ("PredictOneValues", programs.PredictOne.Values),
            ("ChunkStride", programs.Train.ChunkStride),
            ("SlottedCount", graph.SlottedCount),
            ("LearnedCount", graph.LearnedCount),
            ("OneIsCheaperUpTo", programs.OneIsCheaperUpTo),
            ("Targets", "global::Unrolled.Generated.TargetKind." + kind),
            ("TargetLength", loss?.TargetLength ?? 0),
        ];
        // What most networks do not have is left out.
        (string Name, int Value)[] more =
        [
            ("Classes", loss is { TakesLabels: true } ? loss.X.Shape.Last : 0),
            ("Phases", programs.Train.Phases.Count > 1 ? programs.Train.Phases.Count : 0),
            ("BatchStride", programs.Train.BatchStride),
            ("SharedValues", programs.Train.SharedValues),
            ("PredictPhases", programs.PredictGroup.Phases.Count > 1 ? programs.PredictGroup.Phases.Count : 0),
            ("PredictBatchStride", programs.PredictGroup.BatchStride),
            ("PredictSharedValues", programs.PredictGroup.SharedValues),
            ("EvaluateSharedValues", programs.Evaluate?.SharedValues ?? 0),
            ("InputGradientSharedValues", programs.InputGradient?.SharedValues ?? 0),
            ("Tokens", graph.Input.Tokens),
            ("InputGradientValues", programs.InputGradient?.Values ?? 0),
            ("StepValues", programs.StepOne?.Values ?? 0),
            ("StateLength", programs.StepOne?.StateLength ?? 0),
            ("StepInputLength", step?.Input.Shape.Length ?? 0),
            ("StepOutputLength", step?.Output.Shape.Length ?? 0),
        ];
        List<string> lines =
        [
            .. sizes.Select(static l => $"{l.Name} = {l.Value},"),
            .. more.Where(static l => l.Value != 0).Select(static l => $"{l.Name} = {l.Value},"),
        ];
        if (loss is not null && loss.Form.Outputs != OutputMeaning.Values)
            lines.Add($"Outputs = global::Unrolled.Generated.OutputMeaning.{loss.Form.Outputs},");
        AddWide("Wide", programs.Train);
        AddWide("PredictWide", programs.PredictGroup);
        AddList("Merged", programs.Train.Phases.SelectMany(static (p, phase) => p.Merged.Select(b => $"new({phase}, {Range(b)})")));
        if (programs.Train.Tables.Count > 0)
            lines.Add($"Embeddings = [{string.Join(", ", programs.Train.Tables.Select(t => Table(t.Key, t.Value)))}],");
        var ranges = ParameterPlaces.Ranges(graph.Parameters);
        if (ranges.Count > 1 || ranges.Any(static r => r.Offset != r.Gradient))
            lines.Add($"Learned = [{string.Join(", ", ranges.Select(static r => $"new({r.Offset}, {r.Gradient}, {r.Length})"))}],");
        return $"new()\n    {{\n{string.Join("\n", lines.Select(static l => "        " + l))}\n    }}";

        void AddWide(string name, Plans.Program program) =>
            AddList(name, program.Phases.SelectMany(static (p, phase) => p.Wide.Select(w => Work(w, phase))));

        void AddList(string name, IEnumerable<string> elements)
        {
            string[] all = [.. elements];
            if (all.Length > 0)
                lines.Add($"{name} = [{string.Join(", ", all)}],");
        }

        static string Work(Plans.Statement.WideLoop wide, int phase)
        {
            string work = $"new({phase}, {wide.Items})";
            if (wide.Summed is not { } weight)
                return work;
            string reads = string.Join(", ", Plans.Phase.ReadOfGroups([wide]).Select(Range));
            int columns = weight.Shape[0], rows = weight.Shape.Length / columns;
            return $"{work} {{ Sum = new({weight.GradientOffset}, {rows}, {columns}, {Wide.Block}, [{reads}]) }}";
        }

        static string Range(Plans.Buffer buffer) => $"new({buffer.Offset}, {buffer.Length})";

        static string Table(GatherGradient table, Plans.Buffer rows)
        {
            Shape shape = table.Inputs[0].Shape;
            int tokens = shape.Length / shape.Last;
            return $"new({table.Table.GradientOffset}, {table.Table.Shape[0]}, {shape.Last}, {tokens}, {rows.Offset}, {shape.Length})";
        }
    }
}
