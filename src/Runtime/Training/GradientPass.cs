using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>
/// Forward and backward over a batch. An item is a slot with all its chunks, so each slot is filled by one thread in the order of chunks.
/// </summary>
internal sealed unsafe class GradientPass<T>(Arena[] arenas, GradientSlots slots) : IParallelWork where T : class, INetwork<T>
{
    private readonly ProgramInfo _program = T.Program;
    private readonly int _outputLength = T.Info.OutputLength;
    private readonly int _widest = T.Program.Wide.Select(static w => w.Items).DefaultIfEmpty().Max();
    private WidePass? _wide;
    private GrowingBuffer<float> _batchValues;
    private GrowingBuffer<float> _shared;
    private LossShares _losses;
    private ParameterPointers _parameters;
    private Batch _batch;
    private ChunkPlan _plan;
    private ulong _key;
    private int _phase;

    /// <summary>What the batch's groups have kept.</summary>
    public float* BatchValues => _batchValues.Pointer;

    /// <summary>Where outputs go, sample-major, of networks whose training gives some.</summary>
    public float* Outputs { get; set; }

    /// <summary>The gradients, once slots are summed.</summary>
    public float* Total => slots[0];

    /// <summary>Sums the slots into the first one.</summary>
    public void Sum(int used, int count) => slots.Sum(used, 0, count);

    /// <summary>Adds gradients from elsewhere to the summed ones.</summary>
    public void Add(float* gradients, int count)
    {
        for (int i = 0; i < count; i++)
            Total[i] += gradients[i];
    }

    /// <summary>Sets the batch and makes room for it.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="plan">How they are cut.</param>
    /// <param name="key">What the step's random numbers follow from.</param>
    /// <param name="workers">The threads that will take part.</param>
    public void Prepare(ParameterPointers parameters, in Batch batch, in ChunkPlan plan, ulong key, WorkerPool workers)
    {
        BatchMemory.Require(T.Info, _program, batch.Samples, "inputs");
        _key = key;
        _phase = 0;
        _parameters = parameters;
        _batch = batch;
        _plan = plan;
        try
        {
            MakeRoom(batch, plan, workers);
        }
        catch (OutOfMemoryException none)
        {
            throw BatchMemory.Missing(T.Info, _program, batch.Samples, none);
        }
    }

    private void MakeRoom(in Batch batch, in ChunkPlan plan, WorkerPool workers)
    {
        _batchValues.Ensure((long)_program.BatchStride * plan.Groups);
        _shared.Ensure(_program.SharedValues);
        _losses.Ensure(plan.Groups);
        slots.Ensure(plan.Slots);
        int threads = workers.Participants(Math.Max(plan.Slots, _widest));
        foreach (Arena arena in arenas.AsSpan(0, threads))
        {
            arena.Ensure(batch);
            arena.Values.Ensure(_program.TrainValues);
            arena.Chunk.Ensure((long)_program.ChunkStride * plan.GroupsPerChunk);
        }
    }

    /// <summary>
    /// Forward and backward in all phases; what the last one leaves is the gradients, and the outputs where they are
    /// asked for.
    /// </summary>
    public void Run(WorkerPool workers)
    {
        if (_program.SharedValues > 0)
        {
            Frame frame = NewFrame();
            frame.Run<T>(Entry.TrainPrepare);
        }

        for (int phase = 0; phase < _program.Phases; phase++)
        {
            workers.Run(this, _plan.Slots);
            if (_program.Phases > 1 || _widest > 0)
                Merge();
            for (int wide = 0; wide < _program.Wide.Length; wide++)
            {
                if (_program.Wide[wide].Phase != phase)
                    continue;
                _wide ??= new WidePass(this);
                _wide.Number = wide;
                workers.Run(_wide, _program.Wide[wide].Items);
            }
            _phase++;
        }
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        Arena arena = arenas[thread];
        Frame frame = NewFrame();
        frame.Gradients = slots[item];
        frame.Values = arena.Values.Pointer;
        frame.Chunk = arena.Chunk.Pointer;
        for (int chunk = item; chunk < _plan.Chunks; chunk += _plan.Slots)
        {
            RunChunk(chunk, arena, ref frame);
            frame.Accumulate = true;
        }
    }

    /// <summary>Ends a phase: what the batch as a whole makes of it, on the caller's thread.</summary>
    private void Merge()
    {
        Frame frame = NewFrame();
        frame.Gradients = slots[0];
        frame.Groups = _plan.Groups;
        frame.Run<T>(Entry.TrainMerge);
    }

    private void RunWide(int wide, int item, int thread)
    {
        Frame frame = NewFrame();
        frame.Gradients = slots[0];
        frame.Values = arenas[thread].Values.Pointer;
        frame.Groups = _plan.Groups;
        frame.Wide = wide;
        frame.Item = item;
        frame.Run<T>(Entry.TrainWide);
    }

    /// <summary>Ends a step that is taken.</summary>
    public void Finish()
    {
        Frame frame = NewFrame();
        frame.Run<T>(Entry.TrainFinish);
    }

    /// <summary>The mean loss of the batch.</summary>
    public double Loss() => _losses.Sum(_plan.Samples);

    private void RunChunk(int chunk, Arena arena, ref Frame frame)
    {
        frame.Groups = _plan.GroupsIn(chunk);
        for (frame.Group = 0; frame.Group < frame.Groups; frame.Group++)
        {
            int group = chunk * _plan.GroupsPerChunk + frame.Group;
            arena.Point(ref frame, _batch, group);
            frame.Losses = _losses.Of(group);
            frame.Outputs = Outputs == null ? null : Outputs + (nint)group * Lanes.Width * _outputLength;
            frame.Run<T>(Entry.TrainGroup);
        }
        frame.First = chunk * _plan.GroupsPerChunk * Lanes.Width;
        frame.Run<T>(Entry.TrainChunk);
    }

    private Frame NewFrame() => _batch.Frame(_parameters) with
    {
        Batch = _batchValues.Pointer,
        Shared = _shared.Pointer,
        Phase = _phase,
        Key = _key,
    };

    /// <summary>A wide layer's work: an item is a block of its outputs.</summary>
    private sealed class WidePass(GradientPass<T> pass) : IParallelWork
    {
        /// <summary>Which of <see cref="ProgramInfo.Wide"/>.</summary>
        public int Number { get; set; }

        public void Run(int item, int thread) => pass.RunWide(Number, item, thread);
    }
}
