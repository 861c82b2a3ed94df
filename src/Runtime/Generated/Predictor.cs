using System.Runtime.CompilerServices;
using Unrolled.Memory;

namespace Unrolled.Generated;

/// <summary>Inference: cuts samples into groups and singles and lends each call its scratch memory.</summary>
internal sealed unsafe class Predictor<T> where T : class, INetwork<T>
{
    // Scratch up to this size lives on the caller's stack.
    private const int StackFloats = 16 * 1024 / sizeof(float);
    private const int Alignment = 64;

    private readonly int _inputLength = T.Info.InputLength;
    // How far one sample moves each of a frame's two pointers, of which a network uses one.
    private readonly int _floats = T.Program.Tokens > 0 ? 0 : T.Info.InputLength;
    private readonly int _tokens = T.Program.Tokens > 0 ? T.Info.InputLength : 0;
    private readonly int _outputLength = T.Info.OutputLength;
    private readonly int _groupValues = Math.Max(T.Program.PredictGroupValues, T.Program.PredictOneValues);
    private readonly int _groupFloats =
        Math.Max(T.Program.PredictGroupValues, T.Program.PredictOneValues) + T.Program.PredictSharedValues;
    private readonly int _oneFloats = T.Program.PredictOneValues;
    private readonly int _oneIsCheaperUpTo = T.Program.OneIsCheaperUpTo;
    private readonly ScratchPool _pool = new(Math.Max(
        T.Program.StepValues,
        Math.Max(T.Program.PredictGroupValues, T.Program.PredictOneValues) + T.Program.PredictSharedValues));

    public void Run(ParameterPointers parameters, ReadOnlySpan<int> tokens, Span<float> outputs)
    {
        if (T.Program.Tokens == 0)
            throw new InvalidOperationException(Messages.Kind(T.Info, 0));
        int samples = Check(tokens.Length, outputs.Length, "tokens");
        CheckTokens(tokens);
        fixed (int* from = tokens)
        fixed (float* to = outputs)
        {
            Frame frame = Frame.Of(parameters);
            frame.Tokens = from;
            frame.Outputs = to;
            Run(ref frame, (nuint)from, samples);
        }
    }

    public void Run(ParameterPointers parameters, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        if (T.Program.Tokens > 0)
            throw new InvalidOperationException(Messages.Kind(T.Info, T.Program.Tokens));
        int samples = Check(inputs.Length, outputs.Length, "floats");
        fixed (float* from = inputs, to = outputs)
        {
            Frame frame = Frame.Of(parameters);
            frame.Inputs = from;
            frame.Outputs = to;
            Run(ref frame, (nuint)from, samples);
        }
    }

    private void Run(ref Frame frame, nuint inputs, int samples)
    {
        if (samples == 0)
            return;
        // Floats and tokens are of one size.
        nuint outputs = (nuint)frame.Outputs, size = (nuint)samples * sizeof(float);
        if (inputs < outputs + size * (nuint)_outputLength && outputs < inputs + size * (nuint)_inputLength)
            throw new ArgumentException(
                "Outputs overlap the inputs, which would be overwritten while they are still read; pass separate memory.", nameof(outputs));
        bool grouped = IsGrouped(samples);
        if ((grouped ? _groupFloats : _oneFloats) <= StackFloats)
            RunOnStack(samples, grouped ? _groupFloats : _oneFloats, ref frame);
        else
            RunOnPool(samples, ref frame);
    }

    public void Step(ParameterPointers parameters, ReadOnlySpan<int> tokens, Span<float> state, Span<float> outputs)
    {
        CheckTokens(tokens);
        CheckStep(tokens.Length, state, outputs, "tokens");
        fixed (int* from = tokens)
        fixed (float* to = outputs, kept = state)
        {
            Frame frame = Frame.Of(parameters);
            frame.Tokens = from;
            Step(ref frame, kept, to);
        }
    }

    public void Step(ParameterPointers parameters, ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        CheckStep(inputs.Length, state, outputs, "floats");
        fixed (float* from = inputs, to = outputs, kept = state)
        {
            Frame frame = Frame.Of(parameters);
            frame.Inputs = from;
            Step(ref frame, kept, to);
        }
    }

