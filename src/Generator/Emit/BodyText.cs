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
        Entry(entries, "PredictGroup", "Inference of up to 16 samples.", programs.PredictGroup, false);
        Entry(entries, "PredictOne", "Inference of one sample.", programs.PredictOne, false);
        Entry(entries, "TrainGroup", "Forward, loss and backward of up to 16 samples.", programs.Train, false);
        Entry(entries, "TrainChunk", "Sums over all samples of a chunk.", programs.Train, true);
        Entry(entries, "EvaluateGroup", "Inference and loss of up to 16 samples.", programs.Evaluate, false);

        var writer = new CodeWriter();
        writer.Write(TypeText.Preamble);
        using (writer.Block($"namespace {NetworkEmitter.BodyNamespace(spec)}"))
        {
            writer.Write("""
                using global::System;
                using global::System.Runtime.CompilerServices;
                using global::System.Runtime.Intrinsics;

                """);
            writer.Write($"/// <summary>{spec.Name} in vectors of {32 * isa.Lanes} bits.</summary>");
            using (writer.Block($"internal static unsafe class {isa.Name}Body"))
            {
                Run(writer);
                writer.Write(entries.ToString().TrimEnd('\n'));
                library.WriteTo(writer);
            }
        }

        return writer.ToString();

        void Entry(CodeWriter to, string name, string summary, Program program, bool chunk)
        {
            var scene = new Scene(library, program.ChunkStride, spec.Unroll > 0 ? (spec.Unroll + isa.Lanes - 1) / isa.Lanes : StraightLimit);
            string[] lines = [.. (chunk ? program.ChunkSteps : program.Steps).Select(step => step.Text(scene))];
            to.Write("");
            to.Write($"/// <summary>{summary}</summary>");
            using (to.Block($"private static void {name}(ref Frame frame)"))
            {
                foreach ((string word, string declaration) in Locals(program, chunk))
                {
                    if (lines.Any(line => line.Contains(word)))
                        to.Write(declaration);
                }

                foreach (string line in lines)
                    to.Write(line);
            }
        }
    }

    private static IEnumerable<(string Word, string Declaration)> Locals(Program program, bool chunk) =>
    [
        ("parameters", "float* parameters = frame.Parameters;"),
        ("gradients", "float* gradients = frame.Gradients;"),
        ("values", "float* values = frame.Values;"),
        ("chunk", "float* chunk = frame.Chunk;"),
        ("kept", $"float* kept = frame.Chunk + frame.Group * {program.ChunkStride};"),
        (", add)", "bool add = frame.Accumulate | frame.Group > 0;"),
    ];

    private static void Run(CodeWriter writer)
    {
        string[] entries = ["PredictGroup", "PredictOne", "TrainGroup", "TrainChunk", "EvaluateGroup"];
        using (writer.Block("internal static void Run(Entry entry, ref Frame frame)"))
        using (writer.Block("switch (entry)"))
        {
            foreach (string entry in entries)
            {
                writer.Write($"case Entry.{entry}:");
                writer.Write($"    {entry}(ref frame);\n    break;");
            }
        }
    }
}
