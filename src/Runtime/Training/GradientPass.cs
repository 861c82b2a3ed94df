using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>
/// Forward and backward over a batch. An item is a slot with all its chunks, so each slot is filled by one thread in the order of chunks.
/// </summary>
internal sealed unsafe class GradientPass<T>(Arena[] arenas, GradientSlots slots) : IParallelWork where T : class, INetwork<T>
{
    private readonly ProgramInfo _program = T.Program;
    private LossShares _losses;
    private float* _parameters;
    private Batch _batch;
    private ChunkPlan _plan;

    /// <summary>Sets the batch and makes room for it.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="plan">How they are cut.</param>
    /// <param name="threads">Threads that will take part.</param>
    public void Prepare(float* parameters, in Batch batch, in ChunkPlan plan, int threads)
    {
        _parameters = parameters;
        _batch = batch;
        _plan = plan;
        _losses.Ensure(plan.Groups);
        slots.Ensure(plan.Slots);
        foreach (Arena arena in arenas.AsSpan(0, threads))
        {
            arena.Ensure(batch);
            arena.Values.Ensure(_program.TrainValues);
            arena.Chunk.Ensure((long)_program.ChunkStride * plan.GroupsPerChunk);
        }
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        Arena arena = arenas[thread];
        var frame = new Frame
        {
            Parameters = _parameters,
            Gradients = slots[item],
            Values = arena.Values.Pointer,
            Chunk = arena.Chunk.Pointer,
            Scale = _batch.Scale,
        };
        for (int chunk = item; chunk < _plan.Chunks; chunk += _plan.Slots)
        {
            RunChunk(chunk, arena, ref frame);
            frame.Accumulate = true;
        }
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
            T.Run(Entry.TrainGroup, ref frame);
        }
        T.Run(Entry.TrainChunk, ref frame);
    }
}
