using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Planning;

namespace Unrolled.Generator.Emit;

/// <summary>One body: the programs as calls, and the kernels they call.</summary>
internal static class BodyText
{
    /// <summary>Vector operations up to which a kernel becomes straight lines, unless the network says otherwise.</summary>
    private const int StraightLimit = 128;

    public static string Of(NetworkSpec spec, NetworkPrograms programs, Isa isa)
    {
        var library = new KernelLibrary(isa);
        var entries = new CodeWriter();
        int straight = spec.Unroll > 0 ? (spec.Unroll + isa.Lanes - 1) / isa.Lanes : StraightLimit;
        string[] names =
        [
            Entry("PredictGroup", "Inference of up to 16 samples.", programs.PredictGroup, Scope.Group, static p => p.Steps),
            Entry("PredictOne", "Inference of one sample.", programs.PredictOne, Scope.Group, static p => p.Steps),
            Entry("TrainGroup", "Forward, loss and backward of up to 16 samples.", programs.Train, Scope.Group, static p => p.Steps),
            Entry("TrainChunk", "Sums over all samples of a chunk.", programs.Train, Scope.Chunk, static p => p.ChunkSteps),
            Entry("TrainMerge", "What all samples of the batch make together.", programs.Train, Scope.Batch, static p => p.MergeSteps),
            Entry("TrainFinish", "What training remembers of a batch.", programs.Train with { Phases = [new Phase(programs.Train.Finish, [], [])] }, Scope.Batch, static p => p.Steps),
            .. programs.Evaluate is null
                ? Array.Empty<string>()
                : [Entry("EvaluateGroup", "Inference and loss of up to 16 samples.", programs.Evaluate, Scope.Group, static p => p.Steps)],
            .. programs.InputGradient is null
                ? Array.Empty<string>()
                : [Entry("InputGradientGroup", "Inference of up to 16 samples, and the way back to the input.", programs.InputGradient, Scope.Group, static p => p.Steps)],
            .. programs.StepOne is null
                ? Array.Empty<string>()
                : [Entry("StepOne", "Inference of one time step of one sample.", programs.StepOne, Scope.Group, static p => p.Steps)],
        ];

        var writer = new CodeWriter();
        writer.Write(TypeText.BodyPreamble);
        // The body is a file of its own: a level of braces less is a twentieth of its text.
        writer.Write($"""
            namespace {NetworkEmitter.BodyNamespace(spec)};

            using global::System;
            using global::System.Runtime.CompilerServices;
            using global::System.Runtime.Intrinsics;
            {string.Join("\n", isa.Aliases)}

            /// <summary>{spec.Name} in vectors of {32 * isa.Lanes} bits.</summary>
            """);
        using (writer.Block($"internal static unsafe class {isa.Name}Body"))
        {
            Plan(writer, library);
            Run(writer, names);
            writer.Write(entries.ToString().TrimEnd('\n'));
            library.WriteTo(writer);
        }

        return writer.ToString();

        // One method for each phase that does something; the first of them is named after the entry.
        string Entry(string name, string summary, Program program, Scope scope, Func<Phase, IReadOnlyList<Step>> stepsOf)
        {
            var cases = new List<string>();
            for (int phase = 0; phase < program.Phases.Count; phase++)
            {
                IReadOnlyList<Step> steps = stepsOf(program.Phases[phase]);
                if (steps.Count == 0)
                    continue;
                string of = program.Phases.Count == 1 ? "" : $" Phase {phase + 1} of {program.Phases.Count}.";
                string method = name + (phase == 0 ? "" : $"_{phase + 1}");
                Method(method, summary + of, program, scope, steps);
                cases.Add($"case {(program.Phases.Count == 1 ? "Entry." + name : phase)}: {method}(ref frame); break;");
            }

            if (program.Phases.Count == 1 || cases.Count == 0)
                return string.Concat(cases);
            entries.Write("");
            using (entries.Block($"private static void {name}Phase(ref Frame frame)"))
            using (entries.Block("switch (frame.Phase)"))
                entries.Write(string.Join("\n", cases));
            return $"case Entry.{name}: {name}Phase(ref frame); break;";
        }

        void Method(string name, string summary, Program program, Scope scope, IReadOnlyList<Step> steps)
        {
            var scene = new Scene(library, program, straight, scope);
            string[] lines = [.. steps.Select(step => step.Text(scene))];
            entries.Write("");
            entries.Write($"/// <summary>{summary}</summary>");
            using (entries.Block($"private static void {name}(ref Frame frame)"))
            {
                foreach (string line in scene.Locals.Concat(lines))
                    entries.Write(line);
            }
        }
    }

    /// <summary>The kernels and their tiles, for people who ask.</summary>
    private static void Plan(CodeWriter writer, KernelLibrary library)
    {
        string[] lines = [.. library.Plan()];
        writer.Write(lines.Length == 0 ? "internal const string Plan = \"\";" : $"""""
            internal const string Plan = """
                {string.Join("\n    ", lines)}
                """;
            """"");
        writer.Write("");
    }

    private static void Run(CodeWriter writer, IEnumerable<string> cases)
    {
        using (writer.Block("internal static void Run(Entry entry, ref Frame frame)"))
        using (writer.Block("switch (entry)"))
        {
            foreach (string one in cases.Where(static c => c.Length > 0))
                writer.Write(one);
        }
    }
}
