using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>Inference and loss over a dataset. An item is a group of 16 samples.</summary>
internal sealed unsafe class EvaluationPass<T>(Arena[] arenas) : IParallelWork where T : class, INetwork<T>
{
    private readonly ProgramInfo _program = T.Program;
    private readonly int _outputLength = T.Info.OutputLength;
    private GrowingBuffer<float> _shared;
    private LossShares _losses;
    private ParameterPointers _parameters;
    private Batch _batch;
    private long _correct;

    /// <summary>Labels (or largest probabilities) whose class had the largest output.</summary>
    public long Correct => _correct;

    /// <summary>Sets the samples and makes room for them.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="groups">Groups they make.</param>
    /// <param name="threads">Threads that will take part.</param>
    public void Prepare(ParameterPointers parameters, in Batch batch, int groups, int threads)
    {
        _parameters = parameters;
        _batch = batch;
        _correct = 0;
        _losses.Ensure(groups);
        foreach (Arena arena in arenas.AsSpan(0, threads))
        {
            arena.Ensure(batch);
            arena.Values.Ensure(_program.EvaluateValues);
            arena.Outputs.Ensure((long)Lanes.Width * _outputLength);
        }

        _shared.Ensure(_program.EvaluateSharedValues);
        Frame frame = NewFrame();
        frame.Run<T>(Entry.EvaluatePrepare);
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        Arena arena = arenas[thread];
        Frame frame = NewFrame();
        frame.Values = arena.Values.Pointer;
        frame.Outputs = arena.Outputs.Pointer;
        frame.Losses = _losses.Of(item);
        arena.Point(ref frame, _batch, item);
        frame.Run<T>(Entry.EvaluateGroup);
        if (_program.Targets == TargetKind.Labels)
            Interlocked.Add(ref _correct, frame.Labels == null
                ? CountCorrect(frame.Targets, frame.Outputs, frame.Count * _program.TargetLength)
                : CountCorrect(frame.Labels, frame.Outputs, frame.Count * _program.TargetLength));
    }

    /// <summary>The mean loss of all samples.</summary>
    public double Loss() => _losses.Sum(_batch.Samples);

    private Frame NewFrame() => _batch.Frame(_parameters) with { Shared = _shared.Pointer };

    private int CountCorrect(int* labels, float* outputs, int count)
    {
        int correct = 0;
        for (int i = 0; i < count; i++)
        {
            if (labels[i] != Lanes.Ignored && ArgMax(outputs + (nint)i * _program.Classes) == labels[i])
                correct++;
        }
        return correct;
    }

    private int CountCorrect(float* distributions, float* outputs, int count)
    {
        int correct = 0;
        for (int i = 0; i < count; i++)
        {
            nint row = (nint)i * _program.Classes;
            if (ArgMax(outputs + row) is >= 0 and var best && best == ArgMax(distributions + row))
                correct++;
        }
        return correct;
    }

    // The first of equals, as in PyTorch; a NaN is never the largest, so it cannot be right by accident.
    private int ArgMax(float* scores)
    {
        int best = -1;
        float largest = float.NegativeInfinity;
        for (int c = 0; c < _program.Classes; c++)
        {
            if (scores[c] > largest)
                (best, largest) = (c, scores[c]);
        }
        return best;
    }
}
