using System.ComponentModel;
using System.Globalization;
using System.Text;
using Unrolled.Training;

namespace Unrolled.Generated;

/// <summary>The text of <see cref="NetworkInfo.Plan"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PlanTable
{
    private static readonly int[] s_batches = [16, 64, 256, 1024, 4096];

    /// <summary>Memory, chunks and kernels.</summary>
    /// <param name="program">The sizes of the programs.</param>
    /// <param name="kernels">A line for each kernel.</param>
    public static string Format(ProgramInfo program, string kernels)
    {
        var text = new StringBuilder();
        text.Append("values of a group of 16 samples: ")
            .Append($"{Kilobytes(program.TrainValues)} in training, {Kilobytes(program.PredictGroupValues)} in prediction; ")
            .Append($"of one sample {Kilobytes(program.PredictOneValues)}\n")
            .Append($"kept for a chunk's sums: {Kilobytes(program.ChunkStride)} a group; ")
            .Append($"gradients: {Kilobytes(program.SlottedCount)} a slot\n");
        text.Append("batch  groups a chunk  chunks  slots\n");
        foreach (int batch in s_batches)
        {
            ChunkPlan plan = ChunkPlan.For(batch, program.SlottedCount, program.ChunkStride);
            text.Append(CultureInfo.InvariantCulture, $"{batch,5}  {plan.GroupsPerChunk,14}  {plan.Chunks,6}  {plan.Slots,5}\n");
        }

        return text.Append(kernels).Append('\n').ToString();
    }

    private static string Kilobytes(int floats) => $"{floats / 256.0:F1} KB";
}
