namespace Unrolled.Training;

/// <summary>
/// Sums the slots and lets the optimiser step, block by block, so that a gradient is still in the cache when it is used. An item is a block.
/// </summary>
internal sealed unsafe class UpdatePass(Optimizer optimizer, GradientSlots slots, int parameterCount) : IParallelWork
{
    // Floats in a block; a multiple of every vector's length.
    private const int Block = 4096;

    private float* _parameters;
    private int _used;

    /// <summary>Blocks in all parameters.</summary>
    public int Blocks { get; } = (parameterCount + Block - 1) / Block;

    /// <summary>Sets what to update and begins the optimiser's step.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="used">Slots that hold gradients.</param>
    public void Prepare(float* parameters, int used)
    {
        _parameters = parameters;
        _used = used;
        optimizer.BeginStep();
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        int start = item * Block;
        int count = Math.Min(Block, parameterCount - start);
        slots.Sum(_used, start, count);
        optimizer.Update(_parameters, slots[0], start, count);
    }
}
