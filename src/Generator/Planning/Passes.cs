using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// The way of a program, pass by pass. Each pass takes what the one before gave, and each result can be printed by <see cref="PassDumps"/>.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>A network's layers build a graph (<c>Layers/GraphBuilder</c>), whose gradients follow (<c>Graph/Gradients</c>).</item>
/// <item><see cref="Recipe"/>: the operations of one program, from the caller's memory back to it; <see cref="StepWise"/> moves products
/// into the loop over steps that reads them.</item>
/// <item><see cref="Schedule"/>: the phase and the stage in which each runs; <see cref="Rematerialization"/> repeats what costs less
/// than to be kept.</item>
/// <item><see cref="Lifetimes"/>: how long each value is kept, and so which memory holds it.</item>
/// <item><see cref="Fusion"/>: element-wise operations move into those that make their input.</item>
/// <item><see cref="Lowering"/>: operations become statements, by <see cref="NodeLowering"/> and <see cref="ContractionLowering"/>.</item>
/// <item><see cref="ChannelBlocks"/>: statements that work on each channel for itself become loops over blocks of channels.</item>
/// <item><see cref="Program"/>: buffers get their places, by <see cref="MemoryPlan"/>.</item>
/// <item><c>Emit/</c> prints the statements; kernels choose their tiles then (<c>Kernels/Nests/TileSearch</c>).</item>
/// </list>
/// </remarks>
internal static class Passes
{
    public static Program Run(Recipe recipe, CancellationToken cancel = default) =>
        Lowering.Run(recipe, Schedule.Of(recipe.Nodes, recipe.Stages, cancel), cancel);
}
