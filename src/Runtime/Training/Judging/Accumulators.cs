using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>What is counted or summed for each kind of outputs.</summary>
internal static class Accumulators
{
    private static readonly Dictionary<OutputMeaning, Func<NetworkInfo, ProgramInfo, IEnumerable<IAccumulator>>> s_all = new()
    {
        [OutputMeaning.ClassLogits] = static (info, program) =>
        [
            new ClassRanks(program),
            .. ClassCounts.Fits(program) ? [new ClassCounts(program)] : Array.Empty<IAccumulator>(),
            .. program.Classes == 2 ? [Scores.OfTwoClasses(program)] : Array.Empty<IAccumulator>(),
        ],
        [OutputMeaning.BinaryLogits] = static (info, program) =>
        [
            new BinaryCounts(info.OutputLength),
            .. Scores.Fits(info.OutputLength) ? [Scores.OfOutputs(info.OutputLength)] : Array.Empty<IAccumulator>(),
        ],
        [OutputMeaning.Values] = static (info, program) =>
            program.Targets == TargetKind.Values ? [new Differences(info.OutputLength)] : [],
        [OutputMeaning.LogProbabilities] = static (info, program) => [],
    };

    /// <summary>New ones for a network.</summary>
    public static IAccumulator[] For(NetworkInfo info, ProgramInfo program) => [.. s_all[program.Outputs](info, program)];
}
