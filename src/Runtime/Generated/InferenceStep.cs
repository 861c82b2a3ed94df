namespace Unrolled.Generated;

/// <summary>A step of inference over a stretch of groups: a phase of each of them, or a wide layer's work on all at once.</summary>
/// <param name="Phase">The phase that it is, or that it ends.</param>
/// <param name="Wide">Which of <see cref="ProgramInfo.PredictWide"/>; -1 where groups are worked off one by one.</param>
/// <param name="Items">Items of wide work, which may run in any order and side by side.</param>
internal readonly record struct InferenceStep(int Phase, int Wide, int Items)
{
    /// <summary>Whether it is a wide layer's work.</summary>
    public bool IsWide => Wide >= 0;

    /// <summary>A program's steps in order.</summary>
    public static IEnumerable<InferenceStep> Of(ProgramInfo program)
    {
        IEnumerable<InferenceStep> wide = program.PredictWide.Select(static (work, i) => new InferenceStep(work.Phase, i, work.Items));
        IEnumerable<InferenceStep> groups = Enumerable.Range(0, program.PredictPhases).Select(static p => new InferenceStep(p, -1, 0));
        // A phase's groups come before the wide work that ends it.
        return groups.Concat(wide).OrderBy(static step => step.Phase);
    }
}
