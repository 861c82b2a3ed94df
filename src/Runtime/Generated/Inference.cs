using Unrolled.Memory;

namespace Unrolled.Generated;

/// <summary>
/// The inference program over samples, on memory that it is lent. Where wide layers cut it into several steps, samples go through all of
/// them stretch by stretch, so that a weight is fetched once for all groups of a stretch.
/// </summary>
internal readonly unsafe struct Inference<T>() where T : class, INetwork<T>
{
    // Groups of a stretch where there are wide layers: enough that fetching a weight costs little beside what is done with it, as long as
    // what they keep is no more than 64 MiB.
    private const int MostGroups = 16, MostFloats = 1 << 24;

    private static readonly int s_wideGroups = Math.Clamp(MostFloats / Math.Max(1, T.Program.PredictBatchStride), 1, MostGroups);

    private readonly InferenceStep[] _steps = [.. InferenceStep.Of(T.Program)];

    // How far one sample moves each of a frame's two pointers, of which a network uses one.
    private readonly int _floats = T.Program.Tokens > 0 ? 0 : T.Info.InputLength;
    private readonly int _tokens = T.Program.Tokens > 0 ? T.Info.InputLength : 0;
    private readonly int _outputLength = T.Info.OutputLength;
    private readonly int _oneIsCheaperUpTo = T.Program.OneIsCheaperUpTo;
    // Scratch begins with copies of tokens.
    private readonly int _groupCopies = Copies(Lanes.Width * T.Info.InputLength);
    private readonly int _oneCopies = Copies(T.Info.InputLength);

    /// <summary>Floats of scratch for samples of which some make a group; enough for single ones too.</summary>
    public int GroupFloats { get; } =
        Copies(Lanes.Width * T.Info.InputLength) + Math.Max(T.Program.PredictGroupValues, T.Program.PredictOneValues);

    /// <summary>Floats of scratch for samples that go one by one.</summary>
    public int OneFloats { get; } = Copies(T.Info.InputLength) + T.Program.PredictOneValues;

    /// <summary>Floats that all groups of a call share; samples that go one by one need none.</summary>
    public int SharedFloats { get; } = T.Program.PredictSharedValues;

    /// <summary>The most items of a step in which threads share the work on a wide layer; 0 where there is none.</summary>
    public int WidestStep { get; } = T.Program.PredictWide.Select(static work => work.Items).DefaultIfEmpty().Max();

    /// <summary>Samples of a stretch; where there is one step, all there are.</summary>
    public int StretchSamples { get; } = T.Program.PredictWide.IsEmpty ? int.MaxValue : s_wideGroups * Lanes.Width;

    /// <summary>Floats that the groups of a stretch keep from step to step; one group alone may have as many as a buffer holds.</summary>
    public int BatchFloats { get; } = s_wideGroups * T.Program.PredictBatchStride;

    /// <summary>Whether the first of that many samples make a group, padded or not; the others go one by one.</summary>
    public bool IsGrouped(int samples) => samples > _oneIsCheaperUpTo || samples >= Lanes.Width;

    /// <summary>Room for copies of tokens, in whole cache lines, so that what follows begins at one.</summary>
    public static int Copies(int tokens) => T.Program.Tokens > 0 ? (tokens + Lanes.Width - 1) / Lanes.Width * Lanes.Width : 0;

    /// <summary>Copies tokens and checks the copy: the caller may have changed his since they were checked.</summary>
    /// <exception cref="ArgumentException">A token is out of range.</exception>
    public static int* Copy(int* tokens, int count, int* copies)
    {
        new ReadOnlySpan<int>(tokens, count).CopyTo(new Span<int>(copies, count));
        TokenCheck.Copied(copies, count, T.Program.Tokens, T.Info);
        return copies;
    }

    /// <summary>Makes of the parameters what all groups of a call share.</summary>
    /// <param name="shared">Receives <see cref="SharedFloats"/> floats.</param>
    /// <param name="frame">The call's frame, which points there from now on.</param>
    public void Prepare(float* shared, ref Frame frame)
    {
        if (SharedFloats == 0)
            return;
        frame.Shared = shared;
        frame.Run<T>(Entry.PredictPrepare);
    }

    /// <summary>What is done with a stretch, in order; single samples need the first step alone.</summary>
    public ReadOnlySpan<InferenceStep> StepsFor(int groups) => groups > 0 ? _steps : _steps.AsSpan(0, 1);

    /// <summary>Groups that samples make, without those that go one by one.</summary>
    public int Groups(int samples) => samples / Lanes.Width + (IsGrouped(samples % Lanes.Width) ? 1 : 0);

    /// <summary>Moves a frame past samples.</summary>
    public void Skip(ref Frame frame, int samples)
    {
        frame.First += samples;
        frame.Inputs += (nint)samples * _floats;
        frame.Tokens += (nint)samples * _tokens;
        frame.Outputs += (nint)samples * _outputLength;
    }

    /// <summary>Computes samples on this thread.</summary>
    /// <param name="scratch"><see cref="GroupFloats"/> floats, or where no samples make a group <see cref="OneFloats"/>.</param>
    /// <param name="samples">How many.</param>
    /// <param name="frame">Points at the first sample; if there is a group it is prepared, and has <see cref="BatchFloats"/>.</param>
    /// <exception cref="ArgumentException">A token has become wrong since the call began.</exception>
    public void Run(float* scratch, int samples, Frame frame)
    {
        for (int count; samples > 0; samples -= count)
        {
            count = Math.Min(samples, StretchSamples);
            frame.First = 0;
            frame.Groups = Groups(count);
            foreach (InferenceStep step in StepsFor(frame.Groups))
            {
                for (int item = 0; item < step.Items; item++)
                    RunWide(step, item, scratch, frame);
                if (!step.IsWide)
                    RunGroups(step, scratch, count, frame);
            }

            Skip(ref frame, count);
        }
    }

    /// <summary>Does a step with each group of samples; single ones have one step, which is done with the first.</summary>
    public void RunGroups(InferenceStep step, float* scratch, int samples, Frame frame)
    {
        frame.Phase = step.Phase;
        frame.Values = scratch + (IsGrouped(samples) ? _groupCopies : _oneCopies);
        for (; IsGrouped(samples); samples -= frame.Count)
            RunEntry(Entry.PredictGroup, Math.Min(samples, Lanes.Width), (int*)scratch, ref frame);
        for (; samples > 0 && step.Phase == 0; samples--)
            RunEntry(Entry.PredictOne, 1, (int*)scratch, ref frame);
    }

    /// <summary>Does an item of a wide layer's step with all groups of a stretch.</summary>
    public void RunWide(InferenceStep step, int item, float* scratch, Frame frame)
    {
        frame.Values = scratch;
        frame.Wide = step.Wide;
        frame.Item = item;
        frame.Run<T>(Entry.PredictWide);
    }

    private void RunEntry(Entry entry, int count, int* copies, ref Frame frame)
    {
        frame.Count = count;
        int* tokens = frame.Tokens;
        if (_tokens > 0)
            frame.Tokens = Copy(tokens, count * _tokens, copies);
        frame.Run<T>(entry);
        frame.Tokens = tokens;
        Skip(ref frame, count);
    }
}