    private void Step(ref Frame frame, float* state, float* outputs)
    {
        frame.State = state;
        frame.Outputs = outputs;
        frame.Count = 1;
        if (T.Program.StepValues <= StackFloats)
            StepOnStack(T.Program.StepValues, ref frame);
        else
            StepOnPool(ref frame);
    }

    [SkipLocalsInit]
    private static void StepOnStack(int floats, ref Frame frame)
    {
        byte* memory = stackalloc byte[(floats + PinnedBuffer<float>.Slack) * sizeof(float) + Alignment];
        frame.Values = (float*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));
        T.Run(Entry.StepOne, ref frame);
    }

    private void StepOnPool(ref Frame frame)
    {
        PinnedBuffer<float> scratch = _pool.Rent();
        frame.Values = scratch.Pointer;
        try
        {
            T.Run(Entry.StepOne, ref frame);
        }
        finally
        {
            _pool.Return(scratch);
        }
    }

    // Like memory from the pool, the stack's is not cleared: programs write what they read.
    [SkipLocalsInit]
    private void RunOnStack(int samples, int floats, ref Frame frame)
    {
        byte* memory = stackalloc byte[(floats + PinnedBuffer<float>.Slack) * sizeof(float) + Alignment];
        frame.Values = (float*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));
        RunSamples(samples, ref frame);
    }

    private void RunOnPool(int samples, ref Frame frame)
    {
        PinnedBuffer<float> scratch = _pool.Rent();
        frame.Values = scratch.Pointer;
        try
        {
            RunSamples(samples, ref frame);
        }
        finally
        {
            _pool.Return(scratch);
        }
    }

    private void RunSamples(int samples, ref Frame frame)
    {
        if (IsGrouped(samples) && T.Program.PredictSharedValues > 0)
        {
            frame.Shared = frame.Values + _groupValues;
            T.Run(Entry.PredictPrepare, ref frame);
        }

        for (; IsGrouped(samples); samples -= frame.Count)
            RunEntry(Entry.PredictGroup, Math.Min(samples, Lanes.Width), ref frame);
        for (; samples > 0; samples--)
            RunEntry(Entry.PredictOne, 1, ref frame);
    }

    private bool IsGrouped(int samples) => samples > _oneIsCheaperUpTo || samples >= Lanes.Width;

    private void RunEntry(Entry entry, int count, ref Frame frame)
    {
        frame.Count = count;
        T.Run(entry, ref frame);
        frame.Inputs += (nint)count * _floats;
        frame.Tokens += (nint)count * _tokens;
        frame.Outputs += (nint)count * _outputLength;
    }

    private int Check(int inputs, int outputs, string kind)
    {
        (int samples, int rest) = Math.DivRem(inputs, _inputLength);
        if (rest != 0)
            throw new ArgumentException(Messages.Inputs(T.Info, inputs, kind), nameof(inputs));
        if (outputs != (long)samples * _outputLength)
            throw new ArgumentException(Messages.Outputs(T.Info, samples, outputs), nameof(outputs));
        return samples;
    }

    private static void CheckTokens(ReadOnlySpan<int> tokens)
    {
        int wrong = TokenCheck.FirstOutside(tokens, T.Program.Tokens);
        if (wrong >= 0)
            throw new ArgumentException(Messages.Token(T.Info, wrong, tokens[wrong], T.Program.Tokens), nameof(tokens));
    }

    private static void CheckStep(int inputs, ReadOnlySpan<float> state, ReadOnlySpan<float> outputs, string kind)
    {
        ProgramInfo program = T.Program;
        if (inputs != program.StepInputLength)
            throw new ArgumentException(
                $"A time step of {T.Info.Name} has {program.StepInputLength} {kind}, but {inputs} were given.", nameof(inputs));
        if (outputs.Length != program.StepOutputLength)
            throw new ArgumentException(
                $"A time step of {T.Info.Name} gives {program.StepOutputLength} floats, but outputs has room for {outputs.Length}.",
                nameof(outputs));
        if (state.Length != program.StateLength)
            throw new ArgumentException(
                $"The state of {T.Info.Name} has {program.StateLength} floats, but {state.Length} were given.", nameof(state));
    }
}
