using System.Runtime.CompilerServices;
using Unrolled.Memory;

namespace Unrolled.Generated;

/// <summary>
/// Calls for one sample, or one time step, of a program of floats that needs little scratch: straight to the network's code, since such a
/// program takes a few nanoseconds and everything around it shows.
/// </summary>
internal readonly unsafe struct ShortCalls<T> where T : class, INetwork<T>
{
    // Scratch in a local of fixed size, which needs no loop over the stack's pages.
    private const int MostFloats = 3 * 1024 / sizeof(float);

    // A pointer to the code: one copy of this class's code serves all networks, and would look the method up at each call.
    private readonly delegate*<Entry, Frame*, void> _run;

    // Lengths that make a call a short one; -1 where none does.
    private readonly int _inputs = -1, _outputs, _stepInputs = -1, _stepOutputs, _state;

    /// <param name="oneFloats">Scratch of one sample, or more than there is where one sample is computed as a group.</param>
    /// <param name="stepFloats">Scratch of one step.</param>
    public ShortCalls(int oneFloats, int stepFloats)
    {
        _run = &T.Run;
        ProgramInfo program = T.Program;
        if (program.Tokens > 0)
            return;
        if (oneFloats <= MostFloats)
            (_inputs, _outputs) = (T.Info.InputLength, T.Info.OutputLength);
        if (stepFloats <= MostFloats && program.StepInputLength > 0)
            (_stepInputs, _stepOutputs, _state) = (program.StepInputLength, program.StepOutputLength, program.StateLength);
    }

    /// <summary>Predicts, if this is one sample that fits; false leaves everything as it was.</summary>
    public bool TryPredict(ParameterPointers parameters, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        if (inputs.Length != _inputs || outputs.Length != _outputs || outputs.Overlaps(inputs))
            return false;
        fixed (float* from = inputs, to = outputs)
            Run(Entry.PredictOne, parameters, from, null, to);
        return true;
    }

    /// <summary>Takes a time step, if everything fits; false leaves everything as it was.</summary>
    public bool TryStep(ParameterPointers parameters, ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        if (inputs.Length != _stepInputs || outputs.Length != _stepOutputs || state.Length != _state)
            return false;
        fixed (float* from = inputs, kept = state, to = outputs)
            Run(Entry.StepOne, parameters, from, kept, to);
        return true;
    }

    // Neither the stack's memory is cleared, programs write what they read, nor the frame's fields that no program of one sample looks at.
    [SkipLocalsInit]
    private void Run(Entry entry, ParameterPointers parameters, float* inputs, float* state, float* outputs)
    {
        byte* memory = stackalloc byte[StackMemory.Bytes(MostFloats)];
        Unsafe.SkipInit(out Frame frame);
        frame.Parameters = parameters.Own;
        frame.Parts = parameters.Parts;
        frame.Values = StackMemory.Align(memory);
        frame.Inputs = inputs;
        frame.State = state;
        frame.Outputs = outputs;
        frame.Count = 1;
        frame.Groups = 1;
        _run(entry, &frame);
    }
}
