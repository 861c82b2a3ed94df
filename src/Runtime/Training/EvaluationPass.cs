using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>Inference and loss over a block of samples, for a judge. An item is a stretch of groups of 16 samples.</summary>
internal sealed unsafe class EvaluationPass<T>(Arena[] arenas, Ranks ranks) : IParallelWork where T : class, INetwork<T>
{
    private readonly ProgramInfo _program = T.Program;
    private readonly int _outputLength = T.Info.OutputLength;
    private readonly long[] _bounds = new long[ranks.Count + 1];
    private GrowingBuffer<float> _shared;
    private LossShares _losses;
    private int _first;
    private ParameterPointers _parameters;
    private Batch _batch;
    private Judge? _judge;

    /// <summary>Sets the samples and makes room for them.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="judge">Takes the outputs.</param>
    /// <param name="first">This rank's first stretch.</param>
    /// <param name="threads">Threads that will take part.</param>
    public void Prepare(ParameterPointers parameters, in Batch batch, Judge judge, int first, int threads)
    {
        _first = first;
        _parameters = parameters;
        _batch = batch;
        _judge = judge;
        _losses.Ensure(judge.Groups(judge.Stretches).First);
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
        int stretch = _first + item;
        (int group, int end) = _judge!.Groups(stretch);
        for (; group < end; group++)
        {
            Frame frame = NewFrame();
            frame.Values = arena.Values.Pointer;
            frame.Outputs = arena.Outputs.Pointer;
            frame.Losses = _losses.Of(group);
            arena.Point(ref frame, _batch, group);
            frame.Run<T>(Entry.EvaluateGroup);
            _judge.Add(new JudgedGroup(frame.Outputs, frame.Labels, frame.Targets, frame.First, frame.Count), stretch);
        }
    }

    /// <summary>The mean loss of all samples.</summary>
    public double Loss()
    {
        for (int rank = 0; rank <= ranks.Count; rank++)
            _bounds[rank] = _judge!.FirstSample(ranks.Begin(_judge.Stretches, rank));
        _losses.Gather(ranks, _bounds);
        return _losses.Sum(_batch.Samples);
    }

    private Frame NewFrame() => _batch.Frame(_parameters) with { Shared = _shared.Pointer };
}
