using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// Forward and backward over this rank's part of a batch. An item is a slot with all its chunks, so each slot is filled by one thread in
/// the order of chunks.
/// </summary>
internal sealed unsafe class GradientPass<T> : IParallelWork where T : class, INetwork<T>
{
    private readonly ProgramInfo _program = T.Program;
    private readonly int _outputLength = T.Info.OutputLength;
    private readonly int _widest = T.Program.Wide.Select(static w => w.Items).DefaultIfEmpty().Max();
    private readonly BatchRange[][] _merged = [.. Enumerable.Range(0, T.Program.Phases).Select(MergedIn)];
    private readonly BatchRange[] _rows =
        [.. T.Program.Embeddings.Select(static table => new BatchRange(table.BatchOffset, Lanes.Width * table.SampleStride))];
    private readonly Arena[] _arenas;
    private readonly GradientSlots _slots;
    private readonly Ranks _ranks;
    private readonly GroupGather _gather;
    private readonly WidePass _wide;
    private readonly long[] _bounds;
    private GrowingBuffer<float> _batchValues;
    private GrowingBuffer<float> _shared;
    private LossShares _losses;
    private ParameterPointers _parameters;
    private BatchShares _shares;
    private Batch _batch;
    private ChunkPlan _plan;
    private ulong _key;
    private int _phase;

    public GradientPass(Arena[] arenas, GradientSlots slots, Ranks ranks)
    {
        (_arenas, _slots, _ranks) = (arenas, slots, ranks);
        _gather = new GroupGather(ranks);
        _bounds = new long[ranks.Count + 1];
        _wide = new WidePass(this);
    }

    /// <summary>What the batch's groups have kept.</summary>
    public float* BatchValues => _batchValues.Pointer;

    /// <summary>Which part of the batch each rank has.</summary>
    public BatchShares Shares => _shares;

    /// <summary>Where outputs go, sample-major, of networks whose training gives some.</summary>
    public float* Outputs { get; set; }

    /// <summary>The gradients, once slots are summed.</summary>
    public float* Total => _slots[0];

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
        _shares = new BatchShares(_ranks, plan);
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
        (int first, int end) = _shares.Slots;
        _slots.Ensure(first, end);
        int threads = workers.Participants(Math.Max(plan.Slots, _widest));
        foreach (Arena arena in _arenas.AsSpan(0, threads))
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

        (int first, int end) = _shares.Slots;
        for (; _phase < _program.Phases; _phase++)
        {
            workers.Run(this, end - first);
            if (_program.Phases > 1 || _widest > 0)
                Merge();
            for (int wide = 0; wide < _program.Wide.Length; wide++)
            {
                if (_program.Wide[wide].Phase == _phase)
                    _wide.Run(wide, workers);
            }
        }
        _wide.End();
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        int slot = _shares.Slots.First + item;
        Arena arena = _arenas[thread];
        Frame frame = NewFrame();
        frame.Gradients = _slots[slot];
        frame.Values = arena.Values.Pointer;
        frame.Chunk = arena.Chunk.Pointer;
        for (int chunk = _plan.FirstChunk(slot); chunk < _plan.FirstChunk(slot + 1); chunk++)
        {
            RunChunk(chunk, arena, ref frame);
            frame.Accumulate = true;
        }
    }

    /// <summary>Gives all ranks what tables' gradients are summed from: the output gradients that groups have kept.</summary>
    public void GatherRows() => _gather.Run(BatchValues, _program.BatchStride, _rows, _shares);

    /// <summary>Ends a step that is taken.</summary>
    public void Finish()
    {
        Frame frame = NewFrame();
        frame.Run<T>(Entry.TrainFinish);
    }

    /// <summary>The mean loss of the batch.</summary>
    public double Loss()
    {
        for (int rank = 0; rank <= _ranks.Count; rank++)
            _bounds[rank] = _shares.FirstSample(rank);
        _losses.Gather(_ranks, _bounds);
        return _losses.Sum(_plan.Samples);
    }

    /// <summary>Ends a phase: what the batch as a whole makes of it, on the caller's thread, and the same on all ranks.</summary>
    private void Merge()
    {
        _gather.Run(BatchValues, _program.BatchStride, _merged[_phase], _shares);
        Frame frame = NewFrame();
        frame.Gradients = _slots[0];
        frame.Groups = _plan.Groups;
        frame.Run<T>(Entry.TrainMerge);
    }

    private static BatchRange[] MergedIn(int phase) => [.. T.Program.Merged.Where(m => m.Phase == phase).Select(static m => m.Range)];

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

    /// <summary>
    /// Wide layers' work: an item is a block of its outputs. Results of groups are made by the rank that has these groups, sums over all
    /// groups by the rank that has the item.
    /// </summary>
    private sealed class WidePass(GradientPass<T> pass) : IParallelWork
    {
        private readonly BatchRange[][] _reads = [.. T.Program.Wide.Select(static wide => wide.Sum?.Reads.ToArray() ?? [])];
        private readonly WideExchange _exchange = new(pass._ranks);
        private int _number;
        private int _firstItem;
        private (int First, int End) _groups;

        public void Run(int number, WorkerPool workers)
        {
            WideWork work = T.Program.Wide[number];
            Ranks ranks = pass._ranks;
            (_number, _firstItem, _groups) = (number, 0, pass._shares.Groups);
            int end = _groups.First < _groups.End ? work.Items : 0;
            if (work.Sum is not null)
            {
                // Another gradient may be of the same weights.
                End();
                pass._gather.Run(pass.BatchValues, T.Program.BatchStride, _reads[number], pass._shares);
                (_firstItem, end) = (ranks.Begin(work.Items, ranks.Rank), ranks.Begin(work.Items, ranks.Rank + 1));
                _groups = (0, pass._plan.Groups);
            }
            workers.Run(this, end - _firstItem);
            if (work.Sum is not null && !ranks.IsAlone)
                _exchange.Begin(work, pass.Total);
        }

        public void Run(int item, int thread)
        {
            Frame frame = pass.NewFrame();
            frame.Gradients = pass.Total;
            frame.Values = pass._arenas[thread].Values.Pointer;
            frame.Batch += (nint)_groups.First * T.Program.BatchStride;
            frame.Groups = _groups.End - _groups.First;
            frame.Wide = _number;
            frame.Item = _firstItem + item;
            frame.Run<T>(Entry.TrainWide);
        }

        public void End() => _exchange.End(pass.Total);
    }
}
