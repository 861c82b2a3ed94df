using Unrolled.Memory;

namespace Unrolled.Generated;

/// <summary>The inference program over a stretch of samples, on one thread and the scratch memory that it is lent.</summary>
internal readonly unsafe struct Inference<T>() where T : class, INetwork<T>
{
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

    /// <summary>Moves a frame past samples.</summary>
    public void Skip(ref Frame frame, int samples)
    {
        frame.Inputs += (nint)samples * _floats;
        frame.Tokens += (nint)samples * _tokens;
        frame.Outputs += (nint)samples * _outputLength;
    }

    /// <summary>Computes samples, groups first, and leaves the frame past them.</summary>
    /// <param name="scratch"><see cref="GroupFloats"/> floats, or where no samples make a group <see cref="OneFloats"/>.</param>
    /// <param name="samples">How many.</param>
    /// <param name="frame">Points at the first sample, prepared if there is a group.</param>
    /// <exception cref="ArgumentException">A token has become wrong since the call began.</exception>
    public void Run(float* scratch, int samples, ref Frame frame)
    {
        frame.Values = scratch + (IsGrouped(samples) ? _groupCopies : _oneCopies);
        for (; IsGrouped(samples); samples -= frame.Count)
            RunEntry(Entry.PredictGroup, Math.Min(samples, Lanes.Width), (int*)scratch, ref frame);
        for (; samples > 0; samples--)
            RunEntry(Entry.PredictOne, 1, (int*)scratch, ref frame);
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
