using Unrolled.Generated;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>How often each class was taken for each; labels whose outputs are NaN, so that no class is the largest, are left out.</summary>
internal sealed unsafe class ClassCounts(ProgramInfo program) : IAccumulator
{
    private readonly long[] _counts = new long[program.Classes * program.Classes];

    /// <summary>Whether there are few enough classes.</summary>
    public static bool Fits(ProgramInfo program) => program.Classes <= Evaluation.MaxConfusionClasses;

    public void Add(in JudgedGroup group, int stretch)
    {
        int classes = program.Classes;
        for (int i = 0; i < group.Count * program.TargetLength; i++)
        {
            nint row = (nint)i * classes;
            int actual = group.Labels == null ? Largest.Of(group.Targets + row, classes) : group.Labels[i];
            int predicted = Largest.Of(group.Outputs + row, classes);
            if (actual >= 0 && predicted >= 0)
                Interlocked.Increment(ref _counts[actual * classes + predicted]);
        }
    }

    public void Sum(Ranks ranks) => ranks.Sum(_counts);

    public Evaluation Tell(Evaluation result) =>
        result with { Confusions = [new ConfusionMatrix(_counts, program.Classes, result.ClassNames)] };
}
