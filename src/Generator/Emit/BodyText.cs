using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Plans;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>One body: the programs as calls, and the kernels they call.</summary>
internal static class BodyText
{
    /// <summary>Vector operations up to which a kernel becomes straight lines, unless the network says otherwise.</summary>
    private const int StraightLimit = 128;

    /// <exception cref="LimitException">The text is longer than a body's may be.</exception>
    public static string Of(
        NetworkSpec spec, NetworkPrograms programs, Isa isa, CancellationToken cancel, int most = Limits.Characters)
    {
        var budget = new TextBudget(most);
        var library = new KernelLibrary(isa, cancel, budget);
        int straight = spec.Unroll > 0 ? (spec.Unroll + isa.Lanes - 1) / isa.Lanes : StraightLimit;
        var entries = new EntryText(library, straight, budget, cancel);
        Program train = programs.Train;
        foreach ((string name, Program program) in Named(programs))
        {
            Program prepare = program with { Phases = [new Phase(program.Prepare, [], [])] };
            entries.Add(name + "Prepare", "What is made of parameters alone, once a call.", prepare, Scope.Batch, static p => p.Group);
        }
        entries.Add("PredictGroup", "Inference of up to 16 samples.", programs.PredictGroup, Scope.Group, static p => p.Group);
        entries.Add("PredictOne", "Inference of one sample.", programs.PredictOne, Scope.Group, static p => p.Group);
        entries.Add("TrainGroup", "Forward, loss and backward of up to 16 samples.", train, Scope.Group, static p => p.Group);
        entries.Add("TrainChunk", "Sums over all samples of a chunk.", train, Scope.Chunk, static p => p.Chunk);
        entries.Add("TrainMerge", "What all samples of the batch make together.", train, Scope.Batch, static p => p.Merge);
        AddWide("Train", train);
        AddWide("Predict", programs.PredictGroup);
        Program finish = train with { Phases = [new Phase(train.Finish, [], [])] };
        entries.Add("TrainFinish", "What training remembers of a batch.", finish, Scope.Batch, static p => p.Group);
        if (programs.Evaluate is { } evaluate)
            entries.Add("EvaluateGroup", "Inference and loss of up to 16 samples.", evaluate, Scope.Group, static p => p.Group);
        if (programs.InputGradient is { } inputGradient)
        {
            entries.Add(
                "InputGradientGroup", "Inference of up to 16 samples, and the way back to the input.",
                inputGradient, Scope.Group, static p => p.Group);
        }

        if (programs.StepOne is { } step)
            entries.Add("StepOne", "Inference of one time step of one sample.", step, Scope.Group, static p => p.Group);

        var writer = new CodeWriter();
        writer.Write(TypeText.BodyPreamble);
        // The body is a file of its own: a level of braces less is a twentieth of its text.
        writer.Write($"""
            namespace {GeneratedNames.Around}.{GeneratedNames.OfBodies(spec)};

            using global::System;
            using global::System.Runtime.CompilerServices;
            using global::System.Runtime.Intrinsics;
            {string.Join("\n", isa.Aliases)}

            /// <summary>{spec.Name} in vectors of {32 * isa.Lanes} bits.</summary>
            """);
        using (writer.Block($"internal static unsafe class {isa.Name}Body"))
        {
            Plan(writer, library);
            Run(writer, entries.Cases);
            writer.Write(entries.Methods);
            library.WriteTo(writer);
        }

        return writer.ToString();

        void AddWide(string name, Program program)
        {
            Statement[][] parts = [.. program.Phases.SelectMany(static p => p.Wide).Select(static w => new Statement[] { w })];
            entries.Add(name + "Wide", "An item of a wide layer, over all groups.", program, Scope.Batch, parts, "Wide", "Part");
        }
    }

    /// <summary>The programs of batches, by the first word of their entries.</summary>
    private static IEnumerable<(string Name, Program Program)> Named(NetworkPrograms programs)
    {
        yield return ("Predict", programs.PredictGroup);
        yield return ("Train", programs.Train);
        if (programs.Evaluate is { } evaluate)
            yield return ("Evaluate", evaluate);
        if (programs.InputGradient is { } inputGradient)
            yield return ("InputGradient", inputGradient);
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
        // A pointer, for code that is not unsafe must not come here.
        using (writer.Block("internal static void Run(Entry entry, Frame* memory)"))
        {
            writer.Write("ref Frame frame = ref *memory;");
            using (writer.Block("switch (entry)"))
            {
                foreach (string one in cases)
                    writer.Write(one);
            }
        }
    }
}
