using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>A call that works on each channel for itself, and what it is on a block of them.</summary>
/// <param name="Channels">How many there are.</param>
/// <param name="Strides">For each operand, floats from a channel to the next one; 0 where it does not move.</param>
/// <param name="Of">The callee of a block of so many channels, and its operands from the block's first channel on.</param>
internal sealed record ChannelSlices(int Channels, IReadOnlyList<int> Strides, Func<int, Statement.Call> Of)
{
    /// <summary>Floats that may be read anew for each block, and which therefore need not move.</summary>
    private const int Standing = 4096;

    private static readonly Dictionary<Type, Func<Statement.Call, Kernel, int?, ChannelSlices?>> s_rules = new()
    {
        [typeof(NestCode)] = static (call, kernel, channels) => OfNest(call, (NestCode)kernel, channels),
        [typeof(MapCode)] = static (call, kernel, channels) => OfMap(call, (MapCode)kernel, channels),
        [typeof(ChannelSumsCode)] = static (call, kernel, channels) => OfSums(call, (ChannelSumsCode)kernel, channels),
    };

    /// <summary>The slices of a call; null where channels depend on each other, or are not as many as wanted.</summary>
    public static ChannelSlices? Find(Statement statement, int? channels)
    {
        if (statement is not Statement.Call { Callee: Callee.Generated { Kernel: var kernel } } call)
            return null;
        bool stands = call.Operands.OfType<Operand.At>().All(static at => at.Address.Turns.Count == 0);
        return stands && s_rules.TryGetValue(kernel.GetType(), out var rule) ? rule(call, kernel, channels) : null;
    }

    private static ChannelSlices? OfNest(Statement.Call call, NestCode code, int? channels)
    {
        NestKernel nest = code.Nest;
        IEnumerable<Loop> candidates = nest.Outs.Where(l => channels is null ? l.Extent > 1 : l.Extent == channels);
        return candidates.Select(Along).FirstOrDefault(static s => s is not null);

        ChannelSlices? Along(Loop channel)
        {
            if (nest.Bounds.Any(b => b.Out == channel.Name) || channel.Limit is not null || nest.Output.Stride(channel.Name) <= 0)
                return null;
            string[] pointers = [.. NestEmitter.Pointers(nest)];
            var strides = new int[call.Operands.Count];
            for (int i = 0; i < pointers.Length; i++)
            {
                Access[] accesses = [.. nest.Pointed.Where(a => a.Pointer == pointers[i])];
                strides[i] = accesses[0].Stride(channel.Name);
                if (accesses.Any(a => a.Stride(channel.Name) != strides[i]))
                    return null;
                bool isValue = call.Operands[i] is Operand.At { Address.Memory: Memory.Of };
                if (isValue && !accesses.All(a => strides[i] > 0 ? IsInside(a, channel) : Reach(a) <= Standing))
                    return null;
            }

            return new ChannelSlices(channel.Extent, strides, block => call with
            {
                Callee = new Callee.Generated(code with
                {
                    Nest = nest with { Outs = [.. nest.Outs.Select(l => l == channel ? l with { Extent = block } : l)] },
                }),
            });
        }

        // Other axes of a value lie inside a channel's stretch; what leaves it at a border is left out by a bound.
        bool IsInside(Access access, Loop channel)
        {
            int stretch = access.Stride(channel.Name);
            IEnumerable<Loop> others = nest.Outs.Concat(nest.Sums).Where(l => l != channel);
            return others.All(l => Math.Abs(access.Stride(l.Name)) * (long)l.Extent <= stretch)
                && access.LaneStride * (long)nest.Lane.Extent <= stretch;
        }

        long Reach(Access access) =>
            nest.Outs.Concat(nest.Sums).Sum(l => Math.Abs(access.Stride(l.Name)) * (l.Extent - 1L)) + access.LaneStride * nest.Lane.Extent;
    }

    private static ChannelSlices? OfMap(Statement.Call call, MapCode code, int? channels)
    {
        if (channels is not { } count || code.Length % (count * Isa.Group) != 0)
            return null;
        int stretch = code.Length / count;
        return new ChannelSlices(
            count, [.. call.Operands.Select(_ => stretch)],
            block => call with { Callee = new Callee.Generated(code with { Length = block * stretch }) });
    }

    private static ChannelSlices? OfSums(Statement.Call call, ChannelSumsCode code, int? channels)
    {
        int pointers = code.Operands.Count + 1;
        bool isRow = code.Step == Isa.Group && code.Positions > 1;
        if (!isRow || call.Operands[pointers] is not Operand.Integer count || (channels ?? count.Value) != count.Value)
            return null;
        int StrideOf(RowOperand operand) => operand.Kind switch
        {
            RowKind.Element => code.Positions * Isa.Group,
            RowKind.Sample => Isa.Group,
            _ => 1,
        };
        int[] strides = [.. code.Operands.Select(StrideOf), Isa.Group, .. call.Operands.Skip(pointers).Select(static _ => 0)];
        return new ChannelSlices(count.Value, strides, block => call with
        {
            Operands = new([.. call.Operands.Select((operand, i) => i == pointers ? Operand.Of(block) : operand)]),
        });
    }
}
