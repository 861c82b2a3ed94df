using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>A kernel with a loop over groups, which follows from where the groups of its operands lie once memory is planned.</summary>
/// <param name="Kernel">The kernel, whose loop has no strides yet.</param>
/// <param name="Places">Where the first group of what a pointer points to lies; parameters are the same for all groups.</param>
internal sealed record GroupLoop(NestKernel Kernel, IReadOnlyDictionary<string, Address> Places) : Callee
{
    /// <summary>The loop over groups.</summary>
    public const string Name = "group";

    public override Callee Settled(Func<Buffer, int> strideOf)
    {
        return new Generated(new NestCode(Kernel.With(Moving), MayBeStraight: false));

        Access Moving(Access access)
        {
            bool moves = Places.TryGetValue(access.Pointer, out Address? place)
                && place.Memory is Memory.Of { Buffer.Region: Region.Batch or Region.Chunk };
            return moves ? access.With(Name, strideOf(((Memory.Of)place!.Memory).Buffer)) : access;
        }
    }
}
