using System.Runtime.CompilerServices;
using Unrolled.Memory;

namespace Unrolled.Generated;

/// <summary>Inference: cuts samples into groups and singles and lends each call its scratch memory.</summary>
internal sealed unsafe class Predictor<T> where T : class, INetwork<T>
{
    // Scratch up to this size lives on the caller's stack.
    private const int StackFloats = 16 * 1024 / sizeof(float);

    private readonly int _inputLength = T.Info.InputLength;
    private readonly int _outputLength = T.Info.OutputLength;
    private readonly Inference<T> _inference = new();
    private readonly int _stepCopies = Inference<T>.Copies(T.Program.StepInputLength);
    private readonly int _groupFloats, _oneFloats, _stepFloats;
    private readonly ScratchPool _groups, _single;
    private readonly ShortCalls<T> _short;

    public Predictor()
    {
        _groupFloats = checked(_inference.GroupFloats + _inference.SharedFloats + _inference.BatchFloats);
        _oneFloats = _inference.OneFloats;
        _stepFloats = _stepCopies + T.Program.StepValues;
        _groups = new ScratchPool(_groupFloats);
        _single = new ScratchPool(Math.Max(_stepFloats, _oneFloats));
        _short = new ShortCalls<T>(_inference.IsGrouped(1) ? int.MaxValue : _oneFloats, _stepFloats);
    }

    /// <summary>Predicts from tokens.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="tokens">Whole samples.</param>
    /// <param name="outputs">Receives as many.</param>
    /// <param name="pass">Shares the samples out over threads; null for the caller's alone.</param>
    public void Run(ParameterPointers parameters, ReadOnlySpan<int> tokens, Span<float> outputs, PredictionPass<T>? pass = null)
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
            Run(ref frame, (nuint)from, samples, pass);
        }
    }

    /// <summary>Predicts from floats, likewise.</summary>
    public void Run(ParameterPointers parameters, ReadOnlySpan<float> inputs, Span<float> outputs, PredictionPass<T>? pass = null)
    {
        if (!_short.TryPredict(parameters, inputs, outputs))
            RunFloats(parameters, inputs, outputs, pass);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunFloats(ParameterPointers parameters, ReadOnlySpan<float> inputs, Span<float> outputs, PredictionPass<T>? pass)
    {
        if (T.Program.Tokens > 0)
            throw new InvalidOperationException(Messages.Kind(T.Info, T.Program.Tokens));
        int samples = Check(inputs.Length, outputs.Length, "floats");
        fixed (float* from = inputs, to = outputs)
        {
            Frame frame = Frame.Of(parameters);
            frame.Inputs = from;
            frame.Outputs = to;
            Run(ref frame, (nuint)from, samples, pass);
        }
    }

    private void Run(ref Frame frame, nuint inputs, int samples, PredictionPass<T>? pass)
    {
        if (samples == 0)
            return;
        // Floats and tokens are of one size.
        nuint outputs = (nuint)frame.Outputs, size = (nuint)samples * sizeof(float);
        if (inputs < outputs + size * (nuint)_outputLength && outputs < inputs + size * (nuint)_inputLength)
            throw new ArgumentException(
                "Outputs overlap the inputs, which would be overwritten while they are still read; pass separate memory.", nameof(outputs));
        int floats = _inference.IsGrouped(samples) ? _groupFloats : _oneFloats;
        if (pass is not null)
            pass.Run(frame, samples);
        else if (floats <= StackFloats)
            RunOnStack(samples, floats, ref frame);
        else
            RunOnPool(_inference.IsGrouped(samples) ? _groups : _single, samples, ref frame);
    }

    public void Step(ParameterPointers parameters, ReadOnlySpan<int> tokens, Span<float> state, Span<float> outputs)
    {
        if (T.Program.Tokens == 0)
            throw new InvalidOperationException(Messages.Kind(T.Info, 0));
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
        if (!_short.TryStep(parameters, inputs, state, outputs))
            StepFloats(parameters, inputs, state, outputs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StepFloats(ParameterPointers parameters, ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        if (T.Program.Tokens > 0)
            throw new InvalidOperationException(Messages.Kind(T.Info, T.Program.Tokens));
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
        if (_stepFloats <= StackFloats)
            StepOnStack(ref frame);
        else
            StepOnPool(ref frame);
    }

    [SkipLocalsInit]
    private void StepOnStack(ref Frame frame)
    {
        byte* memory = stackalloc byte[StackMemory.Bytes(_stepFloats)];
        StepOn(StackMemory.Align(memory), ref frame);
    }

    private void StepOnPool(ref Frame frame)
    {
        PinnedBuffer<float> scratch = _single.Rent();
        try
        {
            StepOn(scratch.Pointer, ref frame);
        }
        finally
        {
            _single.Return(scratch);
        }
    }

    private void StepOn(float* scratch, ref Frame frame)
    {
        frame.Values = scratch + _stepCopies;
        if (_stepCopies > 0)
            frame.Tokens = Inference<T>.Copy(frame.Tokens, T.Program.StepInputLength, (int*)scratch);
        frame.Run<T>(Entry.StepOne);
    }

    // Like memory from the pool, the stack's is not cleared: programs write what they read.
    [SkipLocalsInit]
    private void RunOnStack(int samples, int floats, ref Frame frame)
    {
        byte* memory = stackalloc byte[StackMemory.Bytes(floats)];
        RunSamples(StackMemory.Align(memory), samples, ref frame);
    }

    private void RunOnPool(ScratchPool pool, int samples, ref Frame frame)
    {
        PinnedBuffer<float> scratch = pool.Rent();
        try
        {
            RunSamples(scratch.Pointer, samples, ref frame);
        }
        finally
        {
            pool.Return(scratch);
        }
    }

    private void RunSamples(float* scratch, int samples, ref Frame frame)
    {
        if (_inference.IsGrouped(samples))
        {
            float* shared = scratch + _inference.GroupFloats;
            _inference.Prepare(shared, ref frame);
            frame.Batch = shared + _inference.SharedFloats;
        }

        _inference.Run(scratch, samples, frame);
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
